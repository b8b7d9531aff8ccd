"""What the one script adds: copying, colours, and pages that follow what others do."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Demo
from tests.browser.hands import carry_out, come_in

RECORD = "/setups/{proven}/record/"
LATER = 60_000
"""Milliseconds; far beyond any poll."""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def opened(context: BrowserContext, stage: Demo) -> Callable[[str, str], Page]:
    """A page as one of the people sees it, with a clock that the test moves on."""

    def opened(who: str, path: str) -> Page:
        page = come_in(context, stage.links[who])
        page.clock.install()
        page.goto(stage.address(who, path))
        return page

    return opened


def test_copying_fills_the_clipboard_and_is_announced(
    context: BrowserContext, opened: Callable[[str, str], Page]
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened("wes", RECORD)
    page.get_by_role("button", name="Copy Role ARN").click()
    page.clock.run_for(1000)
    expect(page.locator("#said")).to_have_text("Copied: Role ARN")
    expect(page.get_by_role("button", name="Copied Role ARN")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("arn:aws:iam::111122223333:role/")


def test_without_a_clipboard_the_text_is_selected_instead(
    context: BrowserContext, opened: Callable[[str, str], Page]
) -> None:
    # As on plain http, where browsers have none.
    context.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page = opened("wes", RECORD)
    page.get_by_role("button", name="Copy Federation metadata XML").click()
    page.clock.run_for(1000)
    expect(page.locator("#said")).to_contain_text("Could not copy Federation metadata XML.")
    assert page.evaluate("getSelection().toString()").lstrip().startswith("<")


def test_the_chosen_colours_stay_after_a_reload(opened: Callable[[str, str], Page]) -> None:
    page = opened("wes", RECORD)
    for _ in ("light", "dark"):
        page.get_by_role("button", name="Colours:").click()
    page.reload()
    expect(page.get_by_role("button", name="Colours: Dark")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_the_status_page_follows_what_others_do(context: BrowserContext, stage: Demo) -> None:
    setup = stage.new_setup()
    wes, petra = (come_in(context, stage.links[name]) for name in ("wes", "petra"))
    petra.goto(stage.address("petra", f"{setup}/"))
    petra.evaluate("window.sameWindow = true")
    wes.goto(stage.address("wes", f"{setup}/steps/aws-connect/"))
    wes.get_by_label("Region of the Connect instance").fill("eu-central-1")
    carry_out(wes, "Connect to the AWS account")
    expect(petra.locator(".timeline")).to_contain_text("“Connect to the AWS account” is done.")
    assert petra.evaluate("window.sameWindow")


def test_nobody_asks_for_news_of_a_proven_login(opened: Callable[[str, str], Page]) -> None:
    page = opened("petra", "/setups/{proven}/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.headers.get("hx-request", "")))
    page.clock.run_for(LATER)
    page.evaluate("fetch('/healthz')")  # whatever was asked before has been heard of by now
    assert "true" not in asked


def test_somebody_who_comes_back_to_a_proven_login_sees_how_it_stands_now(
    opened: Callable[[str, str], Page],
) -> None:
    page = opened("petra", "/setups/{proven}/")
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true") as asked:
        page.evaluate("dispatchEvent(new Event('focus'))")
    assert asked.value.ok or asked.value.status == 304


def test_the_pause_a_run_waits_for_is_counted_down(opened: Callable[[str, str], Page]) -> None:
    page = opened("asha", "/runs/{waiting}/")
    lead = page.locator("#live .lead")
    expect(lead).to_contain_text("tries again in 30 s.")
    page.evaluate(
        "document.querySelector('[data-due]').dataset.due = new Date(Date.now() + 12500).toISOString()"
    )
    page.clock.run_for(1000)
    expect(lead).to_contain_text("tries again in 12 s.")
    page.clock.run_for(3000)
    expect(lead).to_contain_text("tries again in 9 s.")
    page.clock.run_for(30_000)
    expect(lead).to_contain_text("tries again now.")


def test_a_pressed_button_shows_that_its_form_is_on_its_way(opened: Callable[[str, str], Page]) -> None:
    page = opened("wes", "/setups/{halfway}/login-check/")
    # As while a cloud takes its time: the form is sent, and no page has come yet.
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")
    button = page.get_by_role("button", name="Compare both clouds")
    button.click()
    page.clock.run_for(10)
    expect(button).to_be_disabled()
    assert button.evaluate("button => getComputedStyle(button, '::before').borderTopStyle") == "solid"
    other = page.get_by_role("button", name="Colours:")
    assert other.evaluate("button => getComputedStyle(button, '::before').content") == "none"


def test_a_poll_without_news_leaves_the_page_alone(opened: Callable[[str, str], Page]) -> None:
    page = opened("wes", "/setups/{halfway}/tasks/aws/")
    page.evaluate("document.querySelector('#live').untouched = true")
    page.locator(".tasks a").first.focus()
    for _ in range(2):
        with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true") as poll:
            page.clock.run_for(4000)
        poll.value.finished()
    page.clock.run_for(100)
    assert page.evaluate("document.querySelector('#live').untouched")
    expect(page.locator(".tasks a").first).to_be_focused()


def test_a_poll_with_news_keeps_the_focus(opened: Callable[[str, str], Page]) -> None:
    page = opened("wes", "/setups/{halfway}/tasks/aws/")
    page.locator(".tasks a").first.focus()
    page.route(
        "**/tasks/aws/", lambda route: route.fulfill(response=(got := route.fetch()), body=news(got.text()))
    )
    page.clock.run_for(4100)
    expect(page.locator(".tasks")).to_contain_text("Something new")
    expect(page.locator(".tasks a").first).to_be_focused()


def news(fragment: str) -> str:
    return fragment.replace("There is a problem", "Something new")
