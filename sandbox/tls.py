"""A certificate authority of its own for the sandbox's https port, because msal insists on https."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_LIFE = timedelta(days=3650)
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class TlsFiles:
    """PEM files: `ca` is what clients must trust, `certificate` and `key` what the server shows."""

    ca: Path
    certificate: Path
    key: Path


def tls_files(directory: Path, name: str = LOOPBACK) -> TlsFiles:
    """The files in `directory` for a server of this name; made when they are not there, kept when they are."""
    mark = "" if name == LOOPBACK else f"-{name.replace(':', '-')}"
    names = (f"sandbox-ca{mark}.pem", f"sandbox-tls{mark}.pem", f"sandbox-tls{mark}.key")
    files = TlsFiles(*(directory / file for file in names))
    if not (files.ca.exists() and files.certificate.exists() and files.key.exists()):
        directory.mkdir(parents=True, exist_ok=True)
        _make(files, name)
    return files


def _alternative_names(name: str) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(LOOPBACK))]
    if name == LOOPBACK:
        return names
    try:
        return [*names, x509.IPAddress(ipaddress.ip_address(name))]
    except ValueError:
        return [*names, x509.DNSName(name)]


def _make(files: TlsFiles, name: str) -> None:
    ca_key, leaf_key = _new_key(), _new_key()
    ca_name, leaf_name = _name("Handoff sandbox CA"), _name("localhost")
    ca = _builder(ca_name, ca_name, ca_key, ca_key.public_key())
    ca = ca.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    ca = ca.add_extension(_usage(signs_certificates=True), critical=True)
    leaf = _builder(leaf_name, ca_name, leaf_key, ca_key.public_key())
    leaf = leaf.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    leaf = leaf.add_extension(_usage(signs_certificates=False), critical=True)
    leaf = leaf.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    leaf = leaf.add_extension(x509.SubjectAlternativeName(_alternative_names(name)), critical=False)
    # The key of the CA is thrown away: nobody can make it vouch for anything else.
    files.ca.write_bytes(ca.sign(ca_key, hashes.SHA256()).public_bytes(Encoding.PEM))
    files.certificate.write_bytes(leaf.sign(ca_key, hashes.SHA256()).public_bytes(Encoding.PEM))
    files.key.touch(mode=0o600)
    files.key.write_bytes(leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, issuer_key: rsa.RSAPublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + _LIFE)
    # Python 3.13 verifies strictly and wants both key identifiers.
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_encipherment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
