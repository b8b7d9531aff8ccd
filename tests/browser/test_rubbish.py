"""Rubbish in every field of every form: each says what is wrong beside itself and keeps what was typed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from federation.routes import DIRECT_CUSTOM
from tests.browser.conftest import Demo
from tests.browser.hands import come_in

RUBBISH = "\u202e</textarea><script>alert(1)</script> {{ 7 * 7 }} ' OR 1=1 -- 💥 " + "x" * 3000
TYPED = "main form :is(input:not([type=hidden], [type=radio], [type=file]), textarea)"
STEPS = [f"/setups/{{proven}}/steps/{step.key}/" for step in DIRECT_CUSTOM.steps]
FORMS = [*STEPS, *(f"{path}by-hand/" for path in STEPS)]


@pytest.fixture(scope="module")
def windows(browser: Browser, stage: Demo) -> Iterator[dict[str, Page]]:
    context = browser.new_context()
    yield {name: come_in(context, link) for name, link in stage.links.items()}
    context.close()


def whose(path: str) -> str:
    return "asha" if "/azure-" in path else "wes"


@pytest.mark.parametrize("path", FORMS)
def test_rubbish_is_refused_beside_its_field_and_kept(windows: dict[str, Page], stage: Demo, path: str) -> None:
    page, address = windows[whose(path)], stage.address(whose(path), path)
    page.bring_to_front()
    page.goto(address)
    names = [field.get_attribute("name") or "" for field in page.locator(TYPED).all()]
    for name in names:
        page.locator(f"[name={name}]").fill(RUBBISH)
    if not names:
        return
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.locator("main form .main").click()
    assert sent.value.status == 422
    for name in names:
        field = page.locator(f".field:has([name={name}])")
        assert field.locator(".field-error").count() == 1, f"{name} accepts rubbish"
        assert page.locator(f"[name={name}]").input_value() == RUBBISH


def test_a_pasted_response_is_refused_but_not_sent_back(windows: dict[str, Page], stage: Demo) -> None:
    page = windows["wes"]
    page.bring_to_front()
    page.goto(stage.address("wes", "/setups/{proven}/login-check/"))
    page.get_by_label("The response meant for AWS").fill(RUBBISH)
    page.get_by_role("button", name="Redeem this sign-in").click()
    expect(page.locator(".field-error")).to_be_visible()
    assert "OR 1=1" not in page.content()
