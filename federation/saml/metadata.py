"""Identity provider metadata, read strictly.

What IAM accepts: botocore's IAM model (CreateSAMLProvider) and the IAM user guide (troubleshooting SAML,
quotas). What is refused here would otherwise fail there with "Could not parse metadata".
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from federation.errors import MetadataError
from federation.saml.certificates import Certificate, read_certificate
from federation.saml.xml import NS, decode_text, parse_xml, text_of

SHORTEST_METADATA = 1_000
"""Characters, IAM's minimum."""
LONGEST_METADATA = 10_000_000
"""Characters, IAM's maximum."""
MAX_METADATA_BYTES = 10_000_000
"""Larger uploads need not even be read: a document of Entra has some tens of kilobytes."""
MOST_CERTIFICATES = 10
"""Keys per SAML provider, an IAM quota."""

_HTML = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_MD = f"{{{NS['md']}}}"


@dataclass(frozen=True)
class IdpMetadata:
    """What matters of a metadata document. `xml` is the text without a byte-order mark."""

    entity_id: str
    certificates: tuple[Certificate, ...]
    sso_urls: tuple[str, ...]
    xml: str = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Equal for documents that mean the same: Entra's differ in irrelevant bytes at each download."""
        return "|".join((self.entity_id, *sorted(c.sha256 for c in self.certificates), *sorted(self.sso_urls)))


def read_metadata(document: str | bytes) -> IdpMetadata:
    """Read identity provider metadata. Raises MetadataError with a sentence for the person.

    Says nothing about dates, so that the same document always reads the same: see `check_usable`.
    """
    text = _text(document)
    root = parse_xml(text, refusal=MetadataError)
    descriptor = _idp_descriptor(root)
    metadata = IdpMetadata(
        entity_id=_entity_id(root),
        certificates=_signing_certificates(descriptor),
        sso_urls=_sso_urls(descriptor),
        xml=text,
    )
    # Last, because a document that is too short usually lacks something that can be named.
    if len(text) < SHORTEST_METADATA:
        raise MetadataError(
            f"This metadata has {len(text)} characters. IAM accepts {SHORTEST_METADATA:,} and more."
        )
    return metadata


def check_usable(metadata: IdpMetadata, now: datetime) -> None:
    """One of its certificates is valid at `now` (timezone-aware). Raises MetadataError naming the date."""
    if any(certificate.valid(now) for certificate in metadata.certificates):
        return
    newest = max(metadata.certificates, key=lambda certificate: certificate.not_after)
    if newest.expired(now):
        raise MetadataError(
            f"The signing certificate in this metadata expired on {newest.not_after:%d %B %Y}.",
            hint="Make a new signing certificate in Entra, make it active, and download the metadata again.",
        )
    raise MetadataError(
        f"The signing certificate in this metadata is not valid before {newest.not_before:%d %B %Y}.",
        hint="Wait until that day, or make a new signing certificate in Entra.",
    )


def _text(document: str | bytes) -> str:
    if len(document) > (MAX_METADATA_BYTES if isinstance(document, bytes) else LONGEST_METADATA):
        raise MetadataError(
            f"This file is too large ({len(document):,} characters). Metadata has {LONGEST_METADATA:,} at most."
        )
    text = decode_text(document, refusal=MetadataError)
    if not text:
        raise MetadataError("This file is empty.")
    if _HTML.match(text):
        raise MetadataError(
            "This is a web page (HTML), not metadata. Often it is a sign-in page that was saved instead."
        )
    return text


def _idp_descriptor(root: etree._Element) -> etree._Element:
    if root.tag == f"{_MD}EntitiesDescriptor":
        count = len(root.findall(".//md:EntityDescriptor", NS))
        raise MetadataError(
            f"This metadata describes {count} parties at once. IAM needs the one of your application."
        )
    if root.tag != f"{_MD}EntityDescriptor":
        raise MetadataError(
            f"This is XML, but not SAML metadata: it begins with “{etree.QName(root).localname}” "
            "instead of “EntityDescriptor”."
        )
    descriptor = root.find("md:IDPSSODescriptor", NS)
    if descriptor is not None:
        return descriptor
    if root.find("md:SPSSODescriptor", NS) is not None:
        raise MetadataError(
            "This is the metadata of a service provider (the side people sign in to, such as AWS's own). "
            "Expected that of the identity provider, Entra."
        )
    raise MetadataError("This metadata describes no SAML identity provider (it has no IDPSSODescriptor).")


def _entity_id(root: etree._Element) -> str:
    entity_id = root.get("entityID", "").strip()
    if not entity_id:
        raise MetadataError("This metadata does not name its issuer (the attribute entityID is missing).")
    return entity_id


def _signing_certificates(descriptor: etree._Element) -> tuple[Certificate, ...]:
    found = [
        read_certificate(text_of(node))
        for key in descriptor.findall("md:KeyDescriptor", NS)
        if key.get("use") != "encryption"
        for node in key.iterfind(".//ds:X509Certificate", NS)
    ]
    certificates = tuple({certificate.sha256: certificate for certificate in found}.values())
    if not certificates:
        raise MetadataError("This metadata has no signing certificate, so AWS could not verify any response.")
    if len(certificates) > MOST_CERTIFICATES:
        raise MetadataError(
            f"This metadata has {len(certificates)} certificates. IAM keeps {MOST_CERTIFICATES} at most."
        )
    return certificates


def _sso_urls(descriptor: etree._Element) -> tuple[str, ...]:
    services = descriptor.findall("md:SingleSignOnService", NS)
    urls = tuple(location for node in services if (location := node.get("Location", "").strip()))
    if not urls:
        raise MetadataError("This metadata names no address to sign in at (no SingleSignOnService).")
    return urls
