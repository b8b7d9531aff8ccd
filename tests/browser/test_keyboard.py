"""Everything can be done with the keyboard alone, and one always sees where one is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Demo
from tests.browser.hands import come_in, wait_for

WHERE = "() => document.activeElement.innerText ?? document.activeElement.ariaLabel ?? ''"
RING = """() => {
  const here = document.activeElement;
  if (here === document.body) return null;
  const style = (element) => element ? getComputedStyle(element) : {};
  const outlines = [here, here.closest(".task")].map(style).filter((s) => s.outlineStyle === "solid");
  const stroke = style(here.querySelector(".hit"));
  const widths = outlines.map((s) => s.outlineWidth);
  if (stroke.stroke && stroke.stroke !== "none") widths.push(stroke.strokeWidth);
  return [here.outerHTML.slice(0, 160), Math.max(0, ...widths.map(parseFloat))];
}"""
"""The element that has the focus and how many pixels wide the ring around it is; null at the end."""
MOST = 150


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def wes(context: BrowserContext, stage: Demo) -> Page:
    return come_in(context, stage.links["wes"])


def tab_to(page: Page, name: str) -> None:
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate(WHERE).strip().startswith(name):
            return
    raise AssertionError(f"Tab does not lead to “{name}”.")


def test_a_whole_task_is_done_with_tab_space_and_enter(wes: Page, stage: Demo) -> None:
    wes.goto(stage.address("wes", stage.new_setup() + "/tasks/aws/"))
    tab_to(wes, "Connect to the AWS account")
    wes.keyboard.press("Enter")
    region = wes.get_by_label("Region of the Connect instance")
    expect(region).to_be_visible()
    while not region.evaluate("field => field === document.activeElement"):
        wes.keyboard.press("Tab")
    wes.keyboard.type("eu-central-1")
    tab_to(wes, "Check what will change")
    wes.keyboard.press("Space")
    wes.wait_for_function("() => document.querySelector('#live form button.main')")
    tab_to(wes, "Connect to the AWS account")
    tab_to(wes, "Connect to the AWS account")
    wes.keyboard.press("Enter")
    wait_for(wes, "Done.")
    tab_to(wes, "Next: Choose the Connect instance")
    wes.keyboard.press("Enter")
    expect(wes.get_by_role("heading", level=1)).to_have_text("Choose the Connect instance")


def test_the_first_tab_offers_to_skip_to_the_content(wes: Page) -> None:
    wes.reload()
    wes.keyboard.press("Tab")
    expect(wes.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    wes.keyboard.press("Enter")
    expect(wes.locator("main")).to_be_focused()
    wes.keyboard.press("Tab")
    assert wes.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize(
    "path",
    [
        "/setups/{halfway}/tasks/aws/",
        "/setups/{halfway}/steps/aws-role/",
        "/setups/{halfway}/steps/aws-role/by-hand/",
        "/runs/{failed}/",
        "/setups/{broken}/login-check/",
        "/setups/{proven}/record/",
    ],
)
def test_tab_goes_through_the_whole_page_with_a_wide_ring(wes: Page, stage: Demo, path: str) -> None:
    wes.goto(stage.address("wes", path))
    rings = []
    for _ in range(MOST):
        wes.keyboard.press("Tab")
        ring = wes.evaluate(RING)
        if ring is None:
            break
        rings.append(ring)
    else:
        raise AssertionError(f"No end after {MOST} stops: {rings[-3:]}")
    assert len(rings) > 8
    assert [ring for ring in rings if ring[1] < 3] == []


def test_a_wrong_form_takes_the_focus_to_what_is_wrong_and_keeps_what_was_typed(
    context: BrowserContext, stage: Demo
) -> None:
    page = come_in(context, stage.links["petra"])
    page.goto(stage.address("petra", "/setups/new/"))
    page.get_by_label("Name of the setup").fill("Connect <for> “Contoso”")
    page.get_by_label("Azure engineer: e-mail address").fill("not an address")
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Azure engineer: e-mail address").click()
    expect(page.get_by_label("Azure engineer: e-mail address")).to_be_focused()
    expect(page.get_by_label("Azure engineer: e-mail address")).to_have_value("not an address")
    expect(page.get_by_label("Name of the setup")).to_have_value("Connect <for> “Contoso”")
