"""Metadata and signed responses for tests, as Entra makes them, with one key for the whole session."""

import base64
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.signer import XMLSigner

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TENANT = "11111111-2222-3333-4444-555555555555"
ISSUER = f"https://sts.windows.net/{TENANT}/"
ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ConnectSSO"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:saml-provider/Entra"
INSTANCE = f"arn:aws:connect:eu-central-1:{ACCOUNT}:instance/12345678-1234-1234-1234-123456789012"
REPLY_URL = "https://eu-central-1.signin.aws.amazon.com/saml"
CLAIMS = "https://aws.amazon.com/SAML/Attributes"
ANNA = "anna.weber@contoso.com"


@dataclass(frozen=True)
class Signer:
    """A key and its certificate (`der` is base64)."""

    key: bytes
    pem: str
    der: str
    thumbprint: str


@cache
def signer(
    name: str = "first",
    *,
    valid_from: datetime = NOW - timedelta(days=30),
    days: int = 1000,
    bits: int = 2048,
    elliptic: bool = False,
) -> Signer:
    """A self-signed certificate; the same one for the same arguments."""
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = (
        ec.generate_private_key(ec.SECP256R1())
        if elliptic
        else rsa.generate_private_key(public_exponent=65537, key_size=bits)
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Entra {name}")])
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_from + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    return Signer(
        key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        pem=certificate.public_bytes(Encoding.PEM).decode(),
        der=base64.b64encode(certificate.public_bytes(Encoding.DER)).decode(),
        thumbprint=certificate.fingerprint(hashes.SHA1()).hex().upper(),  # noqa: S303 a name, as Entra shows it
    )


def key_descriptor(der: str, use: str = "signing") -> str:
    """One KeyDescriptor of metadata."""
    return (
        f'<KeyDescriptor use="{use}"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>'
        f"<X509Certificate>{der}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
    )


def metadata_xml(
    *keys: str, entity_id: str = ISSUER, role: str = "IDPSSODescriptor", sign_in: bool = True
) -> str:
    """Identity provider metadata with these key descriptors (else the first signer's)."""
    service = (
        '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" '
        f'Location="https://login.microsoftonline.com/{TENANT}/saml2"/>'
    )
    named = f' entityID="{entity_id}"' if entity_id else ""
    descriptors = "".join(keys or (key_descriptor(signer().der),))
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<EntityDescriptor ID="_m"{named} xmlns="urn:oasis:names:tc:SAML:2.0:metadata">'
        f'<{role} protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        f"{descriptors}{service if sign_in else ''}</{role}></EntityDescriptor>"
    )


@dataclass(frozen=True)
class Sent:
    """What Entra sends; the defaults are right. An empty value leaves its element out."""

    issued: datetime = NOW
    issuer: str = ISSUER
    destination: str = REPLY_URL
    recipient: str = REPLY_URL
    audience: str = "urn:amazon:webservices"
    name_id: str = ANNA
    confirmations: int = 1
    status: str = "urn:oasis:names:tc:SAML:2.0:status:Success"
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = (
        (f"{CLAIMS}/Role", (f"{ROLE},{PROVIDER}",)),
        (f"{CLAIMS}/RoleSessionName", (ANNA,)),
        (f"{CLAIMS}/SessionDuration", ("43200",)),
    )

    def claim(self, name: str, *values: str) -> "Sent":
        """With these values for an AWS claim; none removes it."""
        rest = tuple(pair for pair in self.attributes if pair[0] != f"{CLAIMS}/{name}")
        return replace(self, attributes=(*rest, (f"{CLAIMS}/{name}", values)) if values else rest)

    def renamed(self, name: str, other: str) -> "Sent":
        """With the AWS claim `name` sent under the full name `other`."""
        pairs = ((other if key == f"{CLAIMS}/{name}" else key, values) for key, values in self.attributes)
        return replace(self, attributes=tuple(pairs))


def _instant(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _confirmation(sent: Sent) -> str:
    return (
        '<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData '
        f'NotOnOrAfter="{_instant(sent.issued + timedelta(hours=1))}" Recipient="{sent.recipient}"/>'
        "</SubjectConfirmation>"
    )


def _attribute(name: str, values: tuple[str, ...]) -> str:
    inside = "".join(f"<AttributeValue>{value}</AttributeValue>" for value in values)
    return f'<Attribute Name="{name}">{inside}</Attribute>'


def assertion_xml(sent: Sent, *, id_: str = "_a1") -> str:
    """The unsigned assertion."""
    name_id = (
        f'<NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">{sent.name_id}</NameID>'
        if sent.name_id
        else ""
    )
    attributes = "".join(_attribute(name, values) for name, values in sent.attributes)
    return (
        f'<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="{id_}" Version="2.0" '
        f'IssueInstant="{_instant(sent.issued)}"><Issuer>{sent.issuer}</Issuer>'
        f"<Subject>{name_id}{_confirmation(sent) * sent.confirmations}</Subject>"
        f'<Conditions NotBefore="{_instant(sent.issued - timedelta(minutes=5))}" '
        f'NotOnOrAfter="{_instant(sent.issued + timedelta(hours=1))}"><AudienceRestriction>'
        f"<Audience>{sent.audience}</Audience></AudienceRestriction></Conditions>"
        f"<AttributeStatement>{attributes}</AttributeStatement></Assertion>"
    )


def response_xml(sent: Sent, *inside: str) -> str:
    """The unsigned response around one assertion (or around `inside`)."""
    return (
        '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r1" Version="2.0" '
        f'IssueInstant="{_instant(sent.issued)}" Destination="{sent.destination}">'
        f'<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">{sent.issuer}</Issuer>'
        f'<samlp:Status><samlp:StatusCode Value="{sent.status}"/></samlp:Status>'
        f"{''.join(inside or (assertion_xml(sent),))}</samlp:Response>"
    )


def sign(xml: str, by: Signer, *, reference: str = "_a1") -> str:
    """Sign the element with the id `reference` inside `xml`; the signature becomes its second child."""
    root = etree.fromstring(xml.encode())
    node = next(one for one in root.iter() if one.get("ID") == reference)
    namespace = "http://www.w3.org/2000/09/xmldsig#"
    # With the prefix signxml uses: another one would change the signed bytes.
    placeholder = etree.Element(f"{{{namespace}}}Signature", {"Id": "placeholder"}, nsmap={"ds": namespace})
    node.insert(1, placeholder)
    signed = XMLSigner(c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#").sign(
        node, key=by.key, cert=by.pem, reference_uri=reference, id_attribute="ID"
    )
    if node is not root:
        node.getparent().replace(node, signed)  # type: ignore[union-attr]
        signed = root
    return etree.tostring(signed).decode()


def packed(xml: str) -> str:
    """Base64, as the browser posts it."""
    return base64.b64encode(xml.encode()).decode()


def signed_response(sent: Sent | None = None, by: Signer | None = None) -> str:
    """A response with its assertion signed, base64."""
    return packed(sign(response_xml(sent or Sent()), by or signer()))
