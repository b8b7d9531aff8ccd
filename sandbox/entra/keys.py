"""RSA keys and self-signed certificates, as rows of the world."""

import base64
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sandbox.rows import Row


def self_signed(common_name: str, *, start: datetime, end: datetime) -> Row:
    """A fresh key pair: `private` and `certificate` as PEM, `der` in base64, SHA-1 `thumbprint`, dates."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    # Certificates count whole seconds; a start a moment ago is valid at once.
    builder = builder.not_valid_before(start - timedelta(seconds=1)).not_valid_after(end)
    certificate = builder.sign(key, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {
        "private": private.decode(),
        "certificate": certificate.public_bytes(Encoding.PEM).decode(),
        "der": base64.b64encode(certificate.public_bytes(Encoding.DER)).decode(),
        "thumbprint": thumbprint(certificate),
        "start": graph_time(start),
        "end": graph_time(end),
    }


def thumbprint(certificate: x509.Certificate) -> str:
    """SHA-1 in upper-case hex: how Entra names certificates. Nothing is secured by it."""
    return certificate.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303 - a name, not a protection


def graph_time(moment: datetime) -> str:
    """As Graph writes times: 2026-08-20T10:00:00Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
