"""X.509 signing certificates."""

import base64
import binascii
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from federation.errors import MetadataError

SMALLEST_RSA_KEY = 1024
"""Bits. IAM refuses metadata with a smaller key (IAM user guide, troubleshooting SAML)."""


@dataclass(frozen=True)
class Certificate:
    """A signing certificate. `thumbprint` is SHA-1 in upper-case hex, as Entra shows it."""

    thumbprint: str
    sha256: str
    subject: str
    not_before: datetime
    not_after: datetime
    key_bits: int
    pem: str = field(repr=False)

    def expired(self, now: datetime) -> bool:
        """Whether the certificate is past its end date at `now` (timezone-aware)."""
        return now > self.not_after

    def valid(self, now: datetime) -> bool:
        """Whether `now` (timezone-aware) lies between its two dates."""
        return self.not_before <= now <= self.not_after


def read_certificate(base64_der: str) -> Certificate:
    """Read the text of an X509Certificate element. Raises MetadataError."""
    try:
        parsed = x509.load_der_x509_certificate(base64.b64decode("".join(base64_der.split()), validate=True))
        key_bits = _key_bits(parsed)
        # Reading them is what finds repeated extensions, which IAM refuses.
        _ = parsed.extensions
    except (ValueError, binascii.Error, UnsupportedAlgorithm, x509.DuplicateExtension) as error:
        raise MetadataError("A certificate in the metadata is damaged: it is not base64 of X.509.") from error
    return Certificate(
        # SHA-1 names the certificate, as in Entra's pages; nothing is secured by it.
        thumbprint=parsed.fingerprint(hashes.SHA1()).hex().upper(),  # noqa: S303
        sha256=parsed.fingerprint(hashes.SHA256()).hex().upper(),
        subject=parsed.subject.rfc4514_string(),
        not_before=parsed.not_valid_before_utc,
        not_after=parsed.not_valid_after_utc,
        key_bits=key_bits,
        pem=parsed.public_bytes(Encoding.PEM).decode(),
    )


def _key_bits(certificate: x509.Certificate) -> int:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < SMALLEST_RSA_KEY:
        raise MetadataError(
            f"The certificate's RSA key has {key.key_size} bits. AWS accepts {SMALLEST_RSA_KEY} and more.",
            hint="Make a new signing certificate in Entra and download the metadata again.",
        )
    return key.key_size if isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) else 0
