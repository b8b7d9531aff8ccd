"""Asha signs in with Microsoft: out with PKCE, back with a code, and the tokens are for the worker only."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from federation.items import TENANT_ID
from federation.sides import Side
from sandbox.entra import seed as contoso
from sandbox.world import World
from tests.cast import Cast, Window, connect, text, work
from tests.federation.entra_engineer import consent_as
from wizard import keyring
from wizard.connections import TOKEN_CACHE
from wizard.models import Event, Kind, Origin, Run, Secret
from wizard.record import SetupRecord, write

ANSWERS = {"entra_sign_in": "person", "directory": contoso.INITIAL_DOMAIN}


@pytest.fixture
def asha(asha: Window) -> Window:
    """Entra sends people back only to an address it knows: this machine."""
    asha.defaults["SERVER_NAME"] = "127.0.0.1"
    return asha


def go_to_microsoft(cast: Cast, window: Window) -> str:
    """Answer the questions of the step; returns the address of Entra's page."""
    page = window.typed("step", cast.setup.pk, "azure-connect", **ANSWERS)
    assert page["Location"] == reverse("microsoft", args=[cast.setup.pk])
    return str(window.get(page["Location"]).context["auth_uri"])


def come_back(window: Client, answer: dict[str, str], **rest: Any) -> Any:
    return window.get(reverse("microsoft-callback"), answer, **rest)


def test_the_page_says_where_she_goes_and_what_handoff_will_be_allowed(
    cast: Cast, asha: Window, world: World
) -> None:
    go_to_microsoft(cast, asha)
    page = text(asha.look("microsoft", cast.setup.pk))
    assert "Application.ReadWrite.All" in page
    assert "http://127.0.0.1/entra/callback/" in page


def test_after_signing_in_a_worker_acts_as_her(cast: Cast, asha: Window, world: World) -> None:
    answer = consent_as(contoso.ADMIN, go_to_microsoft(cast, asha))
    page = come_back(asha, answer)
    looked = Run.objects.get(kind=Kind.PLAN)
    assert page["Location"] == reverse("run", args=[looked.pk])
    assert work(looked).succeeded, looked.error_message
    asha.send("start-run", looked.pk)
    assert work(Run.objects.get(kind=Kind.CARRY_OUT)).succeeded
    assert contoso.ADMIN in text(asha.look("record", cast.setup.pk))


def test_the_tokens_are_only_where_they_belong(cast: Cast, asha: Window, world: World) -> None:
    come_back(asha, consent_as(contoso.ADMIN, go_to_microsoft(cast, asha)))
    cache = keyring.reveal(cast.setup, TOKEN_CACHE)
    assert cache is not None
    assert "AccessToken" in cache
    assert b"AccessToken" not in bytes(Secret.objects.get().ciphertext)
    assert dict(asha.session).keys() <= {"_auth_user_id", "_auth_user_backend", "_auth_user_hash"}
    assert Event.objects.get(key="signed-in-to-entra").data == {}


def test_an_answer_with_a_forged_state_is_refused_and_nothing_is_kept(
    cast: Cast, asha: Window, world: World
) -> None:
    go_to_microsoft(cast, asha)
    page = come_back(asha, {"code": "stolen", "state": "forged"}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("step", args=[cast.setup.pk, "azure-connect"])
    assert "does not belong" in text(page)
    assert not Secret.objects.exists()


def test_an_answer_can_be_used_once(cast: Cast, asha: Window, world: World) -> None:
    answer = consent_as(contoso.ADMIN, go_to_microsoft(cast, asha))
    come_back(asha, answer)
    assert come_back(asha, answer).status_code == 404


def test_whoever_cancels_comes_back_to_the_questions(cast: Cast, asha: Window, world: World) -> None:
    answer = consent_as("nobody", go_to_microsoft(cast, asha))
    page = come_back(asha, answer, follow=True)
    assert "error" in answer
    assert page.context["form"]["directory"].value() == contoso.INITIAL_DOMAIN
    assert not Secret.objects.exists()


def test_whoever_left_the_setup_meanwhile_keeps_nothing(cast: Cast, asha: Window, world: World) -> None:
    answer = consent_as(contoso.ADMIN, go_to_microsoft(cast, asha))
    cast.setup.memberships.filter(person=cast.asha).delete()
    assert come_back(asha, answer).status_code == 404
    assert not Secret.objects.exists()


def test_the_sign_in_is_asked_for_once_and_again_for_another_tenant(
    cast: Cast, asha: Window, world: World
) -> None:
    come_back(asha, consent_as(contoso.ADMIN, go_to_microsoft(cast, asha)))
    again = asha.typed("step", cast.setup.pk, "azure-connect")
    assert "/runs/" in again["Location"]
    other = asha.typed("step", cast.setup.pk, "azure-connect", directory=contoso.DOMAIN)
    assert other["Location"] == reverse("microsoft", args=[cast.setup.pk])


def test_tokens_that_cannot_be_read_any_more_ask_for_a_new_sign_in(
    cast: Cast, asha: Window, world: World, settings: Any
) -> None:
    come_back(asha, consent_as(contoso.ADMIN, go_to_microsoft(cast, asha)))
    settings.HANDOFF_KEYS = ["another key"]
    run = work(Run.objects.get(kind=Kind.PLAN))
    assert (run.error_code, run.error_owner) == ("credentials-rejected", "azure")
    assert "sign in with Microsoft again" in run.error_hint


def test_a_server_without_an_app_registration_says_so(
    cast: Cast, asha: Window, world: World, settings: Any
) -> None:
    settings.ENTRA_CLIENT_ID = ""
    asha.typed("step", cast.setup.pk, "azure-connect", **ANSWERS)
    page = asha.look("microsoft", cast.setup.pk)
    assert page.status_code == 502
    assert "This server has no app registration" in text(page)


def test_entra_that_does_not_answer_is_said_on_the_page(
    cast: Cast, asha: Window, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTRA_AUTHORITY", "https://127.0.0.1:9")
    asha.typed("step", cast.setup.pk, "azure-connect", **ANSWERS)
    page = asha.look("microsoft", cast.setup.pk)
    assert page.status_code == 502
    assert "Traceback" not in text(page)


def test_a_tenant_mistyped_at_first_can_be_corrected(cast: Cast, world: World) -> None:
    write(cast.setup, TENANT_ID, "99999999-2222-3333-4444-555555555555", origin=Origin.READ)
    connect(cast, Side.AZURE)
    assert SetupRecord(cast.setup)[TENANT_ID] == contoso.TENANT_ID
