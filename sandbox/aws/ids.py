"""Identifiers in the forms AWS gives them."""

import secrets
import uuid
from datetime import datetime

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def unique_id(prefix: str, length: int = 21) -> str:
    """Such as AROA... for roles (IAM user guide, unique identifiers)."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(length - len(prefix)))


def new_uuid() -> str:
    """Ids of Amazon Connect and of requests."""
    return str(uuid.uuid4())


def timestamp(moment: datetime) -> str:
    """As rows and XML answers carry it: whole seconds, UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
