"""Handoff signs in to Entra: as itself, or as the engineer."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from federation.clouds.entra.organization import read_caller
from federation.clouds.entra.sign_in import (
    ApplicationSignIn,
    PersonSignIn,
    _roles_of,
    begin_code_flow,
    finish_code_flow,
)
from federation.endpoints import Endpoints
from federation.errors import CloudUnreachable, CredentialsRejected
from sandbox.entra import seed as contoso
from sandbox.world import World
from tests.federation.entra_engineer import (
    CALLBACK,
    CLIENT,
    certificate_file,
    consent_as,
    open_contoso,
    signed_in,
)

pytest_plugins = ["tests.federation.entra_fixtures"]


@pytest.fixture
def endpoints(contoso_world: World, entra_sandbox: tuple[World, Endpoints]) -> Iterator[Endpoints]:
    return entra_sandbox[1]


def refused(sign_in: ApplicationSignIn | PersonSignIn, endpoints: Endpoints) -> CredentialsRejected:
    with pytest.raises(CredentialsRejected) as caught:
        open_contoso(endpoints, sign_in=sign_in)
    return caught.value


def test_an_application_signs_in_with_its_secret(endpoints: Endpoints) -> None:
    tenant = open_contoso(endpoints)
    assert read_caller(tenant) == f"application {contoso.CLIENT_ID}"
    tenant.close()


def test_an_application_signs_in_with_its_certificate(
    endpoints: Endpoints, tmp_path: Path, contoso_world: World
) -> None:
    file = certificate_file(tmp_path, contoso_world)
    tenant = open_contoso(endpoints, sign_in=ApplicationSignIn(contoso.CLIENT_ID, certificate_path=str(file)))
    assert read_caller(tenant).startswith("application")
    tenant.close()


def test_a_certificate_file_without_a_key_is_refused_before_any_call(
    endpoints: Endpoints, tmp_path: Path
) -> None:
    file = tmp_path / "half.pem"
    file.write_text("not a key")
    told = refused(ApplicationSignIn(contoso.CLIENT_ID, certificate_path=str(file)), endpoints)
    assert "certificate file" in told.message


def test_a_wrong_secret_is_refused_with_microsofts_code_in_the_detail(endpoints: Endpoints) -> None:
    told = refused(ApplicationSignIn(contoso.CLIENT_ID, "wrong"), endpoints)
    assert "secret" in told.message
    assert "AADSTS7000215" in told.detail


def test_the_engineer_signs_in_with_pkce_and_acts_as_herself(endpoints: Endpoints) -> None:
    tenant = open_contoso(endpoints, sign_in=signed_in(contoso.ADMIN, endpoints))
    assert read_caller(tenant) == contoso.ADMIN
    tenant.close()


def test_the_browser_is_sent_with_a_pkce_challenge_and_all_scopes(endpoints: Endpoints) -> None:
    flow = begin_code_flow(**CLIENT, redirect_uri=CALLBACK, endpoints=endpoints)
    query = dict(parse_qsl(urlsplit(flow["auth_uri"]).query))
    assert query["code_challenge_method"] == "S256"
    assert f"{endpoints.graph}/Policy.ReadWrite.ApplicationConfiguration" in query["scope"].split()


def test_an_answer_to_another_sign_in_is_refused(endpoints: Endpoints) -> None:
    flow = begin_code_flow(**CLIENT, redirect_uri=CALLBACK, endpoints=endpoints)
    with pytest.raises(CredentialsRejected, match="does not belong"):
        finish_code_flow(flow, {"code": "c", "state": "foreign"}, **CLIENT, endpoints=endpoints)


def test_whoever_cancels_reads_that_nothing_was_changed(endpoints: Endpoints) -> None:
    flow = begin_code_flow(**CLIENT, redirect_uri=CALLBACK, endpoints=endpoints)
    with pytest.raises(CredentialsRejected, match="cancelled"):
        finish_code_flow(flow, consent_as("nobody", flow["auth_uri"]), **CLIENT, endpoints=endpoints)


def test_nobody_signed_in_means_sign_in_first(endpoints: Endpoints) -> None:
    told = refused(PersonSignIn(contoso.CLIENT_ID, contoso.CLIENT_SECRET), endpoints)
    assert "Nobody is signed in" in told.message


def test_the_cache_is_given_back_for_the_next_time(endpoints: Endpoints) -> None:
    tenant = open_contoso(endpoints, sign_in=signed_in(contoso.ADMIN, endpoints))
    again = PersonSignIn(contoso.CLIENT_ID, contoso.CLIENT_SECRET, tenant.token_cache)
    tenant.close()
    open_contoso(endpoints, sign_in=again).close()


def test_an_unknown_tenant_is_told_as_such(endpoints: Endpoints) -> None:
    with pytest.raises(CredentialsRejected, match=r"fabrikam\.example"):
        begin_code_flow(**{**CLIENT, "tenant": "fabrikam.example"}, redirect_uri=CALLBACK, endpoints=endpoints)


def test_without_a_network_it_is_unreachable(endpoints: Endpoints) -> None:
    nowhere = replace(endpoints, authority="https://127.0.0.1:9")
    with pytest.raises(CloudUnreachable):
        open_contoso(nowhere)


@pytest.mark.parametrize("token", ["", "opaque", "a.b.c", "a.W10.c", "a.bnVsbA.c"])
def test_a_token_that_is_no_jwt_tells_nothing_about_permissions(token: str) -> None:
    assert _roles_of(token) is None


def test_a_secret_never_shows_in_a_repr() -> None:
    assert "hush" not in repr(ApplicationSignIn("c", "hush")) + repr(PersonSignIn("c", "hush", "hush"))
