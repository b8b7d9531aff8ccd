"""A SAML response as AWS reads it. Only the signed element counts; the rest is a claim by anybody."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from lxml import etree
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from sandbox.aws.errors import AwsError, not_simulated
from sandbox.aws.ids import new_uuid
from sandbox.aws.saml.metadata import IdpMetadata, parse_xml

ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
_SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
_PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
_SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
NAMESPACES = {"saml": _SAML, "samlp": _PROTOCOL}
_PLACES_OF_SIGNATURE = (f"./{{{_SAML}}}Assertion/", "./")


def invalid(text: str) -> AwsError:
    """STS's refusal of a response."""
    return AwsError("InvalidIdentityToken", text, status=400)


INVALID_RESPONSE = "AuthSamlInvalidSamlResponseException"


def from_discovery(text: str, code: str) -> AwsError:
    """A refusal by the service behind STS that reads responses and metadata, as STS hands it on."""
    details = f"Status Code: 400; Error Code: {code}; Request ID: {new_uuid()}; Proxy: null"
    return invalid(f"{text} (Service: AWSOpenIdDiscoveryService; {details})")


@dataclass(frozen=True)
class Confirmation:
    """The bearer confirmation of the subject."""

    recipient: str
    not_on_or_after: datetime | None


@dataclass(frozen=True)
class Assertion:
    """What an assertion says. Times are UTC; missing texts are ""."""

    id: str
    issuer: str
    issued_at: datetime | None
    name_id: str
    name_id_format: str
    confirmations: tuple[Confirmation, ...]
    audiences: tuple[str, ...]
    not_before: datetime | None
    not_on_or_after: datetime | None
    session_ends: datetime | None
    attributes: dict[str, tuple[str, ...]]

    def aws(self, name: str) -> tuple[str, ...]:
        """Values of one of AWS's attributes; names are case-sensitive."""
        return self.attributes.get(ATTRIBUTES + name, ())

    @property
    def role_pairs(self) -> tuple[tuple[str, str], ...]:
        """(role ARN, provider ARN) of every Role value that names both, in either order and without a space."""
        return tuple(pair for value in self.aws("Role") if (pair := _pair(value)))

    @property
    def recipient(self) -> str:
        return self.confirmations[0].recipient if len(self.confirmations) == 1 else ""


def _pair(value: str) -> tuple[str, str] | None:
    parts = value.split(",")
    roles = [part for part in parts if part.startswith("arn:") and ":role/" in part]
    providers = [part for part in parts if part.startswith("arn:") and ":saml-provider/" in part]
    return (roles[0], providers[0]) if len(parts) == 2 and len(roles) == len(providers) == 1 else None


def decode(encoded: str) -> etree._Element:
    """The Response element of a base64 text. Raises AwsError."""
    try:
        document = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        raise from_discovery("Invalid base64 SAMLResponse", INVALID_RESPONSE) from None
    root = parse_xml(document)
    if root is None or root.tag != f"{{{_PROTOCOL}}}Response":
        raise invalid("Invalid SAML response")
    status = root.find("samlp:Status/samlp:StatusCode", NAMESPACES)
    if status is None or status.get("Value") != _SUCCESS:
        raise invalid("Invalid SAML response")
    if root.find(".//saml:EncryptedAssertion", NAMESPACES) is not None:
        raise not_simulated("encrypted assertions")
    if len(root.findall(".//saml:Assertion", NAMESPACES)) != 1:
        raise invalid("Invalid SAML response")
    return root


def claimed(root: etree._Element) -> Assertion:
    """What the response says, signed or not: only good for finding out which rules to apply."""
    return _read(root.find(".//saml:Assertion", NAMESPACES))


def signed(root: etree._Element, metadata: IdpMetadata) -> Assertion:
    """What one of the provider's certificates vouches for. Raises AwsError if nothing is."""
    document = etree.tostring(root)
    for place in _PLACES_OF_SIGNATURE:
        for certificate in metadata.certificates:
            found = _verified(document, place, certificate)
            if found is not None:
                return _read(found)
    raise invalid("Response signature invalid")


def _verified(document: bytes, place: str, certificate: x509.Certificate) -> etree._Element | None:
    # IAM does not act on the certificate's end, so any moment inside its validity does.
    settings = SignatureConfiguration(location=place, verification_time=certificate.not_valid_before_utc)
    try:
        result = XMLVerifier().verify(document, x509_cert=certificate, expect_config=settings)
    except (SignXMLException, ValueError):
        return None
    element = result.signed_xml if not isinstance(result, list) else None
    if element is None:
        return None
    if element.tag == f"{{{_SAML}}}Assertion":
        return element
    return element.find("saml:Assertion", NAMESPACES) if element.tag == f"{{{_PROTOCOL}}}Response" else None


def _read(assertion: etree._Element | None) -> Assertion:
    if assertion is None or assertion.get("Version") != "2.0":
        raise invalid("Invalid SAML response")
    name_id = assertion.find("saml:Subject/saml:NameID", NAMESPACES)
    conditions = assertion.find("saml:Conditions", NAMESPACES)
    return Assertion(
        id=str(assertion.get("ID", "")),
        issuer=_text(assertion.find("saml:Issuer", NAMESPACES)),
        issued_at=_moment(assertion, "IssueInstant"),
        name_id=_text(name_id),
        name_id_format="" if name_id is None else str(name_id.get("Format", "")),
        confirmations=_confirmations(assertion),
        audiences=_texts(assertion, "saml:Conditions/saml:AudienceRestriction/saml:Audience"),
        not_before=_moment(conditions, "NotBefore"),
        not_on_or_after=_moment(conditions, "NotOnOrAfter"),
        session_ends=_moment(assertion.find("saml:AuthnStatement", NAMESPACES), "SessionNotOnOrAfter"),
        attributes=_attributes(assertion),
    )


def _attributes(assertion: etree._Element) -> dict[str, tuple[str, ...]]:
    """All values of a name, also if it comes twice: then nobody can hide one behind the other."""
    found: dict[str, tuple[str, ...]] = {}
    for node in assertion.findall("saml:AttributeStatement/saml:Attribute", NAMESPACES):
        name = str(node.get("Name"))
        found[name] = found.get(name, ()) + _values(node)
    return found


def _confirmations(assertion: etree._Element) -> tuple[Confirmation, ...]:
    """Every confirmation, and each of its data: one without any, or not by the bearer, confirms nothing."""
    found: list[Confirmation] = []
    for node in assertion.findall("saml:Subject/saml:SubjectConfirmation", NAMESPACES):
        data = node.findall("saml:SubjectConfirmationData", NAMESPACES)
        if not data or node.get("Method") != _BEARER:
            found.append(Confirmation("", None))
        else:
            found += [Confirmation(str(n.get("Recipient", "")), _moment(n, "NotOnOrAfter")) for n in data]
    return tuple(found)


def _texts(parent: etree._Element, path: str) -> tuple[str, ...]:
    return tuple(_text(node) for node in parent.findall(path, NAMESPACES))


def _values(attribute: etree._Element) -> tuple[str, ...]:
    """As they were sent: AWS allows no spaces in its values (IAM user guide, SAML assertions)."""
    nodes = attribute.findall("saml:AttributeValue", NAMESPACES)
    if any(len(node) for node in nodes):
        # A text in pieces could be read as a shorter one.
        raise invalid("Invalid SAML response")
    return tuple(node.text or "" for node in nodes)


def _text(node: etree._Element | None) -> str:
    return "" if node is None else (node.text or "").strip()


def _moment(node: etree._Element | None, name: str) -> datetime | None:
    text = None if node is None else node.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise invalid("Invalid SAML response") from None
