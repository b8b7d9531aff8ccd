"""Two engineers hand over to each other, from nothing to a proven login, while the manager watches."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo, come_in

PICTURES = os.environ.get("HANDOFF_PICTURES")
"""Where to put the screenshots the README shows; none are taken without it."""


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def open_task(page: Page, title: str) -> None:
    """Wait until the task list says that the task can be done, and open it."""
    page.get_by_role("navigation", name="This setup").get_by_role("link", name="tasks").click()
    page.locator(".tasks").get_by_role("link", name=title).click()


def carry_out(page: Page, title: str) -> None:
    """Look what would change, agree, and wait for the end."""
    page.get_by_role("button", name="Check what will change").click()
    page.get_by_role("button", name=title).click()
    expect(page.locator("#live").get_by_text("Done.", exact=True)).to_be_visible()


def do_task(page: Page, title: str) -> None:
    open_task(page, title)
    carry_out(page, title)


def sign_in_as_alice(page: Page) -> str:
    """Open the user access URL in a second window, choose Alice, and take the response."""
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Open the user access URL").click()
    window = popup.value
    window.get_by_role("button", name="Alice").click()
    response = window.locator("#saml-response").input_value()
    window.get_by_role("button", name="Continue").click()
    expect(window.locator("main")).to_have_attribute("data-page", "agent-workspace")
    return response


@pytest.mark.browser
def test_two_people_hand_over_to_each_other_until_the_login_is_proven(browser: Browser, demo: Demo) -> None:
    window = browser.new_context(viewport={"width": 1280, "height": 900})
    asha, wes, petra = (come_in(window, demo.links[name]) for name in ("asha", "wes", "petra"))
    picture(petra, "status-start")

    open_task(wes, "Connect to the AWS account")
    wes.get_by_label("Region of the Connect instance").fill("eu-central-1")
    picture(wes, "questions")
    carry_out(wes, "Connect to the AWS account")
    open_task(wes, "Choose the Connect instance")
    wes.get_by_label("contoso-contact-center").check()
    carry_out(wes, "Choose the Connect instance")

    open_task(asha, "Connect to the Entra tenant")
    asha.get_by_label("Tenant", exact=True).fill("contoso.onmicrosoft.com")
    asha.get_by_role("button", name="Check what will change").click()
    asha.get_by_role("link", name="Sign in with Microsoft").click()
    asha.get_by_role("button", name="Asha").click()
    asha.get_by_role("button", name="Connect to the Entra tenant").click()
    expect(asha.locator("#live").get_by_text("Done.", exact=True)).to_be_visible()
    do_task(asha, "Create the enterprise application")
    do_task(asha, "Create the signing certificate")

    expect(petra.locator(".map-balls", has_text="Wes Brandt (AWS): Create the SAML provider")).to_be_visible()
    picture(petra, "status")
    do_task(wes, "Create the SAML provider")
    do_task(wes, "Create the role")

    do_task(asha, "Set the claims AWS needs")
    open_task(asha, "Assign people and groups")
    asha.get_by_label("People and groups who may sign in").fill("alice.agent@contoso.example")
    carry_out(asha, "Assign people and groups")
    do_task(asha, "Hand out the user access URL")

    do_task(wes, "Create the Connect users")
    wes.get_by_role("navigation", name="This setup").get_by_role("link", name="Login check").click()
    wes.get_by_role("button", name="Compare both clouds").click()
    expect(wes.locator("#live").get_by_text("Everything agrees")).to_be_visible()
    picture(wes, "agreement")
    wes.get_by_role("link", name="Back to the login check").click()
    wes.get_by_label("The response meant for AWS").fill(sign_in_as_alice(wes))
    wes.get_by_role("button", name="Redeem this sign-in").click()
    expect(wes.locator("#live").get_by_text("Everything agrees")).to_be_visible()
    wes.get_by_role("link", name="Back to the login check").click()
    picture(wes, "login-check")
    expect(petra.get_by_text("the login is proven")).to_be_visible()
    picture(petra, "status-proven")
