"""Coming in: a link signs in only who presses the button, and opens nothing it should not."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from tests.cast import ROUTE, Cast, Window, text
from wizard.actions.setups import Participant, add_participant, entry_token, new_entry_link, start_setup
from wizard.management.cast import demo_setup
from wizard.models import Event, Membership, Person, Role


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
        "another serial": token.replace(f"{cast.asha.pk}-1:", f"{cast.asha.pk}-2:", 1),
        "nonsense": "hello",
        "signed for something else": signing.TimestampSigner(salt="other").sign(f"{cast.asha.pk}-1"),
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


def test_only_the_owner_sees_links_and_not_their_own(cast: Cast, asha: Window, olga: Window) -> None:
    assert "/enter/" not in text(asha.look("people", cast.setup.pk))
    page = text(olga.look("people", cast.setup.pk))
    assert page.count("/enter/") == 3
    assert f"/enter/{cast.asha.pk}-1:" in page
    assert f"/enter/{cast.olga.pk}-" not in page


def test_naming_asha_in_a_setup_of_his_own_does_not_give_otto_her_link(cast: Cast, otto: Window) -> None:
    answer = otto.send("new-setup", data=invitation(cast.asha.email))
    page = text(otto.get(answer["Location"]))
    assert f"/enter/{cast.asha.pk}-" not in page


def test_a_link_otto_made_beforehand_does_not_open_olgas_setup(cast: Cast, otto: Window) -> None:
    otto.send("new-setup", data=invitation("nora@contoso.example"))
    link = entry_token(Person.objects.get(email="nora@contoso.example"))
    nora = Participant("Nora", "nora@contoso.example", Role.AZURE)
    add_participant(cast.setup, nora, by=cast.olga)
    assert Window().look("enter", link).status_code == 410


def invitation(email: str) -> dict[str, Any]:
    """What Otto fills in to start a setup in which `email` is the Azure engineer."""
    return {
        "name": "Trap",
        "route": ROUTE.key,
        "azure_name": "Victim",
        "azure_email": email,
        "aws_name": "Otto",
        "aws_email": "otto2@contoso.example",
        "manager_name": "Otto",
        "manager_email": "otto3@contoso.example",
    }


def test_only_the_owner_adds_people(cast: Cast) -> None:
    nora = Participant("Nora", "nora@contoso.example", Role.AZURE)
    with pytest.raises(PermissionDenied):
        add_participant(cast.setup, nora, by=cast.asha)
    assert not Person.objects.filter(email=nora.email).exists()


def test_a_person_is_the_same_whatever_the_letter_case_of_their_address(cast: Cast) -> None:
    again = Participant("Asha", "ASHA@contoso.example", Role.AWS)
    assert add_participant(cast.setup, again, by=cast.olga) == cast.asha
    assert Membership.objects.filter(person=cast.asha).count() == 2


def test_being_added_twice_changes_nothing(cast: Cast) -> None:
    before = Event.objects.count()
    add_participant(cast.setup, Participant("Asha", cast.asha.email, Role.AZURE), by=cast.olga)
    assert Event.objects.count() == before


def test_a_setup_starts_with_its_people_and_its_owner(cast: Cast, olga: Window) -> None:
    olga.send("new-setup", data=invitation("nora@contoso.example") | {"name": "Second"})
    roles = Membership.objects.filter(setup__name="Second").order_by("id").values_list("role", flat=True)
    assert list(roles) == ["owner", "azure", "aws", "manager"]


def test_the_demo_finds_its_setup_again(db: None) -> None:
    assert demo_setup() == demo_setup()


def test_people_start_from_a_list_of_their_setups(cast: Cast, otto: Window) -> None:
    again = Participant("Otto", cast.otto.email, Role.MANAGER)
    start_setup(by=None, name="Third", route=ROUTE.key, participants=[again])
    page = text(otto.look("home"))
    assert "Third" in page
    assert "Connect for Fabrikam" in page
