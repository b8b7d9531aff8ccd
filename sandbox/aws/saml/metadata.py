"""Identity-provider metadata as IAM checks it."""

import base64
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree

from sandbox.aws.errors import AwsError

NAMESPACES = {
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
SMALLEST_KEY_BITS = 1024


@dataclass(frozen=True)
class IdpMetadata:
    """Who the identity provider is and the certificates it may sign with."""

    entity_id: str
    certificates: tuple[x509.Certificate, ...]


def parse_xml(document: bytes) -> etree._Element | None:
    """The root element, or None for what is no XML or has a document type. Comments are no part of a text."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError:
        return None
    return None if root.getroottree().docinfo.internalDTD is not None else root


def _refusal() -> AwsError:
    return AwsError("InvalidInput", "Could not parse metadata", status=400)


def read_metadata(document: str) -> IdpMetadata:
    """Raises AwsError with IAM's text for everything that is no usable identity-provider metadata.

    The end of a certificate's validity is not looked at, as in IAM (IAM user guide, SAML providers).
    """
    root = None if document.startswith("\ufeff") else parse_xml(document.encode())
    if root is None or root.tag != f"{{{NAMESPACES['md']}}}EntityDescriptor":
        raise _refusal()
    entity_id = root.get("entityID")
    services = root.findall("md:IDPSSODescriptor/md:SingleSignOnService", NAMESPACES)
    certificates = _signing_certificates(root)
    if not entity_id or not services or not certificates:
        raise _refusal()
    return IdpMetadata(str(entity_id), tuple(_certificate(text) for text in certificates))


def _signing_certificates(root: etree._Element) -> list[str]:
    found: list[str] = []
    for key in root.findall("md:IDPSSODescriptor/md:KeyDescriptor", NAMESPACES):
        if key.get("use", "signing") == "signing":
            nodes = key.findall("ds:KeyInfo/ds:X509Data/ds:X509Certificate", NAMESPACES)
            found += [node.text or "" for node in nodes]
    return found


def _certificate(text: str) -> x509.Certificate:
    """Also refuses repeated extensions, which IAM names as a cause of "Could not parse metadata"."""
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode("".join(text.split()), validate=True))
        extensions = certificate.extensions
        key = certificate.public_key()
    except (ValueError, x509.DuplicateExtension):
        raise _refusal() from None
    if extensions is None or (isinstance(key, rsa.RSAPublicKey) and key.key_size < SMALLEST_KEY_BITS):
        raise _refusal()
    return certificate
