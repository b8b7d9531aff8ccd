"""Reading XML that strangers sent: no DOCTYPE, no entities, no network, a limit in size."""

import re
from collections.abc import Callable

from lxml import etree

from federation.errors import InvalidValue

Refusal = Callable[[str], InvalidValue]
"""Makes the error from a sentence that says what was found."""

NS = {
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
_DECLARED_ENCODING = re.compile(r"""(<\?xml[^>]*?\bencoding\s*=\s*["'])[\w.-]+(["'])""")


def decode_text(document: str | bytes, *, refusal: Refusal) -> str:
    """The text of a document in UTF-8 or UTF-16, without byte-order mark and surrounding space.

    A declared encoding becomes UTF-8, because that is how the text travels on. Raises `refusal`.
    """
    if isinstance(document, bytes):
        document = _decode_bytes(document, refusal)
    text = document.strip("\ufeff \t\r\n")
    if "\0" in text:
        raise refusal("This is not a text file: it contains bytes that no XML has.")
    return _DECLARED_ENCODING.sub(r"\1utf-8\2", text, count=1)


def _decode_bytes(document: bytes, refusal: Refusal) -> str:
    try:
        return document.decode("utf-16" if document[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal("This file is not text in UTF-8, so it cannot be the XML that was expected.") from error


def parse_xml(text: str, *, refusal: Refusal, broken: Refusal | None = None) -> etree._Element:
    """The root element of `text`. Raises `broken` (else `refusal`) with the line of the first mistake.

    A DOCTYPE is refused before the parser sees it: neither metadata nor responses have one, and it is
    the way in for entity expansion and for reading other files.
    """
    lowered = text.lower()
    if "<!doctype" in lowered or "<!entity" in lowered:
        raise refusal("This XML has a DOCTYPE or entities, which SAML never has. It was not read any further.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise (broken or refusal)(
            f"This is not XML: it stops making sense at line {line}, column {column}."
        ) from error


def text_of(node: etree._Element | None) -> str:
    """All text inside an element, as it stands."""
    return "" if node is None else "".join(str(part) for part in node.itertext())
