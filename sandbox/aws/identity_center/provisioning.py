"""Automatic provisioning: the SCIM endpoint of an identity store and its bearer tokens.

A token is shown once, lives a year, and there are two at most, so that one can be exchanged (Identity Center
user guide, "Automatic provisioning").
"""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from sandbox.rows import Row
from sandbox.world import World

TOKEN_LIFE = timedelta(days=365)
MOST_TOKENS = 2


class TooManyTokens(Exception):
    """There are two already."""


def enable(world: World, store: str) -> None:
    """Make the endpoint; an enabled one stays as it is. Call inside `changing`."""
    rows = world.table("ids.provisioning")
    if store not in rows:
        rows[store] = {"tenant": f"{secrets.token_hex(5)}{secrets.choice('0123456789')}-{uuid.uuid4()}"}


def disable(world: World, store: str) -> None:
    """Remove the endpoint with its tokens. Call inside `changing`."""
    world.table("ids.provisioning").pop(store, None)
    for token in tokens_of(world, store):
        delete_token(world, token["id"])


def endpoint(world: World, instance: Row) -> str:
    """The SCIM endpoint, or "" if provisioning is not enabled."""
    row = world.table("ids.provisioning").get(instance["IdentityStoreId"])
    return f"https://scim.{instance['PrimaryRegion']}.amazonaws.com/{row['tenant']}/scim/v2/" if row else ""


def store_of_tenant(world: World, tenant: str) -> str | None:
    """The identity store behind an endpoint."""
    rows = world.table("ids.provisioning").items()
    return next((store for store, row in rows if row["tenant"] == tenant), None)


def tokens_of(world: World, store: str) -> list[Row]:
    """What is kept of the tokens: not the tokens."""
    return [row for row in world.table("idc.scim_tokens").values() if row["store"] == store]


def add_token(world: World, store: str) -> str:
    """A new token. Raises TooManyTokens. Call inside `changing`."""
    if len(tokens_of(world, store)) >= MOST_TOKENS:
        raise TooManyTokens
    token, number, now = secrets.token_urlsafe(48), str(uuid.uuid4()), world.now()
    world.table("idc.scim_tokens")[number] = {
        "id": number,
        "store": store,
        "sha256": _digest(token),
        "created": now.isoformat(),
        "ends": (now + TOKEN_LIFE).isoformat(),
    }
    return token


def delete_token(world: World, number: str) -> None:
    """Safe to call twice. Call inside `changing`."""
    world.table("idc.scim_tokens").pop(number, None)


def token_fits(world: World, store: str, token: str) -> bool:
    """Whether a token opens the endpoint now."""
    return any(
        secrets.compare_digest(row["sha256"], _digest(token))
        and world.now() < datetime.fromisoformat(row["ends"])
        for row in tokens_of(world, store)
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
