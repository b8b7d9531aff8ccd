"""The token endpoint, driven by the real msal and by hand."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msal
import pytest
import requests

from sandbox.entra.keys import self_signed
from sandbox.entra.seed import (
    ADMIN,
    CLIENT_ID,
    CLIENT_SECRET,
    DOMAIN,
    LIMITED_CLIENT_SECRET,
    TENANT_ID,
    stable_id,
)
from sandbox.faults import Fault
from tests.sandbox.contoso import CALLBACK, SCOPE, Contoso, error_of

pytest_plugins = ["tests.sandbox.entra_fixtures"]

READ = f"{SCOPE}Application.Read.All"


def msal_app(contoso: Contoso, credential: Any = CLIENT_SECRET, *, tenant: str = TENANT_ID) -> Any:
    session = requests.Session()
    session.verify, session.trust_env = contoso.ca, False
    contoso.close_with.enter_context(session)
    return msal.ConfidentialClientApplication(
        CLIENT_ID,
        authority=f"{contoso.sandbox.addresses.authority}/{tenant}",
        client_credential=credential,
        instance_discovery=False,
        http_client=session,
    )


def begin(app: Any) -> dict[str, Any]:
    flow: dict[str, Any] = app.initiate_auth_code_flow([READ], redirect_uri=CALLBACK, response_mode="form_post")
    return flow


def posted_back(contoso: Contoso, flow: dict[str, Any], **choice: str) -> dict[str, str]:
    """What the browser posts to Handoff when Asha chooses herself, or does as `choice` says."""
    page = contoso.web.post(flow["auth_uri"], data=choice or {"user": stable_id(ADMIN)}).text
    assert f'action="{CALLBACK}"' in page
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


@pytest.mark.parametrize("tenant", [TENANT_ID, DOMAIN])
def test_msal_gets_a_token_for_the_application(contoso: Contoso, tenant: str) -> None:
    answer = msal_app(contoso, tenant=tenant).acquire_token_for_client([f"{SCOPE}.default"])
    graph = contoso.graph_with(answer["access_token"])
    assert graph.get("/organization").json()["value"][0]["id"] == TENANT_ID


def test_msal_proves_itself_with_a_certificate(contoso: Contoso) -> None:
    now = datetime.now(UTC)
    key = self_signed("Handoff", start=now, end=now + timedelta(days=1))
    credential = {"private_key": key["private"], "public_certificate": key["certificate"]}
    refused = msal_app(contoso, credential).acquire_token_for_client([f"{SCOPE}.default"])
    assert refused["error_codes"] == [700027]
    contoso.world.table("entra.registrations")[CLIENT_ID]["certificates"] = [key["certificate"]]
    assert "access_token" in msal_app(contoso, credential).acquire_token_for_client([f"{SCOPE}.default"])


def test_an_assertion_signed_with_another_key_is_refused(contoso: Contoso) -> None:
    now = datetime.now(UTC)
    key, other = (self_signed("Handoff", start=now, end=now + timedelta(days=1)) for _ in range(2))
    contoso.world.table("entra.registrations")[CLIENT_ID]["certificates"] = [key["certificate"]]
    credential = {"private_key": other["private"], "public_certificate": key["certificate"]}
    answer = msal_app(contoso, credential).acquire_token_for_client([f"{SCOPE}.default"])
    assert answer["error_codes"] == [700027]


def test_msal_signs_a_person_in_with_pkce(contoso: Contoso) -> None:
    app = msal_app(contoso)
    flow = begin(app)
    answer = app.acquire_token_by_auth_code_flow(flow, posted_back(contoso, flow))
    claims = answer["id_token_claims"]
    assert (claims["preferred_username"], claims["tid"], claims["oid"]) == (ADMIN, TENANT_ID, stable_id(ADMIN))
    assert contoso.graph_with(answer["access_token"]).get("/applications").status_code == 200


def test_msal_renews_a_person_token_silently(contoso: Contoso) -> None:
    app = msal_app(contoso)
    flow = begin(app)
    first = app.acquire_token_by_auth_code_flow(flow, posted_back(contoso, flow))
    (account,) = app.get_accounts()
    second = app.acquire_token_silent([READ], account, force_refresh=True)
    assert second["access_token"] != first["access_token"]
    assert contoso.graph_with(second["access_token"]).get("/applications").status_code == 200


def test_the_answer_can_come_as_a_redirect(contoso: Contoso) -> None:
    query = parse_qs(urlsplit(begin(msal_app(contoso))["auth_uri"]).query)
    address = f"/entra/{TENANT_ID}/oauth2/v2.0/authorize"
    params = {key: values[0] for key, values in query.items()} | {"response_mode": "query"}
    answer = contoso.web.post(address, params=params, data={"user": stable_id(ADMIN)})
    assert answer.headers["Location"].startswith(f"{CALLBACK}?code=")
    assert f"state={params['state']}" in answer.headers["Location"]


def test_the_sign_in_page_offers_the_admins_only(contoso: Contoso) -> None:
    flow = begin(msal_app(contoso))
    page = contoso.web.get(flow["auth_uri"]).text
    assert '<main data-page="choose-person">' in page
    assert "Sign in as Asha Rao" in page
    assert "Alice" not in page


def test_a_person_may_decline(contoso: Contoso) -> None:
    flow = begin(msal_app(contoso))
    answer = posted_back(contoso, flow, cancel="yes")
    assert (answer["error"], answer["state"]) == ("access_denied", flow["state"])


def test_a_code_works_once(contoso: Contoso) -> None:
    code = contoso.code_for(ADMIN, READ)
    assert contoso.redeem(code).status_code == 200
    assert contoso.redeem(code).json()["error_codes"] == [54005]


def test_a_code_expires(contoso: Contoso) -> None:
    code = contoso.code_for(ADMIN, READ)
    contoso.world.table("entra.codes")[code]["expires"] = "2020-01-01T00:00:00+00:00"
    assert contoso.redeem(code).json()["error_codes"] == [70008]


def test_a_code_needs_the_verifier_it_was_made_for(contoso: Contoso) -> None:
    code = contoso.code_for(ADMIN, READ, code_challenge="of-another-verifier", code_challenge_method="S256")
    answer = contoso.redeem(code, code_verifier="mine").json()
    assert answer["error_codes"] == [501481]
    assert answer["error"] == "invalid_grant"


def test_a_code_is_bound_to_its_redirect_uri(contoso: Contoso) -> None:
    code = contoso.code_for(ADMIN, READ)
    assert contoso.redeem(code, redirect_uri="http://127.0.0.1/other").json()["error_codes"] == [500112]


def test_a_wrong_secret_is_refused_in_entras_words(contoso: Contoso) -> None:
    answer = contoso.ask_token(client_secret=LIMITED_CLIENT_SECRET)
    body = answer.json()
    assert (answer.status_code, body["error"], body["error_codes"]) == (401, "invalid_client", [7000215])
    assert body["error_description"].startswith("AADSTS7000215: Invalid client secret provided.")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_id": TENANT_ID}, 700016),
        ({"client_secret": ""}, 7000218),
        ({"grant_type": "password"}, 70003),
        ({"scope": READ}, 1002012),
        ({"scope": f"{SCOPE}.default {READ}"}, 1002012),
        ({"scope": "https://graph.contoso.example/.default"}, 500011),
        ({"grant_type": ""}, 900144),
        ({"client_id": ""}, 900144),
        ({"grant_type": "refresh_token", "refresh_token": "unknown"}, 70008),
    ],
)
def test_other_wrong_requests_are_refused(contoso: Contoso, changes: dict[str, str], code: int) -> None:
    assert contoso.ask_token(**changes).json()["error_codes"] == [code]


def test_a_token_request_in_json_misses_its_parameters(contoso: Contoso) -> None:
    form = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    address = f"/{TENANT_ID}/oauth2/v2.0/token"
    assert contoso.https.post(address, json=form).json()["error_codes"] == [900144]
    answer = contoso.https.post(address, data={**form, "scope": f"{contoso.sandbox.addresses.graph}/.default"})
    assert answer.status_code == 200


def test_an_unknown_tenant_is_refused(contoso: Contoso) -> None:
    answer = contoso.https.get("/fabrikam.example/v2.0/.well-known/openid-configuration")
    assert (answer.status_code, answer.json()["error_codes"]) == (400, [90002])
    with pytest.raises(ValueError, match="Unable to get authority configuration"):
        msal_app(contoso, tenant="fabrikam.example").acquire_token_for_client([f"{SCOPE}.default"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"redirect_uri": "https://elsewhere.example/"}, "AADSTS50011"),
        ({"client_id": "unknown"}, "AADSTS700016"),
        ({"scope": f"{SCOPE}Application.WriteEverything"}, "AADSTS650053"),
        ({"response_type": "token"}, "AADSTS700054"),
    ],
)
def test_a_wrong_sign_in_request_ends_on_an_error_page(
    contoso: Contoso, changes: dict[str, str], code: str
) -> None:
    query = {"client_id": CLIENT_ID, "redirect_uri": CALLBACK, "response_type": "code", "scope": READ}
    page = contoso.web.get(f"/entra/{TENANT_ID}/oauth2/v2.0/authorize", params={**query, **changes})
    assert (page.status_code, code in page.text) == (400, True)


def test_a_token_expires(contoso: Contoso) -> None:
    token = contoso.ask_token().json()["access_token"]
    contoso.world.table("entra.tokens")[token]["expires"] = "2020-01-01T00:00:00+00:00"
    status, code, message = error_of(contoso.graph_with(token).get("/organization"))
    assert (status, code) == (401, "InvalidAuthenticationToken")
    assert "expired" in message


@pytest.mark.parametrize(("fault", "status"), [(Fault.DENY, 400), (Fault.THROTTLE, 429), (Fault.FAIL, 503)])
def test_the_token_endpoint_misbehaves_on_request(contoso: Contoso, fault: Fault, status: int) -> None:
    contoso.world.faults.plan("POST /{tenant}/oauth2/v2.0/token", fault)
    answers = [contoso.ask_token() for _ in range(2)]
    assert [answer.status_code for answer in answers] == [status, 200]
    assert ("Retry-After" in answers[0].headers) is (fault is Fault.THROTTLE)
