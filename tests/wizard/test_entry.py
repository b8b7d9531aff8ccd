"""Coming in: a link signs in only who presses the button, and opens nothing it should not."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from tests.cast import ROUTE, Cast, Window, text
from wizard.actions.setups import Participant, entry_token, new_entry_link, start_setup
from wizard.management.cast import demo_setup
from wizard.models import Event, Membership, Person, Role, Setup
from wizard.redaction import EntryLinkFilter


def signed_in(window: Client) -> bool:
    return window.get(reverse("home")).get("Location", "") != f"{reverse('no-entry')}?next=/"


def test_opening_a_link_signs_nobody_in(cast: Cast) -> None:
    window = Window()
    page = window.look("enter", entry_token(cast.asha))
    assert "Welcome, Asha" in text(page)
    assert not signed_in(window)


def test_pressing_the_button_signs_in(cast: Cast) -> None:
    window = Window()
    window.send("enter", entry_token(cast.asha))
    assert signed_in(window)
    assert "Asha" in text(window.look("status", cast.setup.pk))


def test_a_link_can_be_used_again_on_another_device(cast: Cast) -> None:
    for window in (Window(), Window()):
        window.send("enter", entry_token(cast.asha))
        assert signed_in(window)


def broken(cast: Cast, kind: str) -> str:
    token = entry_token(cast.asha)
    return {
        "forged": token[:-2] + "xx",
        "of another person": token.replace(f"{cast.asha.pk}-", f"{cast.wes.pk}-", 1),
        "another serial": token.replace(f"{cast.asha.pk}-1-", f"{cast.asha.pk}-2-", 1),
        "nonsense": "hello",
        "signed for something else": signing.TimestampSigner(salt="other").sign(f"{cast.asha.pk}-1-"),
    }[kind]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "kind", ["forged", "of another person", "another serial", "nonsense", "signed for something else"]
)
def test_a_link_that_is_not_ours_is_gone(cast: Cast, kind: str, method: str) -> None:
    window = Window()
    page = getattr(window, method)(reverse("enter", args=[broken(cast, kind)]))
    assert page.status_code == 410
    assert "Ask the owner of the setup for a new link." in text(page)
    assert not signed_in(window)


def test_a_link_works_for_fourteen_days(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    token, window = entry_token(cast.asha), Window()
    later = datetime.now() + timedelta(days=14, minutes=-1)  # noqa: DTZ005 - only its timestamp counts
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
    assert window.look("enter", token).status_code == 200
    monkeypatch.setattr("django.core.signing.time.time", (later + timedelta(minutes=2)).timestamp)
    assert window.look("enter", token).status_code == 410


def test_a_replaced_link_is_gone_and_the_new_one_works(cast: Cast) -> None:
    old = entry_token(cast.asha)
    new_entry_link(cast.asha)
    assert Window().look("enter", old).status_code == 410
    assert Window().look("enter", entry_token(cast.asha)).status_code == 200


def test_the_link_of_somebody_who_may_no_longer_come_is_gone(cast: Cast) -> None:
    Person.objects.filter(pk=cast.asha.pk).update(is_active=False)
    assert Window().send("enter", entry_token(cast.asha)).status_code == 410


def test_signing_in_makes_a_new_session(cast: Cast) -> None:
    window = Window()
    window.send("enter", entry_token(cast.asha))
    first = window.cookies["handoff_session"].value
    window.send("enter", entry_token(cast.wes))
    assert window.cookies["handoff_session"].value != first


def test_whoever_signs_out_is_out(cast: Cast, asha: Window) -> None:
    asha.send("sign-out")
    assert not signed_in(asha)


def test_a_new_link_ends_open_sessions(cast: Cast, asha: Window, wes: Window) -> None:
    new_entry_link(cast.asha)
    assert not signed_in(asha)
    assert signed_in(wes)


# --- what a link opens ---


def test_only_the_owner_sees_links_and_not_their_own(cast: Cast, asha: Window, olga: Window) -> None:
    assert "/enter/" not in text(asha.look("people", cast.setup.pk))
    page = text(olga.look("people", cast.setup.pk))
    assert page.count("/enter/") == 3
    assert f"/enter/{cast.asha.pk}-1-" in page
    assert f"/enter/{cast.olga.pk}-" not in page


def trap(owner: Person, victim: str) -> Setup:
    """A setup somebody starts only to get at another person."""
    owner.may_start_setups = True
    invited = [Participant("Victim", victim, Role.AZURE)]
    return start_setup(by=owner, name="Trap", route=ROUTE.key, participants=invited)


def through(link: str) -> Window:
    """A window in which somebody came in by a link."""
    window = Window()
    window.send("enter", link)
    return window


def handed_out(setup: Setup, owner: Window, email: str) -> str:
    """The link to a person that an owner sees."""
    page = text(owner.look("people", setup.pk))
    person = Person.objects.get(email=email)
    return page.split(f"/enter/{person.pk}-")[1].split("/")[0].join((f"{person.pk}-", ""))


def test_the_link_otto_gets_by_naming_asha_opens_his_own_setup_only(cast: Cast, otto: Window) -> None:
    of_otto = trap(cast.otto, cast.asha.email)
    window = through(handed_out(of_otto, otto, cast.asha.email))
    assert window.look("status", of_otto.pk).status_code == 200
    for page in ("status", "record", "people", "login-check"):
        assert window.look(page, cast.setup.pk).status_code == 404
    assert "Connect for Contoso" not in text(window.look("setups"))


def test_a_link_otto_made_beforehand_does_not_open_olgas_setup_later(cast: Cast, otto: Window) -> None:
    of_otto = trap(cast.otto, "nora@contoso.example")
    window = through(handed_out(of_otto, otto, "nora@contoso.example"))
    nora = [Participant("Nora", "nora@contoso.example", Role.AZURE)]
    later = start_setup(by=cast.olga, name="Later", route=ROUTE.key, participants=nora)
    assert window.look("status", later.pk).status_code == 404
    assert window.look("status", of_otto.pk).status_code == 200


def test_an_owners_link_lets_nobody_start_setups(cast: Cast) -> None:
    cast.setup.memberships.create(person=cast.olga, role=Role.MANAGER)
    window = through(entry_token(cast.olga, only_setup=cast.setup))
    assert window.look("new-setup").status_code == 403


def test_coming_in_anew_forgets_what_the_last_session_was_for(cast: Cast) -> None:
    window = through(entry_token(cast.asha, only_setup=cast.elsewhere))
    assert window.look("status", cast.setup.pk).status_code == 404
    window.send("enter", entry_token(cast.asha))
    assert window.look("status", cast.setup.pk).status_code == 200
    window.send("enter", entry_token(cast.asha, only_setup=cast.elsewhere))
    assert window.look("status", cast.setup.pk).status_code == 404


def test_the_scope_of_a_link_cannot_be_changed(cast: Cast) -> None:
    token = entry_token(cast.asha, only_setup=cast.elsewhere)
    for scope in ("", cast.setup.pk.hex):
        changed = token.replace(cast.elsewhere.pk.hex, scope)
        assert Window().look("enter", changed).status_code == 410


def test_links_do_not_reach_the_log(cast: Cast, settings: Any) -> None:
    token = entry_token(cast.asha)
    told = ("Gone: %s", (f"/as/azure/enter/{token}/?next=/",))
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, *told, None)
    assert EntryLinkFilter().filter(record)
    assert record.getMessage() == "Gone: /as/azure/enter/…/?next=/"
    assert all(handler["filters"] == ["links"] for handler in settings.LOGGING["handlers"].values())


# --- who may start a setup ---


def invitation(**changes: str) -> dict[str, Any]:
    """The form that starts a setup."""
    return {
        "name": "Second",
        "route": ROUTE.key,
        "azure_name": "Nora",
        "azure_email": "nora@contoso.example",
        "aws_name": "Wes",
        "aws_email": "WES@contoso.example",
        "manager_name": "Petra",
        "manager_email": "petra@contoso.example",
    } | changes


def test_a_setup_starts_with_its_people_and_its_owner(cast: Cast, olga: Window) -> None:
    olga.send("new-setup", data=invitation())
    members = Membership.objects.filter(setup__name="Second").order_by("id")
    assert [(row.role, row.person.name) for row in members] == [
        ("owner", "Olga"),
        ("azure", "Nora"),
        ("aws", "Wes"),
        ("manager", "Petra"),
    ]


def test_a_person_is_the_same_whatever_the_letter_case_of_their_address(cast: Cast, olga: Window) -> None:
    olga.send("new-setup", data=invitation())
    assert Person.objects.filter(email__iexact=cast.wes.email).count() == 1


@pytest.mark.parametrize("who", ["asha", "wes", "petra", "otto"])
def test_who_was_not_granted_it_starts_no_setup(cast: Cast, request: pytest.FixtureRequest, who: str) -> None:
    window: Window = request.getfixturevalue(who)
    page = window.send("new-setup", data=invitation())
    assert page.status_code == 403
    assert "Ask whoever runs this server." in text(page)
    assert not Setup.objects.filter(name="Second").exists()


def test_one_person_in_two_roles_is_added_once(cast: Cast) -> None:
    twice = [Participant("Nora", "nora@contoso.example", role) for role in (Role.AZURE, Role.AZURE, Role.AWS)]
    setup = start_setup(by=None, name="Small", route=ROUTE.key, participants=twice)
    assert setup.memberships.count() == 2
    assert Event.objects.filter(setup=setup, key="person-added").count() == 2


def test_the_demo_finds_its_setup_again(db: None, settings: Any) -> None:
    settings.SANDBOX = True
    assert demo_setup() == demo_setup()


def test_people_start_from_a_list_of_their_setups(cast: Cast, otto: Window) -> None:
    again = [Participant("Otto", cast.otto.email, Role.MANAGER)]
    start_setup(by=None, name="Third", route=ROUTE.key, participants=again)
    assert otto.look("home")["Location"] == reverse("setups")
    page = text(otto.look("setups"))
    assert "Third" in page
    assert "Connect for Fabrikam" in page
    assert "Start a setup" not in page
