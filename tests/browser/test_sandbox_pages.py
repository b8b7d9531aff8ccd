"""The sandbox's own pages in a real browser: readable by everybody, and of use without a mouse or a script."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from sandbox.breakages import BREAKAGES
from sandbox.faults import Fault
from sandbox.journal import Call
from sandbox.server import Sandbox
from sandbox.world import World
from tests.browser.conftest import Demo
from tests.browser.hands import come_in
from tests.sandbox.finished_setup import finished_world

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}
SIDEWAYS = "[document.documentElement.scrollWidth, innerWidth]"
PAGES = ("/control/", "/control/what-if", "/control/misbehaviour", "/control/log", "/control/nowhere")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Running, with a finished setup of which something is broken, and calls of every kind."""
    world = finished_world()
    for key in ("certificate", "user-deleted"):
        BREAKAGES[key].break_it(world)
    world.faults.plan("CreateRole", Fault.LOSE, call=3, times=2)
    world.faults.plan("POST /applicationTemplates/{id}/instantiate", Fault.DELAY, seconds=5)
    _note_calls(world)
    running = Sandbox(world)
    running.start()
    yield running
    running.stop()


def _note_calls(world: World) -> None:
    path = "POST /servicePrincipals/{id}/appRoleAssignedTo"
    arn = f"arn:aws:sts::111122223333:assumed-role/ConnectSSO/{'long.' * 12}name@contoso.example"
    for cloud, operation, status, code in (
        ("aws", "GetRole", 200, ""),
        ("entra", path, 400, "CannotDeleteOrUpdateEnabledEntitlement"),
        ("aws", "AssumeRoleWithSAML", 0, "InvalidIdentityToken"),
    ):
        call = Call(world.now(), cloud, operation, status, 12.0, code, "boto3 1.44.5", arn, "lose 504")
        world.journal.write(call)


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One window for all pages."""
    context = browser.new_context(reduced_motion="reduce", viewport=DESK)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest, window: Page, sandbox: Sandbox) -> Page:
    """One of the pages, opened once for all tests of it."""
    window.goto(sandbox.addresses.web + request.param)
    return window


def violations(page: Page, **options: object) -> list[str]:
    found = Axe().run(page, options=options)
    return [f"{v['id']}: {n['html']}" for v in found.response["violations"] for n in v["nodes"]]


def test_axe_finds_nothing_in_the_light_and_in_the_dark(page: Page) -> None:
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    dark = violations(page, runOnly=["color-contrast"])
    page.emulate_media(color_scheme="light")
    assert dark == []


def test_nothing_sticks_out_on_a_phone_or_with_letters_twice_as_large(page: Page) -> None:
    page.set_viewport_size(PHONE)
    small = page.evaluate(SIDEWAYS)
    page.set_viewport_size(DESK)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    large = page.evaluate(SIDEWAYS)
    page.evaluate("document.documentElement.style.fontSize = ''")
    assert small[0] <= small[1]
    assert large[0] <= large[1]


def test_the_page_has_one_heading_one_name_and_at_most_one_main_action(page: Page) -> None:
    expect(page.get_by_text("Sandbox: nothing here is real")).to_be_visible()
    assert page.title().endswith("Handoff sandbox")
    assert page.locator("h1").count() == 1
    assert page.locator("main .main").count() <= 1


def test_the_wrong_form_is_as_readable_as_the_right_one(window: Page, sandbox: Sandbox) -> None:
    window.goto(f"{sandbox.addresses.web}/control/misbehaviour")
    window.get_by_label("For how many calls").fill("many")
    window.get_by_role("button", name="Plan this fault").click()
    expect(window.get_by_role("alert")).to_contain_text("Choose what shall happen.")
    assert violations(window) == []
    window.get_by_role("link", name="Enter for how many calls it lasts").click()
    expect(window.get_by_label("For how many calls")).to_be_focused()
    expect(window.get_by_label("For how many calls")).to_have_value("many")


def test_somebody_without_a_mouse_or_scripts_breaks_a_thing_and_puts_it_right(
    browser: Browser, sandbox: Sandbox
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{sandbox.addresses.web}/control/what-if")
    page.get_by_role("button", name="Break it: Somebody deletes the role").focus()
    page.keyboard.press("Enter")
    right = page.get_by_role("button", name="Put it right: Somebody deletes the role")
    expect(right).to_be_in_viewport()
    expect(page.locator("#role-deleted")).to_contain_text("Broken just now")
    # From the place the page leads back to, the button is two stops away: the lesson comes first.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(right).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#role-deleted")).to_contain_text("As it should be")
    context.close()


def test_the_demo_leads_to_the_page_where_things_are_broken(browser: Browser, stage: Demo) -> None:
    context = browser.new_context()
    page = come_in(context, stage.links["wes"])
    with context.expect_page() as opened:
        page.get_by_role("link", name="What if something breaks?").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("What if…")
    context.close()
