"""Everything can be done without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Demo
from tests.browser.hands import come_in
from tests.cast import metadata

MOST = 200


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(java_script_enabled=False)
    yield context
    context.close()


def refresh_until(page: Page, words: str) -> None:
    """Press Refresh, as often as the page offers it."""
    for _ in range(MOST):
        refresh = page.get_by_role("link", name="Refresh")
        if not refresh.count():
            break
        refresh.click()
        page.wait_for_load_state()
    expect(page.locator("#live")).to_contain_text(words)


def test_a_task_is_done_by_pressing_refresh(context: BrowserContext, stage: Demo) -> None:
    wes = come_in(context, stage.links["wes"])
    wes.goto(stage.address("wes", stage.new_setup() + "/tasks/aws/"))
    wes.get_by_role("link", name="Connect to the AWS account").last.click()
    wes.get_by_label("Region of the Connect instance").fill("eu-central-1")
    wes.get_by_role("button", name="Check what will change").click()
    refresh_until(wes, "nothing will change")
    wes.get_by_role("button", name="Connect to the AWS account").click()
    refresh_until(wes, "Done.")
    expect(wes.get_by_role("link", name="Next: Choose the Connect instance")).to_be_visible()


def test_a_file_is_handed_over_by_hand(context: BrowserContext, stage: Demo) -> None:
    asha = come_in(context, stage.links["asha"])
    asha.goto(stage.address("asha", "/setups/{by_hand}/steps/azure-certificate/by-hand/"))
    file = {"name": "metadata.xml", "mimeType": "text/xml", "buffer": b"\xef\xbb\xbf" + metadata().encode()}
    asha.get_by_label("Federation metadata XML: file").set_input_files(file)
    asha.get_by_role("button", name="Record what I did").click()
    expect(asha.get_by_text("“Create the signing certificate” is on record as done by hand.")).to_be_visible()


def test_a_real_sign_in_is_pasted_and_explained(context: BrowserContext, stage: Demo) -> None:
    wes = come_in(context, stage.links["wes"])
    wes.goto(stage.address("wes", "/setups/{broken}/login-check/"))
    url = wes.get_by_role("link", name="Open the user access URL").get_attribute("href") or ""
    window = context.new_page()
    window.goto(url)
    window.get_by_role("button", name="Alice").click()
    wes.get_by_label("The response meant for AWS").fill(window.locator("#saml-response").input_value())
    wes.get_by_role("button", name="Redeem this sign-in").click()
    expect(wes.get_by_text("1 to mend, by Asha Rao.")).to_be_visible()
    expect(wes.get_by_text("Entra signed with a certificate that the metadata does not have")).to_be_visible()
