"""Nobody acts for a person beyond what was consented to, and not everybody may consent."""

from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox.entra.consent import TABLE
from sandbox.entra.graph_call import client_principal_id
from sandbox.entra.seed import (
    ADMIN,
    CLIENT_ID,
    LIMITED_CLIENT_ID,
    LIMITED_CLIENT_SECRET,
    READER,
    TENANT_ID,
    stable_id,
)
from tests.sandbox.contoso import CALLBACK, SCOPE, Contoso

pytest_plugins = ["tests.sandbox.entra_fixtures"]

AUTHORIZE = f"/entra/{TENANT_ID}/oauth2/v2.0/authorize"
CONSENT = f"/entra/{TENANT_ID}/adminconsent"
READ = f"{SCOPE}Application.Read.All"
LIMITED = {"client_id": LIMITED_CLIENT_ID, "client_secret": LIMITED_CLIENT_SECRET}


def sign_in(contoso: Contoso, person: str, scope: str, client: str = LIMITED_CLIENT_ID) -> tuple[int, str]:
    query = {"client_id": client, "redirect_uri": CALLBACK, "response_type": "code", "scope": f"openid {scope}"}
    answer = contoso.web.post(AUTHORIZE, params=query, data={"user": stable_id(person)})
    return answer.status_code, answer.headers.get("Location", answer.text)


def consented(contoso: Contoso, client: str) -> list[tuple[str, str | None, str]]:
    principal = client_principal_id(client)
    rows = [row for row in contoso.world.table(TABLE).values() if row["clientId"] == principal]
    return [(row["consentType"], row["principalId"], row["scope"]) for row in rows]


def test_an_administrator_consents_by_signing_in(contoso: Contoso) -> None:
    assert sign_in(contoso, ADMIN, READ)[0] == 302
    assert consented(contoso, LIMITED_CLIENT_ID) == [("Principal", stable_id(ADMIN), "Application.Read.All")]


def test_somebody_else_needs_an_administrator(contoso: Contoso) -> None:
    status, text = sign_in(contoso, READER, READ)
    assert (status, "AADSTS90094" in text) == (400, True)
    assert consented(contoso, LIMITED_CLIENT_ID) == []


def test_anybody_may_consent_to_reading_their_own_profile(contoso: Contoso) -> None:
    assert sign_in(contoso, READER, f"{SCOPE}User.Read")[0] == 302


def test_after_consent_for_the_tenant_everybody_can_sign_in(contoso: Contoso) -> None:
    form = {"user": stable_id(ADMIN)}
    query = {"client_id": LIMITED_CLIENT_ID, "redirect_uri": CALLBACK, "scope": READ, "state": "s1"}
    page = contoso.web.get(CONSENT, params=query).text
    assert "Consent to Handoff without permissions for Contoso" in page
    answer = contoso.web.post(CONSENT, params=query, data=form)
    returned = {key: values[0] for key, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
    assert (returned["admin_consent"], returned["tenant"], returned["state"]) == ("True", TENANT_ID, "s1")
    assert sign_in(contoso, READER, READ)[0] == 302


def test_consent_for_the_tenant_needs_an_administrator(contoso: Contoso) -> None:
    query = {"client_id": LIMITED_CLIENT_ID, "scope": READ}
    answer = contoso.web.post(CONSENT, params=query, data={"user": stable_id(READER)})
    assert (answer.status_code, "AADSTS90094" in answer.text) == (400, True)
    assert sign_in(contoso, READER, READ)[0] == 400


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"client_id": TENANT_ID}, "AADSTS700016"), ({"redirect_uri": "https://x.example/"}, "50011")],
)
def test_a_wrong_consent_address_ends_on_an_error_page(
    contoso: Contoso, changes: dict[str, str], code: str
) -> None:
    answer = contoso.web.get(CONSENT, params={"client_id": CLIENT_ID, **changes})
    assert (answer.status_code, code in answer.text) == (400, True)


def test_declining_comes_back_as_an_error(contoso: Contoso) -> None:
    query = {"client_id": CLIENT_ID, "redirect_uri": CALLBACK}
    answer = contoso.web.post(CONSENT, params=query, data={"cancel": "yes"})
    assert "error=access_denied" in answer.headers["Location"]


def refresh(contoso: Contoso, token: str, scope: str) -> tuple[int, list[int]]:
    answer = contoso.ask_token(grant_type="refresh_token", refresh_token=token, scope=scope)
    return answer.status_code, answer.json().get("error_codes", [])


def test_a_refresh_is_good_for_what_was_consented_to_and_nothing_else(contoso: Contoso) -> None:
    code = contoso.code_for(ADMIN, f"openid offline_access {SCOPE}User.Read")
    token = contoso.redeem(code).json()["refresh_token"]
    assert refresh(contoso, token, READ) == (200, [])
    assert refresh(contoso, token, f"{SCOPE}Group.ReadWrite.All") == (400, [65001])


def test_a_revoked_consent_ends_silent_renewal(contoso: Contoso) -> None:
    code = contoso.code_for(ADMIN, f"openid offline_access {READ}")
    token = contoso.redeem(code).json()["refresh_token"]
    contoso.world.table(TABLE).clear()
    answer = contoso.ask_token(grant_type="refresh_token", refresh_token=token, scope=READ).json()
    assert answer["error"] == "invalid_grant"
    assert f"'{CLIENT_ID}' named 'Handoff'" in answer["error_description"]


def test_grants_can_be_read(contoso: Contoso) -> None:
    graph = contoso.application_with("Directory.Read.All")
    query = {"$filter": f"clientId eq '{client_principal_id(CLIENT_ID)}'"}
    (row,) = graph.get("/oauth2PermissionGrants", params=query).json()["value"]
    assert (row["consentType"], "Application.ReadWrite.All" in row["scope"].split()) == ("AllPrincipals", True)
    assert contoso.application_with("User.Read.All").get("/oauth2PermissionGrants").status_code == 403
