"""Access tokens, refresh tokens and authorization codes: texts whose meaning the world keeps.

Access tokens look like Entra's for Graph: a JWT nobody but Graph can verify, with `scp` or `roles`.
"""

import base64
import json
import secrets
from datetime import datetime, timedelta

from sandbox.entra.errors import GraphError
from sandbox.entra.graph_call import Caller
from sandbox.rows import Row
from sandbox.world import World

ACCESS_TOKEN_SECONDS = 3599
_CODE_SECONDS = 600


def new_access_token(world: World, *, client_id: str, user_id: str, permissions: list[str]) -> str:
    """An access token for Graph, valid for ACCESS_TOKEN_SECONDS."""
    row = {"client": client_id, "user": user_id, "permissions": permissions}
    claims = {"scp": " ".join(permissions)} if user_id else {"roles": permissions}
    start = _part({"typ": "JWT", "alg": "RS256"}) + "." + _part({"appid": client_id, **claims})
    return _keep(world, "entra.tokens", row, seconds=ACCESS_TOKEN_SECONDS, start=f"{start}.")


def new_refresh_token(world: World, *, client_id: str, user_id: str, scopes: list[str]) -> str:
    """A refresh token, valid for 90 days."""
    row = {"client": client_id, "user": user_id, "permissions": scopes}
    return _keep(world, "entra.refreshTokens", row, seconds=90 * 86400)


def new_code(world: World, row: Row) -> str:
    """An authorization code for a finished sign-in, valid for ten minutes and once."""
    return _keep(world, "entra.codes", {**row, "used": False}, seconds=_CODE_SECONDS)


def live(world: World, table: str, text: str) -> Row | None:
    """The row behind a token or code, or None if there is none or it has expired."""
    row = world.table(table).get(text)
    if row is None or datetime.fromisoformat(row["expires"]) <= world.now():
        return None
    return row


def _part(content: Row) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def _keep(world: World, table: str, row: Row, *, seconds: int, start: str = "") -> str:
    text = start + secrets.token_urlsafe(48)
    expires = world.now() + timedelta(seconds=seconds)
    with world.changing():
        rows = world.table(table)
        # Kept for an hour after their end, so that they are refused as expired and not as unknown.
        gone = (world.now() - timedelta(hours=1)).isoformat()
        for old in [key for key, kept in rows.items() if kept["expires"] < gone]:
            del rows[old]
        rows[text] = {**row, "expires": expires.isoformat()}
    return text


def token_expired() -> GraphError:
    """401: the access token is too old."""
    return GraphError(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")


def caller_of(world: World, authorization: str) -> Caller:
    """Who an Authorization header speaks for. Raises GraphError 401."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise GraphError(401, "InvalidAuthenticationToken", "Access token is empty.")
    known = world.table("entra.tokens").get(token)
    if known is None:
        message = "CompactToken parsing failed with error code: 80049217"
        raise GraphError(401, "InvalidAuthenticationToken", message)
    if live(world, "entra.tokens", token) is None:
        raise token_expired()
    roles = world.table("entra.directoryRoles").get(known["user"], {"roles": []})["roles"]
    return Caller(known["client"], known["user"], frozenset(known["permissions"]), frozenset(roles))
