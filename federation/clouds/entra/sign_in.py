"""Signing in to Entra: as the person (authorization code with PKCE) or as an application.

Two ways, because client credentials need a Privileged Role Administrator's consent, which a person who is
Cloud Application Administrator does not.
"""

import base64
import json
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from federation.clouds.entra.errors import sign_in_refused, web_errors_end_here
from federation.clouds.entra.web import open_web
from federation.endpoints import Endpoints
from federation.errors import CloudFailed, CredentialsRejected
from federation.sides import Side

# Least privilege of the calls the Azure steps make; Microsoft Graph permissions reference. msal adds
# openid, profile and offline_access itself.
DELEGATED_SCOPES = (
    "Application.ReadWrite.All",
    "Policy.ReadWrite.ApplicationConfiguration",
    "AppRoleAssignment.ReadWrite.All",
    "GroupMember.Read.All",
    "User.ReadBasic.All",
    "User.Read",
)


@dataclass(frozen=True)
class ApplicationSignIn:
    """Handoff as an app registration of its own: client secret, or a PEM file with key and certificate."""

    client_id: str
    secret: str = field(default="", repr=False)
    certificate_path: str = ""


@dataclass(frozen=True)
class PersonSignIn:
    """The engineer, as `finish_code_flow` left them. `token_cache` holds secrets: keep it encrypted."""

    client_id: str
    secret: str = field(default="", repr=False)
    token_cache: str = field(default="", repr=False)


EntraSignIn = ApplicationSignIn | PersonSignIn


def begin_code_flow(
    *, client_id: str, secret: str, tenant: str, redirect_uri: str, endpoints: Endpoints
) -> dict[str, Any]:
    """Start a sign-in. Send the browser to `flow["auth_uri"]`, keep the flow in the session.

    Raises CredentialsRejected for an unknown tenant, CloudUnreachable without an answer.
    """
    with _opened(PersonSignIn(client_id, secret), tenant, endpoints) as app:
        return _begin(app, delegated_scopes(endpoints), redirect_uri)


def finish_code_flow(
    flow: Mapping[str, Any],
    answer: Mapping[str, str],
    *,
    client_id: str,
    secret: str,
    tenant: str,
    endpoints: Endpoints,
) -> str:
    """Redeem what the browser brought back; the serialised token cache for PersonSignIn.

    Raises CredentialsRejected, PermissionMissing when consent is missing, CloudUnreachable.
    """
    with _opened(PersonSignIn(client_id, secret), tenant, endpoints) as app:
        try:
            result = app.acquire_token_by_auth_code_flow(dict(flow), dict(answer))
        except ValueError as error:
            # msal checks state and nonce and reports a mismatch this way.
            raise CredentialsRejected(
                "This answer does not belong to the sign-in that was begun here. Sign in again.",
                owner=Side.AZURE,
            ) from error
        if "access_token" not in result:
            raise sign_in_refused(result)
        cache: str = app.token_cache.serialize()
    return cache


def _begin(app: Any, scopes: list[str], redirect_uri: str) -> dict[str, Any]:
    with warnings.catch_warnings():
        # msal prefers form_post, but a session cookie that is safe (SameSite=Lax) does not come with a
        # POST from another site. The code in the address is worth nothing without PKCE's verifier.
        warnings.filterwarnings("ignore", message="response_mode='form_post' is recommended")
        flow: dict[str, Any] = app.initiate_auth_code_flow(
            scopes, redirect_uri=redirect_uri, response_mode="query", prompt="select_account"
        )
    return flow


def delegated_scopes(endpoints: Endpoints) -> list[str]:
    """The scopes of a person's sign-in, as full URIs."""
    return [f"{endpoints.graph}/{scope}" for scope in DELEGATED_SCOPES]


class Tokens:
    """Gives access tokens for Graph, renewed when needed. Close it after use."""

    def __init__(self, sign_in: EntraSignIn, *, tenant: str, endpoints: Endpoints) -> None:
        self.sign_in = sign_in
        self._endpoints = endpoints
        with ExitStack() as opened:
            web = opened.enter_context(open_web(endpoints))
            self._app = _client(sign_in, tenant, endpoints, web)
            self._opened = opened.pop_all()
        self._newest: Mapping[str, Any] = {}

    def fetch(self, claims: str | None = None) -> tuple[str, int]:
        """An access token and the seconds it lives. Raises CredentialsRejected, CloudUnreachable."""
        with web_errors_end_here("give a token"):
            result = self._acquire(claims)
        if result is None:
            raise CredentialsRejected("Nobody is signed in to Entra for this setup.", owner=Side.AZURE)
        if "access_token" not in result:
            raise sign_in_refused(result)
        self._newest = result
        return result["access_token"], int(result.get("expires_in", 0))

    @property
    def signed_in_as(self) -> str:
        """The user principal name of the person, or "application CLIENT_ID"; "" before a sign-in."""
        if isinstance(self.sign_in, ApplicationSignIn):
            return f"application {self.sign_in.client_id}"
        accounts = self._app.get_accounts()
        return str(accounts[0].get("username") or "") if accounts else ""

    @property
    def granted(self) -> frozenset[str] | None:
        """The permissions of the newest token by name, such as "User.Read"; None if they cannot be told."""
        if isinstance(self.sign_in, ApplicationSignIn):
            return _roles_of(self._newest.get("access_token", ""))
        # What msal takes from its cache has no scope, but it takes only what has all scopes asked for.
        scopes = str(self._newest.get("scope") or " ".join(DELEGATED_SCOPES)).split()
        return frozenset(scope.rpartition("/")[2] for scope in scopes)

    @property
    def cache(self) -> str:
        """The token cache as it is now: Entra may have exchanged the refresh token."""
        serialised: str = self._app.token_cache.serialize()
        return serialised

    def close(self) -> None:
        self._opened.close()

    def _acquire(self, claims: str | None) -> dict[str, Any] | None:
        result: dict[str, Any] | None
        if isinstance(self.sign_in, ApplicationSignIn):
            result = self._app.acquire_token_for_client(
                [f"{self._endpoints.graph}/.default"], claims_challenge=claims
            )
            return result
        accounts = self._app.get_accounts()
        if not accounts:
            return None
        result = self._app.acquire_token_silent_with_error(
            delegated_scopes(self._endpoints), account=accounts[0], claims_challenge=claims
        )
        return result


def _roles_of(token: str) -> frozenset[str] | None:
    """The application permissions in a token, if it can be read at all: that is not promised."""
    try:
        part = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return frozenset(map(str, claims.get("roles", ())))
    except (IndexError, ValueError, AttributeError, TypeError):
        return None


@contextmanager
def _opened(sign_in: PersonSignIn, tenant: str, endpoints: Endpoints) -> Iterator[Any]:
    with open_web(endpoints) as web, web_errors_end_here("sign you in"):
        yield _client(sign_in, tenant, endpoints, web)


def _client(sign_in: EntraSignIn, tenant: str, endpoints: Endpoints, web: requests.Session) -> Any:
    import msal
    from msal.exceptions import MsalServiceError

    cache = msal.SerializableTokenCache()
    if isinstance(sign_in, PersonSignIn) and sign_in.token_cache:
        cache.deserialize(sign_in.token_cache)
    credential = _credential(sign_in)
    kind = msal.ConfidentialClientApplication if credential else msal.PublicClientApplication
    public = endpoints.authority == Endpoints.authority
    with web_errors_end_here("describe the tenant"):
        try:
            return kind(
                sign_in.client_id,
                **({"client_credential": credential} if credential else {}),
                authority=f"{endpoints.authority}/{tenant}",
                token_cache=cache,
                http_client=web,
                # A private authority is trusted because somebody configured it, not because Microsoft lists it.
                instance_discovery=None if public else False,
            )
        except MsalServiceError as error:
            raise CloudFailed(
                "Microsoft's sign-in service is out of order.", owner=Side.AZURE, detail=str(error)
            ) from error
        except ValueError as error:
            # msal's own text is about its arguments; what Entra said stands in the error before it.
            raise CredentialsRejected(
                f"Entra knows no tenant “{tenant}”.",
                hint="Check the tenant id or domain on the Connect page of the Azure side.",
                owner=Side.AZURE,
                detail=str(error.__context__ or error),
            ) from error


def _credential(sign_in: EntraSignIn) -> str | dict[str, str]:
    if isinstance(sign_in, PersonSignIn) or not sign_in.certificate_path:
        return sign_in.secret
    try:
        pem = Path(sign_in.certificate_path).read_bytes()
        load_pem_x509_certificate(pem)
        load_pem_private_key(pem, password=None)
    except (OSError, ValueError, TypeError) as error:
        raise CredentialsRejected(
            "The certificate file of Handoff's app registration is unusable.",
            hint="It must be a readable PEM file with the certificate and its private key, without a password.",
            owner=Side.AZURE,
            detail=str(error),
        ) from error
    return {"private_key": pem.decode(), "public_certificate": pem.decode()}
