"""Identity provider metadata, read strictly."""

from dataclasses import dataclass

from lxml import etree

from federation.errors import MetadataError
from federation.saml.certificates import Certificate, read_certificate

NS = {
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}


@dataclass(frozen=True)
class IdpMetadata:
    """What matters of a metadata document. `xml` is the text without a byte-order mark."""

    entity_id: str
    certificates: tuple[Certificate, ...]
    sso_urls: tuple[str, ...]
    xml: str

    @property
    def fingerprint(self) -> str:
        """Equal for documents that mean the same: Entra's differ in irrelevant bytes at each download."""
        return "|".join((self.entity_id, *sorted(c.sha256 for c in self.certificates), *sorted(self.sso_urls)))


def read_metadata(document: str | bytes) -> IdpMetadata:
    """Read identity provider metadata. Raises MetadataError with a sentence for the person."""
    text = document.decode("utf-8-sig") if isinstance(document, bytes) else document.lstrip("\ufeff")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise MetadataError("This is not XML.") from error
    descriptor = root.find("md:IDPSSODescriptor", NS)
    if descriptor is None:
        raise MetadataError("This is not the metadata of an identity provider.")
    certificates = tuple(
        read_certificate(node.text or "")
        for key in descriptor.findall("md:KeyDescriptor", NS)
        if key.get("use") != "encryption"
        for node in key.iterfind(".//ds:X509Certificate", NS)
    )
    return IdpMetadata(
        entity_id=root.get("entityID", ""),
        certificates=tuple({c.sha256: c for c in certificates}.values()),
        sso_urls=tuple(n.get("Location", "") for n in descriptor.findall("md:SingleSignOnService", NS)),
        xml=text,
    )
