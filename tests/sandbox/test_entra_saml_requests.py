"""Sign-in that begins at the service provider: its request is read, checked and answered."""

import base64
import re
import zlib
from dataclasses import dataclass

import httpx
import pytest
from lxml import etree
from markupsafe import Markup

from sandbox.entra.seed import ALICE, CAROL, TENANT_ID, stable_id
from tests.sandbox.contoso import REPLY_URL, Contoso

pytest_plugins = ["tests.sandbox.entra_fixtures"]

URN = "urn:amazon:webservices"
CLASSES = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
_REQUEST = Markup(
    '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="{number}" Version="2.0"'
    ' IssueInstant="2026-08-20T10:00:00Z"{reply}><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">{issuer}'
    "</Issuer>{contexts}</samlp:AuthnRequest>"
)
_REPLY = Markup(' AssertionConsumerServiceURL="{}"')
_CONTEXTS = Markup(
    '<samlp:RequestedAuthnContext><AuthnContextClassRef xmlns="urn:oasis:names:tc:SAML:2.0:assertion">{}'
    "</AuthnContextClassRef></samlp:RequestedAuthnContext>"
)


def request_xml(issuer: str = URN, *, reply: str = "", context: str = "") -> bytes:
    return _REQUEST.format(
        number="id-of-the-request",
        reply=_REPLY.format(reply) if reply else "",
        issuer=issuer,
        contexts=_CONTEXTS.format(context) if context else "",
    ).encode()


def redirected(document: bytes) -> dict[str, str]:
    packed = zlib.compress(document)[2:-4]
    return {"SAMLRequest": base64.b64encode(packed).decode(), "RelayState": "where I was"}


@dataclass
class Endpoint:
    """Entra's address for service providers."""

    contoso: Contoso

    @property
    def path(self) -> str:
        return f"/entra/{TENANT_ID}/saml2"

    def ask(self, document: bytes) -> httpx.Response:
        return self.contoso.web.get(self.path, params=redirected(document))

    def sign_in(self, document: bytes, person: str = ALICE) -> httpx.Response:
        return self.contoso.web.post(self.path, params=redirected(document), data={"user": stable_id(person)})


@pytest.fixture
def endpoint(contoso: Contoso) -> Endpoint:
    contoso.saml_app(URN)
    return Endpoint(contoso)


def answered(page: str) -> etree._Element:
    found = re.search(r'name="SAMLResponse" value="([^"]+)"', page)
    assert found is not None
    return etree.fromstring(base64.b64decode(found[1]))


def test_the_answer_names_the_request_and_carries_the_relay_state(endpoint: Endpoint) -> None:
    assert '<main data-page="choose-person">' in endpoint.ask(request_xml(reply=REPLY_URL)).text
    page = endpoint.sign_in(request_xml(reply=REPLY_URL)).text
    response = answered(page)
    assert response.get("InResponseTo") == "id-of-the-request"
    (confirmation,) = response.iterfind(".//{*}SubjectConfirmationData")
    assert (confirmation.get("InResponseTo"), confirmation.get("Recipient")) == ("id-of-the-request", REPLY_URL)
    assert 'name="RelayState" value="where I was"' in page


def test_a_request_can_come_as_a_form(endpoint: Endpoint) -> None:
    form = {"SAMLRequest": base64.b64encode(request_xml()).decode(), "RelayState": "form"}
    asked = endpoint.contoso.web.post(endpoint.path, data=form)
    assert f'name="SAMLRequest" value="{form["SAMLRequest"]}"' in asked.text
    page = endpoint.contoso.web.post(endpoint.path, data={**form, "user": stable_id(ALICE)}).text
    assert answered(page).get("InResponseTo") == "id-of-the-request"
    assert 'name="RelayState" value="form"' in page


def test_sign_in_that_begins_in_entra_answers_no_request(contoso: Contoso) -> None:
    assert contoso.saml_app().sign_in(ALICE).response.get("InResponseTo") is None


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (request_xml("urn:unknown"), "AADSTS700016"),
        (request_xml(reply="https://elsewhere.example/saml"), "AADSTS50011"),
        (request_xml(context=f"{CLASSES}X509"), "AADSTS75011"),
        (b"<no-request/>", "AADSTS75005"),
        (b"no XML", "AADSTS75005"),
    ],
)
def test_a_wrong_request_is_refused(endpoint: Endpoint, document: bytes, code: str) -> None:
    answer = endpoint.sign_in(document)
    assert answer.status_code == 400
    assert f'<p id="error">{code}:' in answer.text


def test_the_password_is_the_one_way_to_sign_in(endpoint: Endpoint) -> None:
    page = endpoint.sign_in(request_xml(context=f"{CLASSES}Password")).text
    assert answered(page).get("InResponseTo") == "id-of-the-request"


@pytest.mark.parametrize("query", [{}, {"SAMLRequest": ""}])
def test_an_address_without_a_request_is_refused(endpoint: Endpoint, query: dict[str, str]) -> None:
    answer = endpoint.contoso.web.get(endpoint.path, params=query)
    assert "AADSTS750054: SAMLRequest or SAMLResponse must be present as query string parameters" in answer.text


def test_a_request_that_is_packed_wrongly_is_refused(endpoint: Endpoint) -> None:
    plain = {"SAMLRequest": base64.b64encode(request_xml()).decode()}
    assert "AADSTS75005" in endpoint.contoso.web.get(endpoint.path, params=plain).text


def test_who_is_not_assigned_is_refused_here_too(endpoint: Endpoint) -> None:
    assert "AADSTS50105" in endpoint.sign_in(request_xml(), CAROL).text
