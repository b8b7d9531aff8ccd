"""A SAML response, read for explanation. Only what `signature.state` calls verified may be believed."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from federation.errors import InvalidValue
from federation.saml.certificates import Certificate
from federation.saml.signature import Signature, verify_signature
from federation.saml.xml import NS, decode_text, parse_xml, text_of

SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"


@dataclass(frozen=True)
class Attribute:
    """One claim. Values stand as they were sent, spaces included."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Confirmation:
    """One SubjectConfirmation: to which address the assertion may be posted, and until when."""

    method: str
    recipient: str
    not_on_or_after: datetime | None


@dataclass(frozen=True)
class Assertion:
    """What Entra says about the person. Times are timezone-aware; None means missing or unreadable."""

    issuer: str
    issued_at: datetime | None
    name_id: str
    name_id_format: str
    confirmations: tuple[Confirmation, ...]
    audiences: tuple[str, ...]
    not_before: datetime | None
    not_on_or_after: datetime | None
    attributes: tuple[Attribute, ...]

    def values(self, name: str) -> tuple[str, ...]:
        """All values of the attribute with exactly this name; empty if there is none."""
        return tuple(
            value for attribute in self.attributes if attribute.name == name for value in attribute.values
        )


@dataclass(frozen=True)
class SamlResponse:
    """A response and what of it can be believed.

    `assertion` is the signed one if a signature verifies, else the first one there, for explanation
    only; None if there is none in the clear. `length` is in base64 characters.
    """

    length: int
    destination: str
    status: str
    encrypted: bool
    assertion_count: int
    signature: Signature
    assertion: Assertion | None


def read_response(saml_response_base64: str, certificates: Sequence[Certificate]) -> SamlResponse:
    """Read a response and verify its signature with any of `certificates`. Raises InvalidValue."""
    root = _parse(saml_response_base64)
    signature, signed = verify_signature(root, certificates)
    node = signed if signed is not None else root.find("saml:Assertion", NS)
    status = root.find("samlp:Status/samlp:StatusCode", NS)
    return SamlResponse(
        length=len(saml_response_base64),
        destination=root.get("Destination", ""),
        status="" if status is None else status.get("Value", ""),
        encrypted=root.find(".//saml:EncryptedAssertion", NS) is not None,
        assertion_count=sum(1 for _ in root.iter(f"{{{NS['saml']}}}Assertion")),
        signature=signature,
        assertion=None if node is None else _assertion(node),
    )


def _parse(packed: str) -> etree._Element:
    try:
        document = base64.b64decode("".join(packed.split()), validate=True)
    except (ValueError, binascii.Error) as error:
        raise InvalidValue("This SAML response is not base64.") from error
    root = parse_xml(decode_text(document, refusal=_damaged), refusal=InvalidValue, broken=_damaged)
    if root.tag != f"{{{NS['samlp']}}}Response":
        raise InvalidValue(f"This is not a SAML response but “{etree.QName(root).localname}”.")
    return root


def _damaged(found: str) -> InvalidValue:
    """It is base64, but no whole XML. Where it breaks (`found`) helps nobody mend it."""
    return InvalidValue(
        "The response was cut or changed while copying. Sign in again and copy it whole.",
        hint="Copy the value from its first to its last letter and paste it without changing it.",
        detail=found,
    )


def _assertion(node: etree._Element) -> Assertion:
    conditions = node.find("saml:Conditions", NS)
    name_id = node.find("saml:Subject/saml:NameID", NS)
    return Assertion(
        issuer=text_of(node.find("saml:Issuer", NS)).strip(),
        issued_at=_time(node, "IssueInstant"),
        name_id=text_of(name_id).strip(),
        name_id_format="" if name_id is None else name_id.get("Format", ""),
        confirmations=tuple(map(_confirmation, node.findall("saml:Subject/saml:SubjectConfirmation", NS))),
        audiences=tuple(
            text_of(one).strip()
            for one in node.findall("saml:Conditions/saml:AudienceRestriction/saml:Audience", NS)
        ),
        not_before=_time(conditions, "NotBefore"),
        not_on_or_after=_time(conditions, "NotOnOrAfter"),
        attributes=tuple(map(_attribute, node.findall("saml:AttributeStatement/saml:Attribute", NS))),
    )


def _confirmation(node: etree._Element) -> Confirmation:
    data = node.find("saml:SubjectConfirmationData", NS)
    recipient = "" if data is None else data.get("Recipient", "")
    return Confirmation(node.get("Method", ""), recipient, _time(data, "NotOnOrAfter"))


def _attribute(node: etree._Element) -> Attribute:
    return Attribute(node.get("Name", ""), tuple(map(text_of, node.findall("saml:AttributeValue", NS))))


_FIRST_YEAR, _LAST_YEAR = 1970, 9000


def _time(node: etree._Element | None, name: str) -> datetime | None:
    try:
        read = datetime.fromisoformat("" if node is None else node.get(name, ""))
    except ValueError:
        return None
    # Years at the edge of the calendar cannot be compared with a tolerance.
    sane = _FIRST_YEAR <= read.year <= _LAST_YEAR
    return (read if read.tzinfo else read.replace(tzinfo=UTC)) if sane else None
