"""Identifiers in the forms Identity Center gives them (patterns of botocore's models)."""

import secrets
import uuid


def hexadecimal(length: int = 16) -> str:
    """What follows ssoins-, apl- and ins-."""
    return secrets.token_hex((length + 1) // 2)[:length]


def member_id(store: str) -> str:
    """Of a user, group or membership: the number of the identity store, then a UUID."""
    return f"{store.removeprefix('d-')}-{uuid.uuid4()}"


def member_arn(kind: str, number: str) -> str:
    """`kind` is "user", "group" or "membership"; the ARN names no account."""
    return f"arn:aws:identitystore:::{kind}/{number}"
