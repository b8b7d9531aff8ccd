"""Federation metadata: which certificates it carries, for whom, and where it is."""

import pytest
from lxml import etree
from signxml.exceptions import InvalidSignature
from signxml.verifier import VerifyResult, XMLVerifier

from sandbox.entra.seed import DOMAIN, TENANT_ID
from tests.sandbox.contoso import Contoso

pytest_plugins = ["tests.sandbox.entra_fixtures"]

PATH = "federationmetadata/2007-06/federationmetadata.xml"
MD, DS = "{urn:oasis:names:tc:SAML:2.0:metadata}", "{http://www.w3.org/2000/09/xmldsig#}"


def certificates(document: bytes) -> list[str]:
    """Those Entra signs assertions with; the one of the document's own signature is none of them."""
    described = etree.fromstring(document).iter(f"{MD}KeyDescriptor")
    return [cert.text or "" for key in described for cert in key.iter(f"{DS}X509Certificate")]


def test_it_says_that_it_comes_from_a_simulation(contoso: Contoso) -> None:
    assert "Handoff sandbox: made by simulated clouds" in contoso.https.get(f"/{TENANT_ID}/{PATH}").text


def test_it_names_the_tenant_and_its_sign_in_address(contoso: Contoso) -> None:
    app = contoso.saml_app()
    document = contoso.https.get(f"/{TENANT_ID}/{PATH}", params={"appid": app.app_id}).content
    root = etree.fromstring(document)
    assert len(document) >= 1000  # IAM takes no shorter metadata document
    assert root.get("entityID") == f"https://sts.windows.net/{TENANT_ID}/"
    places = {node.get("Location") for node in root.iter(f"{MD}SingleSignOnService")}
    assert places == {f"https://login.microsoftonline.com/{TENANT_ID}/saml2"}


def test_it_carries_all_certificates_of_the_application_and_no_other(contoso: Contoso) -> None:
    app, other = contoso.instantiate(), contoso.instantiate()
    keys = [app.add_certificate()["key"] for _ in range(2)]
    other.add_certificate()
    document = contoso.https.get(f"/{TENANT_ID}/{PATH}", params={"appid": app.app_id}).content
    assert certificates(document) == keys


@pytest.mark.parametrize("tenant", [TENANT_ID, DOMAIN])
def test_browser_and_authority_see_the_same_certificates(contoso: Contoso, tenant: str) -> None:
    query = {"appid": contoso.saml_app().app_id}
    secure = contoso.https.get(f"/{tenant}/{PATH}", params=query).content
    plain = contoso.web.get(f"/entra/{tenant}/{PATH}", params=query).content
    assert certificates(secure) == certificates(plain)


def test_two_downloads_differ_in_bytes_that_mean_nothing(contoso: Contoso) -> None:
    query = {"appid": contoso.saml_app().app_id}
    first, second = (contoso.https.get(f"/{TENANT_ID}/{PATH}", params=query).content for _ in range(2))
    assert first != second
    assert certificates(first) == certificates(second)
    roots = [etree.fromstring(document) for document in (first, second)]
    assert roots[0].get("ID") != roots[1].get("ID")
    assert roots[0].findtext(f".//{DS}SignatureValue") != roots[1].findtext(f".//{DS}SignatureValue")


def test_the_document_is_signed_with_the_active_key(contoso: Contoso) -> None:
    app = contoso.instantiate()
    app.add_certificate()
    active = app.add_certificate()
    app.activate(active["thumbprint"])
    document = contoso.https.get(f"/{TENANT_ID}/{PATH}", params={"appid": app.app_id}).content
    pem = f"-----BEGIN CERTIFICATE-----\n{active['key']}\n-----END CERTIFICATE-----\n"
    verified = XMLVerifier().verify(document, x509_cert=pem)
    assert isinstance(verified, VerifyResult)
    with pytest.raises(InvalidSignature):
        XMLVerifier().verify(document.replace(b"/saml2", b"/saml3"), x509_cert=pem)


def test_without_an_application_it_carries_the_tenants_own_key(contoso: Contoso) -> None:
    tenants = certificates(contoso.https.get(f"/{TENANT_ID}/{PATH}").content)
    assert tenants == [contoso.world.table("entra.tenantKeys")[TENANT_ID]["der"]]


def test_an_unknown_application_or_tenant_has_none(contoso: Contoso) -> None:
    unknown = contoso.https.get(f"/{TENANT_ID}/{PATH}", params={"appid": TENANT_ID})
    assert (unknown.status_code, "AADSTS700016" in unknown.text) == (400, True)
    assert contoso.https.get(f"/fabrikam.example/{PATH}").json()["error_codes"] == [90002]
