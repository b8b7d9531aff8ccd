"""Two engineers hand over to each other, from nothing to a proven login, while the manager watches."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo
from tests.browser.hands import (
    agree,
    carry_out,
    come_in,
    do_task,
    in_this_setup,
    open_task,
    sign_in_as_alice,
    wait_for,
)

PICTURES = os.environ.get("HANDOFF_PICTURES")
"""Where to put the screenshots the README shows; none are taken without it."""


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def sign_in_with_microsoft(page: Page) -> None:
    page.get_by_label("Tenant", exact=True).fill("contoso.onmicrosoft.com")
    page.get_by_role("button", name="Check what will change").click()
    page.get_by_role("link", name="Sign in with Microsoft").click()
    page.get_by_role("button", name="Asha").click()


def connect_to_aws(page: Page) -> None:
    open_task(page, "Connect to the AWS account")
    page.get_by_label("Region of the Connect instance").fill("eu-central-1")
    picture(page, "questions")
    carry_out(page, "Connect to the AWS account")
    open_task(page, "Choose the Connect instance")
    page.get_by_label("contoso-contact-center").check()
    carry_out(page, "Choose the Connect instance")


def check_the_login(page: Page) -> None:
    page.bring_to_front()
    in_this_setup(page, "Login check").click()
    page.get_by_role("button", name="Compare both clouds").click()
    wait_for(page, "Everything agrees")
    picture(page, "agreement")
    page.get_by_role("link", name="Back to the login check").click()
    page.get_by_label("The response meant for AWS").fill(sign_in_as_alice(page))
    page.get_by_role("button", name="Redeem this sign-in").click()
    wait_for(page, "The login works")
    page.get_by_role("link", name="Back to the login check").click()
    expect(page.get_by_text("Every link of the chain holds.", exact=True)).to_be_visible()
    picture(page, "login-check")


@pytest.mark.browser
def test_two_people_hand_over_to_each_other_until_the_login_is_proven(browser: Browser, demo: Demo) -> None:
    window = browser.new_context(viewport={"width": 1280, "height": 900})
    asha, wes, petra = (come_in(window, demo.links[name]) for name in ("asha", "wes", "petra"))
    picture(petra, "status-start")

    open_task(asha, "Connect to the Entra tenant")
    sign_in_with_microsoft(asha)
    connect_to_aws(wes)
    asha.bring_to_front()
    agree(asha, "Connect to the Entra tenant")
    do_task(asha, "Create the enterprise application")
    do_task(asha, "Create the signing certificate")

    open_task(wes, "Create the SAML provider")
    expect(petra.locator(".map-balls", has_text="Wes Brandt (AWS): Create the SAML provider")).to_be_visible()
    picture(petra, "status")
    carry_out(wes, "Create the SAML provider")
    do_task(wes, "Create the role")

    do_task(asha, "Set the claims AWS needs")
    open_task(asha, "Assign people and groups")
    asha.get_by_label("People and groups who may sign in").fill("alice.agent@contoso.example")
    carry_out(asha, "Assign people and groups")
    do_task(wes, "Create the Connect users")
    do_task(asha, "Hand out the user access URL")

    check_the_login(wes)
    petra.bring_to_front()
    expect(petra.get_by_text("the login is proven")).to_be_visible()
    picture(petra, "status-proven")
    window.close()
