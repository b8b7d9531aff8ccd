"""Where an engineer signs in to let Handoff act for them: OAuth 2.0 authorization code."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sandbox.entra import consent, pages
from sandbox.entra.client_authentication import registration_of
from sandbox.entra.errors import TokenRefused
from sandbox.entra.permissions import KNOWN_SCOPES
from sandbox.entra.token_endpoint import graph_permissions
from sandbox.entra.tokens import new_code
from sandbox.rows import Row
from sandbox.world import World

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def authorize(world: World, tenant: Row, request: Request) -> Response:
    """GET shows who may sign in, POST signs one of them in and sends the browser back with a code."""
    values = request.values.to_dict()
    try:
        _check(world, tenant, values)
    except TokenRefused as error:
        return pages.refused(error.code, error.message)
    if request.method == "GET":
        roles = world.table("entra.directoryRoles")
        admins = [world.table("entra.users")[user_id] for user_id in roles]
        title = f"Sign in to {tenant['displayName']}"
        return pages.choose_person(admins, title=title, may_cancel=True)
    try:
        return _send_back(values, _outcome(world, tenant, values))
    except TokenRefused as error:
        return pages.refused(error.code, error.message)


def check_address(registration: Row, address: str) -> None:
    """Raises TokenRefused AADSTS50011 unless the browser may be sent to this address."""
    if urlsplit(address).hostname not in _LOOPBACK:
        raise TokenRefused(
            50011,
            f"The redirect URI '{address}' specified in the request does not match the redirect URIs "
            f"configured for the application '{registration['id']}'.",
            error="invalid_request",
        )


def _check(world: World, tenant: Row, values: Mapping[str, str]) -> None:
    registration = registration_of(world, tenant, values.get("client_id", ""))
    check_address(registration, values.get("redirect_uri", ""))
    if values.get("response_type") != "code" or values.get("code_challenge_method", "S256") != "S256":
        message = "The response_type or code_challenge_method of the request is not supported."
        raise TokenRefused(700054, message, error="unsupported_response_type")
    for name in graph_permissions(registration, values.get("scope", "").split()):
        if name not in KNOWN_SCOPES and name not in registration["permissions"]:
            raise TokenRefused(
                650053,
                f"The application '{registration['displayName']}' asked for scope '{name}' that doesn't exist "
                "on the resource '00000003-0000-0000-c000-000000000000'. Contact the app vendor.",
                error="invalid_client",
            )


def _outcome(world: World, tenant: Row, values: Mapping[str, str]) -> Row:
    if values.get("user") not in world.table("entra.users"):
        return {
            "error": "access_denied",
            "error_description": "AADSTS65004: User declined to consent to access the app.",
        }
    _consent(world, registration_of(world, tenant, values["client_id"]), values)
    code = new_code(
        world,
        {
            "client": values["client_id"],
            "user": values["user"],
            "redirect_uri": values["redirect_uri"],
            "scopes": values.get("scope", "").split(),
            "nonce": values.get("nonce", ""),
            "code_challenge": values.get("code_challenge", ""),
        },
    )
    return {"code": code}


def _consent(world: World, registration: Row, values: Mapping[str, str]) -> None:
    """Signing in with new permissions is agreeing to them. Raises TokenRefused AADSTS90094 for who may not."""
    client_id, user_id = registration["id"], values["user"]
    asked = graph_permissions(registration, values.get("scope", "").split())
    known = consent.granted(world, client_id=client_id, user_id=user_id)
    fresh = [name for name in asked if name in KNOWN_SCOPES - known]
    if not fresh:
        return
    if not consent.may_consent(world, user_id, fresh):
        raise consent.needs_administrator(registration)
    with world.changing():
        consent.grant(world, client_id=client_id, user_id=user_id, scopes=fresh)


def _send_back(values: Mapping[str, str], outcome: Row) -> Response:
    if "state" in values:
        outcome["state"] = values["state"]
    address = values["redirect_uri"]
    if values.get("response_mode") == "form_post":
        return pages.post_on_at_once(address, button="Continue to Handoff", fields=outcome)
    joint = "&" if urlsplit(address).query else "?"
    return redirect(f"{address}{joint}{urlencode(outcome)}", code=302)
