"""Seats: the demo's people side by side in one browser, each under a path of their own."""

from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast, Window, text
from wizard.actions.setups import entry_token
from wizard.management.cast import demo_setup, seats
from wizard.models import Setup


class Browser(Client):
    """Sends a cookie only to the paths it is bound to, as browsers do."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=False)
        self.jar: dict[tuple[str, str], str] = {}

    def request(self, **request: Any) -> Any:
        path = request["PATH_INFO"]
        self.cookies = SimpleCookie(
            {name: value for (bound, name), value in sorted(self.jar.items()) if path.startswith(bound)}
        )
        response = super().request(**request)
        for name, morsel in response.cookies.items():
            self.jar[(morsel["path"], name)] = morsel.value
        return response


@pytest.fixture(autouse=True)
def simulated(settings: Any) -> None:
    """Seats are for the demo only."""
    settings.SANDBOX = True


@pytest.fixture
def demo(db: None) -> Setup:
    return demo_setup()


@pytest.fixture
def browser(demo: Setup) -> Browser:
    """One browser in which all three people of the demo have come in, one after the other."""
    opened = Browser()
    for seat in seats(demo):
        opened.post(seat.path)
    return opened


def test_three_people_in_one_browser_do_not_sign_each_other_out(demo: Setup, browser: Browser) -> None:
    for seat in seats(demo):
        page = text(browser.get(f"/as/{seat.role}/setups/{demo.pk}/"))
        assert f'<span class="user">{seat.person.name}</span>' in page


def test_links_and_redirects_stay_under_the_seat(demo: Setup, browser: Browser) -> None:
    assert browser.get("/as/azure/")["Location"] == f"/as/azure/setups/{demo.pk}/tasks/azure/"
    page = text(browser.get(f"/as/aws/setups/{demo.pk}/"))
    assert f'href="/as/aws/setups/{demo.pk}/record/"' in page
    assert 'href="/setups/' not in page


def test_live_parts_ask_again_under_the_seat(demo: Setup, browser: Browser) -> None:
    page = text(browser.get(f"/as/aws/setups/{demo.pk}/tasks/aws/"))
    assert f'hx-get="/as/aws/setups/{demo.pk}/tasks/aws/"' in page


def test_signing_out_of_one_seat_leaves_the_others(demo: Setup, browser: Browser) -> None:
    browser.post("/as/azure/sign-out/")
    assert browser.get(f"/as/azure/setups/{demo.pk}/").status_code == 302
    assert browser.get(f"/as/aws/setups/{demo.pk}/").status_code == 200


def test_a_page_without_a_seat_is_not_touched_by_them(demo: Setup, browser: Browser) -> None:
    assert browser.get(f"/setups/{demo.pk}/")["Location"].startswith("/no-entry/")


def test_coming_in_without_a_seat_binds_cookies_to_the_whole_site(cast: Cast) -> None:
    opened = Browser()
    opened.post(f"/enter/{entry_token(cast.asha)}/")
    assert {bound for bound, _ in opened.jar} == {"/"}


def test_a_seat_alone_signs_nobody_in(cast: Cast) -> None:
    page = Window().get(f"/as/azure/setups/{cast.setup.pk}/")
    assert page["Location"].startswith("/as/azure/no-entry/")


def test_against_real_clouds_there_are_no_seats(cast: Cast, settings: Any) -> None:
    settings.SANDBOX = False
    assert Window().get(f"/as/azure/setups/{cast.setup.pk}/").status_code == 404
    assert Window().get(f"/as/azure/enter/{entry_token(cast.asha)}/").status_code == 404
