"""Signed SAML responses and the metadata that vouches for them, for tests of both clouds."""

import base64
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from markupsafe import Markup
from signxml import XMLSigner

AWS_ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
AWS_AUDIENCE = "https://signin.aws.amazon.com/saml"
_SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
_DS = "http://www.w3.org/2000/09/xmldsig#"

_METADATA = Markup(
    '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity_id}">'
    '<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{keys}'
    '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"'
    ' Location="https://idp.example.com/saml2"/></IDPSSODescriptor></EntityDescriptor>'
)
_KEY = Markup(
    '<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>'
    "<X509Certificate>{}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
)
_RESPONSE = Markup(
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="{response_id}" Version="2.0"'
    ' IssueInstant="{issued}" Destination="{recipient}">'
    '<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">{issuer}</Issuer>'
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>'
    '<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="{assertion_id}" Version="2.0"'
    ' IssueInstant="{issued}"><Issuer>{issuer}</Issuer><Subject>{name_id}'
    '<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
    "<SubjectConfirmationData{confirmed}/></SubjectConfirmation></Subject>"
    '<Conditions NotBefore="{starts}" NotOnOrAfter="{ends}"><AudienceRestriction>'
    "<Audience>{audience}</Audience></AudienceRestriction></Conditions>"
    "{authentication}<AttributeStatement>{attributes}</AttributeStatement></Assertion></samlp:Response>"
)
_NAME_ID = Markup('<NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{}</NameID>')
_AUTHENTICATION = Markup('<AuthnStatement SessionNotOnOrAfter="{}"/>')


@dataclass(frozen=True)
class SigningPair:
    """A private key with its self-signed certificate."""

    key: rsa.RSAPrivateKey
    cert: x509.Certificate


def new_signing_pair(
    common_name: str = "Test IdP",
    *,
    bits: int = 2048,
    starts: datetime | None = None,
    days: int = 365,
) -> SigningPair:
    """Made as Entra does it: RSA, self-signed, SHA-256."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    begin = starts or datetime.now(UTC) - timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(begin).not_valid_after(begin + timedelta(days=days))
    return SigningPair(key, builder.sign(key, hashes.SHA256()))


def metadata_for(*certs: x509.Certificate, entity_id: str) -> str:
    """Identity-provider metadata with the given signing certificates."""
    encoded = (base64.b64encode(c.public_bytes(serialization.Encoding.DER)).decode() for c in certs)
    return str(_METADATA.format(entity_id=entity_id, keys=Markup("").join(_KEY.format(c) for c in encoded)))


def aws_attributes(
    role_arn: str, provider_arn: str, session_name: str | None, **more: str
) -> dict[str, list[str]]:
    """The attributes AWS reads, in the documented form. `more` are further ones by short name."""
    found = {"Role": [f"{role_arn},{provider_arn}"], **{name: [value] for name, value in more.items()}}
    if session_name is not None:
        found["RoleSessionName"] = [session_name]
    return {AWS_ATTRIBUTES + name: values for name, values in found.items()}


def signed_response(
    *,
    key: rsa.RSAPrivateKey,
    cert: x509.Certificate,
    issuer: str,
    attributes: Mapping[str, Sequence[str]],
    recipient: str = AWS_AUDIENCE,
    audience: str = AWS_AUDIENCE,
    name_id: str | None = "persistent-id-1",
    issued_at: datetime | None = None,
    lasting: timedelta = timedelta(hours=1),
    confirmed: Mapping[str, str] | None = None,
    session_ends: datetime | None = None,
    sign: str = "assertion",
) -> str:
    """A response in base64. `sign` is "assertion" (as Entra does), "response" or "nothing".

    `confirmed` replaces attributes of SubjectConfirmationData; an empty one is left out.
    """
    issued = issued_at or datetime.now(UTC)
    confirmed = {"NotOnOrAfter": _instant(issued + lasting), "Recipient": recipient, **(confirmed or {})}
    xml = _RESPONSE.format(
        response_id=f"_{uuid.uuid4()}",
        assertion_id=f"_{uuid.uuid4()}",
        issued=_instant(issued),
        starts=_instant(issued - timedelta(minutes=5)),
        ends=_instant(issued + lasting),
        issuer=issuer,
        recipient=recipient,
        audience=audience,
        confirmed=Markup("").join(Markup(' {}="{}"').format(*pair) for pair in confirmed.items() if pair[1]),
        authentication="" if session_ends is None else _AUTHENTICATION.format(_instant(session_ends)),
        name_id="" if name_id is None else _NAME_ID.format(name_id),
        attributes=Markup("").join(_attribute(name, values) for name, values in attributes.items()),
    )
    return base64.b64encode(_signed(xml.encode(), SigningPair(key, cert), sign)).decode()


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _attribute(name: str, values: Sequence[str]) -> Markup:
    inner = Markup("").join(Markup("<AttributeValue>{}</AttributeValue>").format(value) for value in values)
    return Markup('<Attribute Name="{}">{}</Attribute>').format(name, inner)


def _signed(xml: bytes, pair: SigningPair, sign: str) -> bytes:
    root = etree.fromstring(xml)
    if sign == "nothing":
        return etree.tostring(root)
    target = root if sign == "response" else root.find(f"{{{_SAML}}}Assertion")
    signer = XMLSigner(c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#")
    # The schema wants the signature right behind the issuer; signxml fills a placeholder it finds.
    placeholder = etree.Element(f"{{{_DS}}}Signature", {"Id": "placeholder"}, nsmap={"ds": _DS})
    target[0].addnext(placeholder)
    pem = pair.cert.public_bytes(serialization.Encoding.PEM)
    done = signer.sign(target, key=pair.key, cert=pem.decode(), reference_uri=target.get("ID"))
    if sign == "response":
        return etree.tostring(done)
    root.replace(target, done)
    return etree.tostring(root)
