"""Whoever presses twice, goes back, reloads or works in two windows still starts everything once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import Demo
from tests.browser.hands import come_in, look, wait_for

TITLE = "Connect to the AWS account"
REGION = "Region of the Connect instance"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def setup(stage: Demo) -> str:
    return stage.new_setup()


@pytest.fixture
def wes(context: BrowserContext, stage: Demo, setup: str) -> Page:
    """Wes, with the plan of his first task before him."""
    page = come_in(context, stage.links["wes"])
    page.goto(stage.address("wes", f"{setup}/steps/aws-connect/"))
    page.get_by_label(REGION).fill("eu-central-1")
    look(page)
    return page


def press(page: Page) -> None:
    page.get_by_role("button", name=TITLE).click()


def starts(page: Page, stage: Demo, setup: str) -> int:
    """How often the timeline says that the task was started."""
    page.goto(stage.address("wes", f"{setup}/"))
    return page.locator(".timeline").get_by_text(f"started “{TITLE}”").count()


def test_a_double_click_starts_one_run(wes: Page, stage: Demo, setup: str) -> None:
    wes.get_by_role("button", name=TITLE).dblclick()
    wait_for(wes, "Done.")
    assert starts(wes, stage, setup) == 1


def test_a_form_is_sent_once_however_often_one_presses(wes: Page) -> None:
    sent: list[str] = []

    def answer_with_nothing(route: Route) -> None:
        sent.append(route.request.url)
        route.fulfill(status=204)

    wes.route("**/start/", answer_with_nothing)
    for _ in range(3):
        wes.evaluate("document.querySelector('#live .main').click()")
    wes.evaluate("fetch('/healthz')")  # whatever was sent before has been heard of by now
    assert len(sent) == 1


def test_back_and_again_ends_at_the_same_run(wes: Page, stage: Demo, setup: str) -> None:
    press(wes)
    wait_for(wes, "Done.")
    run = wes.url
    wes.go_back()
    button = wes.get_by_role("button", name=TITLE)
    (button if button.is_visible() else wes.get_by_role("link", name="See the run")).click()
    wait_for(wes, "Done.")
    assert wes.url == run
    assert starts(wes, stage, setup) == 1


def test_a_reload_in_the_middle_of_a_run_changes_nothing(wes: Page, stage: Demo, setup: str) -> None:
    press(wes)
    wes.reload()
    wait_for(wes, "Done.")
    wes.reload()
    wait_for(wes, "Done.")
    assert starts(wes, stage, setup) == 1


def test_a_waiting_run_says_so_after_a_reload(context: BrowserContext, stage: Demo) -> None:
    asha = come_in(context, stage.links["asha"])
    asha.goto(stage.address("asha", "/runs/{waiting}/"))
    asha.reload()
    expect(asha.locator("#live")).to_contain_text("Entra asks to slow down.")


def test_two_windows_press_for_the_same_run(wes: Page, stage: Demo, setup: str) -> None:
    other = wes.context.new_page()
    other.goto(wes.url)
    press(wes)
    press(other)
    for window in (wes, other):
        wait_for(window, "Done.")
    assert other.url == wes.url
    assert starts(wes, stage, setup) == 1


def test_two_windows_with_different_answers_lose_neither(wes: Page, stage: Demo, setup: str) -> None:
    one, other = (wes.context.new_page() for _ in range(2))
    for window, region in ((one, "us-east-1"), (other, "us-west-2")):
        window.goto(stage.address("wes", f"{setup}/steps/aws-connect/"))
        window.get_by_label(REGION).fill(region)
    one.get_by_role("button", name="Check what will change").click()
    one.locator("#live").wait_for()
    other.get_by_role("button", name="Check what will change").click()
    expect(other.locator(".field-error")).to_contain_text("Wes Brandt saved “us-east-1” while you were typing.")
    expect(other.get_by_label(REGION)).to_have_value("us-west-2")
