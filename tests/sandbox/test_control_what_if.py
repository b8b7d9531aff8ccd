"""What if…: a button breaks one thing, another puts it right."""

from werkzeug.test import Client

from sandbox.addresses import Addresses
from sandbox.breakages import BREAKAGES
from sandbox.control import create_control
from sandbox.world import World
from tests.sandbox.visitor import WEB, Visitor, words

pytest_plugins = ["tests.sandbox.control_fixtures"]

PAGE = "/control/what-if"


def test_every_breakage_is_there_with_what_it_changes_and_what_people_see(visitor: Visitor) -> None:
    page = visitor.look(PAGE)
    for breakage in BREAKAGES.values():
        assert f'id="{breakage.key}"' in page.text
        assert f'action="{PAGE}/{breakage.key}/break"' in page.text
    assert "Nothing is broken now." in words(page)


def test_the_button_breaks_and_leads_back_to_its_place(visitor: Visitor) -> None:
    answer = visitor.press(f"{PAGE}/user-deleted/break")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}#user-deleted")
    assert "One thing is broken now" in visitor.text(PAGE)
    assert "Changed: alice.agent@contoso.example" in visitor.text(PAGE)
    assert "1 of 19 broken now" in visitor.text("/control/")


def test_a_second_click_changes_nothing_more(visitor: Visitor) -> None:
    for _ in range(2):
        assert visitor.press(f"{PAGE}/user-deleted/break").status_code == 303
    assert len(visitor.world.table("connect.users")) == 1
    for _ in range(2):
        assert visitor.press(f"{PAGE}/user-deleted/right").status_code == 303
    assert len(visitor.world.table("connect.users")) == 2


def test_one_button_puts_everything_right(visitor: Visitor) -> None:
    for key in ("role-deleted", "user-case", "relay-state"):
        visitor.press(f"{PAGE}/{key}/break")
    assert "3 things are broken now" in visitor.text(PAGE)
    assert visitor.press(f"{PAGE}/right").headers["Location"] == PAGE
    assert "Nothing is broken now." in visitor.text(PAGE)


def test_before_anything_is_set_up_the_page_says_what_is_missing(untouched: World) -> None:
    client = Client(create_control(untouched, Addresses(web=WEB, authority="https://a")))
    page = client.get(PAGE, base_url=WEB)
    assert "No role that trusts a SAML provider has been made in AWS yet." in words(page)
    assert "/break" not in page.text
    refused = client.post(f"{PAGE}/role-deleted/break", base_url=WEB)
    assert refused.status_code == 409
    assert "Nothing was broken. No role that trusts" in words(refused)


def test_every_breakage_says_what_it_changed_by_a_name_people_know(visitor: Visitor) -> None:
    names = {
        "assignment": "Connect Agents in Amazon Connect",
        "user-case": "Alice.agent@contoso.example",
        "clock": "Entra’s clock",
    }
    for key, breakage in BREAKAGES.items():
        breakage.break_it(visitor.world)
        page = visitor.text(PAGE)
        assert names.get(key, "Changed: ") in page, key
        assert "Changed: Put it right" not in page, key
        breakage.put_right(visitor.world)
