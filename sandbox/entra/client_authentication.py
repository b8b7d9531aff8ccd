"""Which app registration is asking for a token, and can it prove it?"""

import base64
import hmac
from collections.abc import Mapping

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from sandbox.entra.errors import TokenRefused, unknown_application
from sandbox.rows import Row
from sandbox.world import World

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def registration_of(world: World, tenant: Row, client_id: str) -> Row:
    """The app registration with this client id. Raises TokenRefused AADSTS700016."""
    registration = world.table("entra.registrations").get(client_id)
    if registration is None:
        raise TokenRefused(700016, unknown_application(tenant, client_id), error="unauthorized_client")
    return registration


def authenticate(registration: Row, form: Mapping[str, str], *, token_endpoint: str) -> None:
    """Check the client secret or the certificate's assertion. Raises TokenRefused."""
    if form.get("client_assertion_type") == _ASSERTION_TYPE:
        _check_assertion(registration, form.get("client_assertion", ""), token_endpoint)
    elif not form.get("client_secret"):
        raise TokenRefused(
            7000218,
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
            error="invalid_client",
            status=401,
        )
    elif not hmac.compare_digest(form["client_secret"].encode(), registration["secret"].encode()):
        raise TokenRefused(
            7000215,
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret "
            f"value, not the client secret ID, for a secret added to app '{registration['id']}'.",
            error="invalid_client",
            status=401,
        )


def _check_assertion(registration: Row, assertion: str, token_endpoint: str) -> None:
    try:
        header = jwt.get_unverified_header(assertion)
        jwt.decode(
            assertion,
            _named_certificate(registration, header).public_key(),  # type: ignore[arg-type] # RSA, by its algorithms
            algorithms=["PS256", "RS256"],
            audience=token_endpoint,
            issuer=registration["id"],
            options={"require": ["exp", "sub", "jti"]},
        )
    except jwt.PyJWTError as error:
        raise _unproven("The signature or a claim of the assertion is not valid") from error


def _named_certificate(registration: Row, header: Mapping[str, str]) -> x509.Certificate:
    for pem in registration["certificates"]:
        certificate = x509.load_pem_x509_certificate(pem.encode())
        names = {
            "x5t": certificate.fingerprint(hashes.SHA1()),  # noqa: S303 - a name, not a protection
            "x5t#S256": certificate.fingerprint(hashes.SHA256()),
        }
        if any(header.get(key, "").rstrip("=") == _base64url(value) for key, value in names.items()):
            return certificate
    raise _unproven("The key was not found")


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _unproven(reason: str) -> TokenRefused:
    message = f"Client assertion contains an invalid signature. [Reason - {reason}.]"
    return TokenRefused(700027, message, error="invalid_client", status=401)
