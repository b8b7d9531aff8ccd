"""The token endpoint: client credentials, authorization code with PKCE, refresh token."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import jwt

from sandbox.addresses import Addresses
from sandbox.entra import consent
from sandbox.entra.client_authentication import authenticate, registration_of
from sandbox.entra.errors import TokenRefused
from sandbox.entra.permissions import KNOWN_SCOPES
from sandbox.entra.tokens import ACCESS_TOKEN_SECONDS, live, new_access_token, new_refresh_token
from sandbox.rows import Row
from sandbox.world import World

PUBLIC_GRAPH = "https://graph.microsoft.com"
_NOT_FOR_GRAPH = {"openid", "profile", "offline_access", "email"}


@dataclass(frozen=True)
class TokenRequest:
    """One POST to the token endpoint, its client already authenticated."""

    world: World
    tenant: Row
    registration: Row
    form: Mapping[str, str]

    @property
    def scopes(self) -> list[str]:
        return self.form.get("scope", "").split()


def token(world: World, addresses: Addresses, tenant: Row, form: Mapping[str, str]) -> Row:
    """The answer to a token request. Raises TokenRefused."""
    for name in ("grant_type", "client_id"):
        if not form.get(name):
            # Also what a request in JSON hears. Source: azure-docs issue 43780.
            text = f"The request body must contain the following parameter: '{name}'."
            raise TokenRefused(900144, text, error="invalid_request")
    registration = registration_of(world, tenant, form.get("client_id", ""))
    authenticate(registration, form, token_endpoint=token_address(addresses, tenant))
    grant = GRANTS.get(form.get("grant_type", ""))
    if grant is None:
        message = f"The app requested an unsupported grant type '{form.get('grant_type', '')}'."
        raise TokenRefused(70003, message, error="unsupported_grant_type")
    check_resources(addresses, tenant, form.get("scope", "").split())
    return grant(TokenRequest(world, tenant, registration, form))


def check_resources(addresses: Addresses, tenant: Row, scopes: list[str]) -> None:
    """Raises TokenRefused AADSTS500011 for a scope of another service: a token here is good for Graph only."""
    for scope in scopes:
        resource = scope.rpartition("/")[0].rstrip("/")
        if "://" in scope and resource not in {PUBLIC_GRAPH, addresses.graph}:
            raise TokenRefused(
                500011,
                f"The resource principal named {resource} was not found in the tenant named "
                f"{tenant['displayName']}. This can happen if the application has not been installed by the "
                "administrator of the tenant or consented to by any user in the tenant. You might have sent "
                "your authentication request to the wrong tenant.",
                error="invalid_resource",
            )


def token_address(addresses: Addresses, tenant: Row) -> str:
    """The full address of the token endpoint, which certificate assertions name as audience."""
    return f"{addresses.authority}/{tenant['id']}/oauth2/v2.0/token"


def graph_permissions(registration: Row, scopes: list[str]) -> list[str]:
    """Graph's names of the scopes; `.default` stands for everything registered."""
    names = [scope.rpartition("/")[2] for scope in scopes if scope not in _NOT_FOR_GRAPH]
    if ".default" in names:
        return list(registration["permissions"])
    return names


def _client_credentials(request: TokenRequest) -> Row:
    if len(request.scopes) != 1 or not request.scopes[0].endswith("/.default"):
        raise TokenRefused(
            1002012,
            f"The provided value for scope {' '.join(request.scopes)} is not valid. Client credential flows "
            "must have a scope value with /.default suffixed to the resource identifier (application ID URI).",
            error="invalid_scope",
        )
    permissions = list(request.registration["permissions"])
    access = new_access_token(
        request.world, client_id=request.registration["id"], user_id="", permissions=permissions
    )
    return _bearer(access)


def _authorization_code(request: TokenRequest) -> Row:
    with request.world.changing():
        code = _redeemed(request)
        return _for_person(request, code, scopes=code["scopes"])


def _redeemed(request: TokenRequest) -> Row:
    code = live(request.world, "entra.codes", request.form.get("code", ""))
    if code is None or code["client"] != request.registration["id"]:
        message = "The provided authorization code or refresh token has expired due to inactivity."
        raise TokenRefused(70008, message, error="invalid_grant")
    if code["used"]:
        raise TokenRefused(
            54005,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an "
            "existing refresh token.",
            error="invalid_grant",
        )
    if request.form.get("redirect_uri") != code["redirect_uri"]:
        message = "The reply address does not match the one the authorization code was issued for."
        raise TokenRefused(500112, message, error="invalid_grant")
    verifier = request.form.get("code_verifier", "").encode()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).decode().rstrip("=")
    if code["code_challenge"] and not hmac.compare_digest(challenge, code["code_challenge"]):
        message = "The Code_Verifier does not match the code_challenge supplied in the authorization request."
        raise TokenRefused(501481, message, error="invalid_grant")
    code["used"] = True
    return code


def _refresh_token(request: TokenRequest) -> Row:
    known = live(request.world, "entra.refreshTokens", request.form.get("refresh_token", ""))
    if known is None or known["client"] != request.registration["id"]:
        message = "The provided authorization code or refresh token has expired due to inactivity."
        raise TokenRefused(70008, message, error="invalid_grant")
    scopes = request.scopes or known["permissions"]
    # A refresh token is good for whatever was consented to, not only for what it was issued for.
    consented = consent.granted(request.world, client_id=request.registration["id"], user_id=known["user"])
    wanted = set(graph_permissions(request.registration, scopes))
    if not wanted & KNOWN_SCOPES <= consented:
        raise consent.not_consented(request.registration)
    return _for_person(request, {"user": known["user"], "nonce": ""}, scopes=scopes)


GRANTS: dict[str, Callable[[TokenRequest], Row]] = {
    "client_credentials": _client_credentials,
    "authorization_code": _authorization_code,
    "refresh_token": _refresh_token,
}


def _for_person(request: TokenRequest, grant: Row, *, scopes: list[str]) -> Row:
    client_id, user_id = request.registration["id"], grant["user"]
    permissions = graph_permissions(request.registration, scopes)
    answer = _bearer(
        new_access_token(request.world, client_id=client_id, user_id=user_id, permissions=permissions)
    )
    answer["scope"] = " ".join(scope for scope in scopes if scope != "offline_access")
    answer["id_token"] = _id_token(request, grant)
    names = {"uid": user_id, "utid": request.tenant["id"]}
    answer["client_info"] = base64.urlsafe_b64encode(json.dumps(names).encode()).decode().rstrip("=")
    if "offline_access" in scopes:
        answer["refresh_token"] = new_refresh_token(
            request.world, client_id=client_id, user_id=user_id, scopes=scopes
        )
    return answer


def _bearer(access_token: str) -> Row:
    return {
        "token_type": "Bearer",
        "expires_in": ACCESS_TOKEN_SECONDS,
        "ext_expires_in": ACCESS_TOKEN_SECONDS,
        "access_token": access_token,
    }


def _id_token(request: TokenRequest, grant: Row) -> str:
    user, now = request.world.table("entra.users")[grant["user"]], request.world.now()
    claims = {
        "aud": request.registration["id"],
        "iss": f"https://login.microsoftonline.com/{request.tenant['id']}/v2.0",
        "iat": now,
        "nbf": now,
        "exp": now + timedelta(seconds=ACCESS_TOKEN_SECONDS),
        "name": user["displayName"],
        "oid": user["id"],
        "preferred_username": user["userPrincipalName"],
        "sub": hashlib.sha256(f"{user['id']}{request.registration['id']}".encode()).hexdigest(),
        "tid": request.tenant["id"],
        "ver": "2.0",
    }
    if grant["nonce"]:
        claims["nonce"] = grant["nonce"]
    key = request.world.table("entra.tenantKeys")[request.tenant["id"]]
    return jwt.encode(claims, key["private"], algorithm="RS256", headers={"kid": key["thumbprint"]})
