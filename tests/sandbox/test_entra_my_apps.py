"""The user access URL: choosing a person, and the form that carries the response on."""

import base64
import html
import re

import pytest

from sandbox.entra.seed import ALICE, CAROL, DOMAIN, TENANT_ID, stable_id
from tests.sandbox.contoso import RELAY_STATE, REPLY_URL, App, Contoso

pytest_plugins = ["tests.sandbox.entra_fixtures"]


def access_url(app: App, tenant: str = TENANT_ID) -> str:
    return f"/myapps/api/signin/{app.app_id}?tenantId={tenant}"


@pytest.mark.parametrize("tenant", [TENANT_ID, DOMAIN])
def test_everybody_of_the_tenant_is_offered(contoso: Contoso, tenant: str) -> None:
    page = contoso.web.get(access_url(contoso.saml_app(), tenant)).text
    assert '<main data-page="choose-person">' in page
    assert "Sign in to Amazon Connect" in page
    assert f'<button name="user" value="{stable_id(ALICE)}">Sign in as Alice Agent' in page
    assert "Gwen Partner" in page


def test_the_form_carries_response_and_relay_state_to_aws(contoso: Contoso) -> None:
    page = contoso.web.post(access_url(contoso.saml_app()), data={"user": stable_id(ALICE)}).text
    assert '<main data-page="saml-response">' in page
    assert f'action="{contoso.sandbox.addresses.web}/signin/eu-central-1/saml"' in page
    assert f'name="RelayState" value="{RELAY_STATE}"' in page
    assert f'data-reply-url="{REPLY_URL}"' in page
    assert "<button>Continue to Amazon Web Services</button>" in page


def test_the_response_can_be_copied_from_the_page(contoso: Contoso) -> None:
    page = contoso.web.post(access_url(contoso.saml_app()), data={"user": ALICE}).text
    posted = re.search(r'name="SAMLResponse" value="([^"]+)"', page)
    shown = re.search(r'<textarea id="saml-response"[^>]*readonly>([^<]+)</textarea>', page)
    assert posted is not None
    assert shown is not None
    assert posted[1] == html.unescape(shown[1])
    assert base64.b64decode(shown[1]).startswith(b"<samlp:Response")


def test_a_person_without_access_sees_entras_error(contoso: Contoso) -> None:
    answer = contoso.web.post(access_url(contoso.saml_app()), data={"user": stable_id(CAROL)})
    assert answer.status_code == 400
    assert '<main data-page="error">' in answer.text
    assert "AADSTS50105" in answer.text


def test_a_link_to_nowhere_shows_entras_error(contoso: Contoso) -> None:
    unknown = contoso.web.get(f"/myapps/api/signin/{TENANT_ID}?tenantId={TENANT_ID}")
    assert (unknown.status_code, "AADSTS700016" in unknown.text) == (400, True)
    foreign = contoso.web.get(access_url(contoso.saml_app(), "fabrikam.example"))
    assert "AADSTS90002" in foreign.text


def test_an_application_that_is_no_saml_application_yet_is_told(contoso: Contoso) -> None:
    assert "AADSTS650056" in contoso.web.get(access_url(contoso.instantiate())).text


def test_names_are_shown_as_text(contoso: Contoso) -> None:
    app = contoso.saml_app()
    app.patch(displayName="<script>alert(1)</script>")
    page = contoso.web.get(access_url(app)).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
