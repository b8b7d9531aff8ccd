"""Is a response signed by one of these certificates, and which part of it?

The guard against signature wrapping: ids are unique, a signature stands directly in the element it
covers, refers to exactly that element, and transforms nothing away. Only that element is handed on.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from federation.errors import MetadataError
from federation.saml.certificates import Certificate, read_certificate
from federation.saml.xml import NS, text_of

_HARMLESS_TRANSFORMS = frozenset(
    (
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    )
)

_ASSERTION_SIGNATURE = OneLogin_Saml2_Utils.ASSERTION_SIGNATURE_XPATH
_RESPONSE_SIGNATURE = OneLogin_Saml2_Utils.RESPONSE_SIGNATURE_XPATH


class SignatureState(StrEnum):
    """What became of the signature. Only `VERIFIED` lets the content be believed."""

    VERIFIED = "verified"
    MISSING = "missing"
    MISPLACED = "misplaced"
    OTHER_CERTIFICATE = "other-certificate"
    BROKEN = "broken"


@dataclass(frozen=True)
class Signature:
    """`certificate` verified it; `sent_thumbprint` is that of the certificate the response carries, or ""."""

    state: SignatureState
    certificate: Certificate | None = None
    sent_thumbprint: str = ""


def verify_signature(
    root: etree._Element, certificates: Sequence[Certificate]
) -> tuple[Signature, etree._Element | None]:
    """The state of the signature of a Response, and the assertion it covers if it is verified.

    If both the response and the assertion are signed, both signatures must be good.
    """
    found = [
        *((_ASSERTION_SIGNATURE, node) for node in root.findall("saml:Assertion/ds:Signature", NS)),
        *((_RESPONSE_SIGNATURE, node) for node in root.findall("ds:Signature", NS)),
    ]
    if not found:
        elsewhere = root.find(".//ds:Signature", NS) is not None
        return Signature(SignatureState.MISPLACED if elsewhere else SignatureState.MISSING), None
    sent = _sent_thumbprint(found[0][1])
    if not _unique_ids(root) or not all(_covers_its_parent(node) for _, node in found):
        return Signature(SignatureState.MISPLACED, sent_thumbprint=sent), None
    signers = [_signer(root, path, certificates) for path, _ in found]
    if None in signers:
        known = sent in {certificate.thumbprint for certificate in certificates}
        state = SignatureState.OTHER_CERTIFICATE if sent and not known else SignatureState.BROKEN
        return Signature(state, sent_thumbprint=sent), None
    return Signature(SignatureState.VERIFIED, signers[0], sent), _signed_assertion(found[0][1])


def _unique_ids(root: etree._Element) -> bool:
    ids = Counter(value for node in root.iter() if (value := node.get("ID")) is not None)
    return all(count == 1 for count in ids.values())


def _covers_its_parent(signature: etree._Element) -> bool:
    parent = signature.getparent()
    references = signature.findall("ds:SignedInfo/ds:Reference", NS)
    if parent is None or len(references) != 1 or not parent.get("ID"):
        return False
    transforms = {node.get("Algorithm") for node in references[0].iterfind("ds:Transforms/ds:Transform", NS)}
    return references[0].get("URI") == f"#{parent.get('ID')}" and transforms <= _HARMLESS_TRANSFORMS


def _signer(root: etree._Element, path: str, certificates: Sequence[Certificate]) -> Certificate | None:
    """The certificate that verifies the one signature at `path`."""
    for certificate in certificates:
        if OneLogin_Saml2_Utils.validate_sign(root, cert=certificate.pem, xpath=path):
            return certificate
    return None


def _signed_assertion(signature: etree._Element) -> etree._Element | None:
    parent = signature.getparent()
    if parent is None or parent.tag == f"{{{NS['saml']}}}Assertion":
        return parent
    return parent.find("saml:Assertion", NS)


def _sent_thumbprint(signature: etree._Element) -> str:
    sent = signature.find(".//ds:X509Certificate", NS)
    if sent is None:
        return ""
    try:
        return read_certificate(text_of(sent)).thumbprint
    except MetadataError:
        return ""
