"""Building SAML documents element by element, and signing them."""

from typing import Any

from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureMethod
from signxml.signer import XMLSigner

from sandbox.rows import Row

MD = "urn:oasis:names:tc:SAML:2.0:metadata"
DS = "http://www.w3.org/2000/09/xmldsig#"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"

# Entra writes metadata, signatures and assertions without a prefix, responses with samlp.
_PREFIXES = {SAMLP: "samlp"}


def node(namespace: str, name: str, *inside: etree._Element | str, **attributes: str) -> etree._Element:
    """An element with its attributes and content: other elements, or one text."""
    # The stubs do not know that None stands for the default namespace.
    prefixes: Any = {_PREFIXES.get(namespace): namespace}
    made = etree.Element(f"{{{namespace}}}{name}", nsmap=prefixes)
    for key, value in attributes.items():
        made.set(key, value)
    for part in inside:
        if isinstance(part, str):
            made.text = part
        else:
            made.append(part)
    return made


def signed(element: etree._Element, key: Row) -> etree._Element:
    """The element with its signature, put where the empty ds:Signature "placeholder" stands."""
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.RSA_SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    # Entra signs without a prefix. What is signed must be what is serialised, prefix and all.
    signer.namespaces = {None: DS}  # type: ignore[dict-item] # lxml's default namespace is None
    made: etree._Element = signer.sign(
        element, key=key["private"].encode(), cert=key["certificate"], reference_uri=element.get("ID")
    )
    return made
