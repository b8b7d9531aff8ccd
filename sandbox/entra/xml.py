"""Building SAML documents element by element."""

from typing import Any

from lxml import etree

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
