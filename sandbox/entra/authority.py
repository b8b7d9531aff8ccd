"""The Entra authority: discovery, tokens, keys, federation metadata and the engineers' sign-in page."""

import base64
import json
import uuid
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from sandbox.addresses import Addresses
from sandbox.entra import directory, pages
from sandbox.entra.admin_consent import admin_consent
from sandbox.entra.authorize import authorize
from sandbox.entra.errors import SignInRefused, TokenRefused, unknown_tenant
from sandbox.entra.metadata import federation_metadata
from sandbox.entra.saml_endpoint import saml2
from sandbox.entra.token_endpoint import token, token_address
from sandbox.faults import Fault, Incident
from sandbox.rows import Row
from sandbox.visits import CutOff, Visit
from sandbox.world import World

Handler = Callable[[World, Addresses, Row, Request], Response]
"""Gets the tenant the path names. Raises TokenRefused."""


def create_authority(world: World, addresses: Addresses) -> WSGIApplication:
    """The application to mount at the root of ENTRA_AUTHORITY and at the browser's address of Entra."""

    def application(environ: Row, start_response: StartResponse) -> Iterable[bytes]:
        visit = Visit(world, "entra", Request(environ))
        return visit.finish(
            environ, start_response, _answer(visit, addresses), lambda status: _refusal(world, _failed(status))
        )

    return application


def _answer(visit: Visit, addresses: Addresses) -> Response:
    world, request = visit.world, visit.request
    visit.operation = f"{request.method} {request.path}"
    try:
        (path, handler), params = _MAP.bind("authority").match(request.path, method=request.method)
    except HTTPException as error:
        return Response(status=error.code or 404)
    try:
        with world.lock:
            _refuse(visit.meet(f"{request.method} {path}", reads=handler is _metadata))
            shown = visit.shown() if handler is _metadata else world
            answer: Response = handler(shown, addresses, _tenant(world, params["tenant"]), request)
            return answer
    except TokenRefused as error:
        visit.code = error.code
        response = _refusal(world, error)
        response.headers.update(_retry_after(visit.incident))
        return response
    except CutOff:
        return Response(status=500)


def _tenant(world: World, name: str) -> Row:
    tenant = directory.tenant_named(world, name)
    if tenant is None:
        raise TokenRefused(90002, unknown_tenant(name), error="invalid_request")
    return tenant


def _refuse(incident: Incident) -> None:
    met = incident.refusal
    if met is None:
        return
    if met.fault is Fault.DENY:
        message = "Access has been blocked by Conditional Access policies."
        raise TokenRefused(53003, message, error="invalid_grant")
    if met.fault is Fault.EXPIRE:
        message = "The refresh token has expired due to inactivity."
        raise TokenRefused(700082, message, error="invalid_grant")
    if met.fault is Fault.THROTTLE:
        raise TokenRefused(90055, "There are too many requests.", error="temporarily_unavailable", status=429)
    raise _failed(503)


def _failed(status: int) -> TokenRefused:
    message = "A transient error has occurred. Please try again."
    return TokenRefused(90033, message, error="temporarily_unavailable", status=status)


def _retry_after(incident: Incident) -> dict[str, str]:
    met = incident.first(Fault.THROTTLE)
    return {"Retry-After": f"{met.seconds or 1:g}"} if met else {}


def _refusal(world: World, error: TokenRefused) -> Response:
    trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
    stamp = world.now().strftime("%Y-%m-%d %H:%M:%SZ")
    body = {
        "error": error.error,
        "error_description": f"{error.code}: {error.message} Trace ID: {trace} Correlation ID: {correlation} "
        f"Timestamp: {stamp}",
        "error_codes": [error.number],
        "timestamp": stamp,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": f"https://login.microsoftonline.com/error?code={error.number}",
    }
    return _json(body, status=error.status)


def _json(body: Row, *, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store, no-cache"}
    return Response(json.dumps(body), status=status, headers=headers, content_type="application/json")


def _discovery(_: World, addresses: Addresses, tenant: Row, __: Request) -> Response:
    base, browser = f"{addresses.authority}/{tenant['id']}", f"{addresses.entra_pages}/{tenant['id']}"
    return _json(
        {
            "issuer": f"https://login.microsoftonline.com/{tenant['id']}/v2.0",
            "token_endpoint": token_address(addresses, tenant),
            "authorization_endpoint": f"{browser}/oauth2/v2.0/authorize",
            "jwks_uri": f"{base}/discovery/v2.0/keys",
            "response_modes_supported": ["query", "form_post"],
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        }
    )


def _keys(world: World, _: Addresses, tenant: Row, __: Request) -> Response:
    key = world.table("entra.tenantKeys")[tenant["id"]]
    public = x509.load_pem_x509_certificate(key["certificate"].encode()).public_key()
    assert isinstance(public, rsa.RSAPublicKey)  # noqa: S101 - made so in keys.py; for the type checker
    numbers = public.public_numbers()
    jwk = {"kty": "RSA", "use": "sig", "kid": key["thumbprint"], "x5c": [key["der"]]}
    return _json({"keys": [{**jwk, "n": _number(numbers.n), "e": _number(numbers.e)}]})


def _number(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8)).decode().rstrip("=")


def _token(world: World, addresses: Addresses, tenant: Row, request: Request) -> Response:
    return _json(token(world, addresses, tenant, request.form.to_dict()))


def _authorize(world: World, _: Addresses, tenant: Row, request: Request) -> Response:
    return authorize(world, tenant, request)


def _metadata(world: World, _: Addresses, tenant: Row, request: Request) -> Response:
    app_id = request.args.get("appid", "")
    try:
        document = federation_metadata(world, tenant_id=tenant["id"], app_id=app_id)
    except SignInRefused as error:
        return pages.refused(error.code, error.message)
    return Response(document, content_type="application/samlmetadata+xml")


_METADATA = "/{tenant}/federationmetadata/2007-06/federationmetadata.xml"
ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/{tenant}/v2.0/.well-known/openid-configuration", _discovery),
    ("GET", "/{tenant}/discovery/v2.0/keys", _keys),
    ("POST", "/{tenant}/oauth2/v2.0/token", _token),
    ("GET", "/{tenant}/oauth2/v2.0/authorize", _authorize),
    ("POST", "/{tenant}/oauth2/v2.0/authorize", _authorize),
    ("GET", "/{tenant}/adminconsent", admin_consent),
    ("POST", "/{tenant}/adminconsent", admin_consent),
    ("GET", "/{tenant}/v2.0/adminconsent", admin_consent),
    ("POST", "/{tenant}/v2.0/adminconsent", admin_consent),
    ("GET", _METADATA, _metadata),
    ("GET", "/{tenant}/saml2", saml2),
    ("POST", "/{tenant}/saml2", saml2),
)
_MAP = Map(
    [
        Rule(path.replace("{", "<").replace("}", ">"), methods=[method], endpoint=(path, handler))
        for method, path, handler in ROUTES
    ]
)
