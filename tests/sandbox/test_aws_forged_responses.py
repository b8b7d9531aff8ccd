"""Only what the identity provider signed counts, wherever a forger puts it."""

import base64

import pytest
from lxml import etree

from tests.sandbox.federations import ADA, assertion

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
MALLORY = "Mallory@contoso.com"


def changed(encoded: str, change) -> str:
    """The response after a forger's hands were on it."""
    root = etree.fromstring(base64.b64decode(encoded))
    change(root)
    return base64.b64encode(etree.tostring(root)).decode()


def rename(root):
    for value in root.iter(f"{SAML}AttributeValue"):
        value.text = (value.text or "").replace(ADA, MALLORY)


def add_forged_assertion_in_front(root):
    forged = etree.fromstring(etree.tostring(root.find(f"{SAML}Assertion")))
    rename(forged)
    forged.set("ID", "_forged")
    root.insert(1, forged)


def hide_the_signed_one_in_an_extension(root):
    signed = root.find(f"{SAML}Assertion")
    forged = etree.fromstring(etree.tostring(signed))
    rename(forged)
    root.replace(signed, forged)
    etree.SubElement(root, "Extensions").append(signed)


def put_the_signed_one_inside_the_forged_signature(root):
    signed = root.find(f"{SAML}Assertion")
    forged = etree.fromstring(etree.tostring(signed))
    rename(forged)
    forged.set("ID", "_forged")
    root.replace(signed, forged)
    forged.find("{http://www.w3.org/2000/09/xmldsig#}Signature").append(signed)


@pytest.mark.parametrize(
    "forgery",
    [
        rename,
        add_forged_assertion_in_front,
        hide_the_signed_one_in_an_extension,
        put_the_signed_one_inside_the_forged_signature,
    ],
)
def test_a_forged_response_never_becomes_a_session(federation, refused, forgery):
    code, _, status = refused(federation.redeem, encoded=changed(assertion(), forgery))
    assert (code, status) == ("InvalidIdentityToken", 400)


def test_a_signature_does_not_reach_across_responses(federation, refused):
    signature = "{http://www.w3.org/2000/09/xmldsig#}Signature"
    good = etree.fromstring(base64.b64decode(assertion(sign="response")))

    def transplant(root):
        root.insert(1, good.find(signature))

    encoded = changed(assertion(MALLORY, sign="nothing"), transplant)
    assert refused(federation.redeem, encoded=encoded)[1] == "Response signature invalid"


def test_a_document_type_is_refused_before_anything_is_expanded(federation, refused):
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">]><r>&a;</r>'
    code, message, _ = refused(federation.redeem, encoded=base64.b64encode(bomb).decode())
    assert (code, message) == ("InvalidIdentityToken", "Invalid SAML response")
