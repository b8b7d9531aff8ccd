"""What the directory accepts as app roles of an application.

An enabled role can neither be removed nor changed: it has to be disabled by a PATCH of its own first. Source
of the rule and its words: answers quoted in msgraph-sdk-powershell issue 1211; which properties count as a
change: terraform-provider-azuread, which disables a role before it touches any of them.
"""

import uuid
from typing import Any

from sandbox.entra.errors import bad_request, invalid_value
from sandbox.entra.graph_call import Kinds, check_members
from sandbox.rows import Row

_VALUE_MOST = 120
_FIXED_WHILE_ENABLED = ("allowedMemberTypes", "description", "displayName", "value")
_MEMBER_TYPES = {"User", "Application"}
_KINDS: Kinds = {
    "allowedMemberTypes": list[str],
    "description": str,
    "displayName": str,
    "id": str,
    "isEnabled": bool,
    "origin": str | None,
    "value": str | None,
}


def check_roles(existing: list[Row], wanted: list[Any]) -> list[Row]:
    """The role list that replaces `existing`. Raises GraphError."""
    before = {role["id"]: role for role in existing}
    roles = [_role(role, before) for role in wanted]
    for key in ("id", "value"):
        values = [role[key] for role in roles if role[key]]
        if len(values) != len(set(values)):
            message = "Request contains a property with duplicate values."
            raise bad_request(message, code="DuplicateValue", target="appRoles")
    after = {role["id"]: role for role in roles}
    for role in existing:
        if role["isEnabled"] and _touched(role, after.get(role["id"])):
            raise bad_request(
                "Permission (scope or role) cannot be deleted or updated unless disabled first.",
                code="CannotDeleteOrUpdateEnabledEntitlement",
                target="appRoles",
            )
    return roles


def _touched(role: Row, now: Row | None) -> bool:
    return now is None or any(role[name] != now[name] for name in _FIXED_WHILE_ENABLED)


def _role(role: Any, before: dict[str, Row]) -> Row:
    if not isinstance(role, dict):
        raise invalid_value("appRoles", "Application")
    for name in ("id", "displayName", "description", "allowedMemberTypes"):
        if not role.get(name):
            raise bad_request(f"A value is required for property '{name}' of resource 'AppRole'.")
    check_members(role, _KINDS, "AppRole")
    try:
        role_id = str(uuid.UUID(str(role["id"])))
    except ValueError as error:
        raise invalid_value("id", "AppRole") from error
    if not set(role["allowedMemberTypes"]) <= _MEMBER_TYPES:
        raise invalid_value("allowedMemberTypes", "AppRole")
    known = before.get(role_id)
    return {
        "allowedMemberTypes": role["allowedMemberTypes"],
        "description": role["description"],
        "displayName": role["displayName"],
        "id": role_id,
        "isEnabled": role.get("isEnabled", True),
        "origin": known["origin"] if known else "Application",
        "value": _value(role.get("value"), known),
    }


def _value(value: Any, known: Row | None) -> str | None:
    if value is None or value == "":
        return None
    if known and value == known["value"]:
        # Imported values may be longer than what one can write.
        return str(value)
    # At most 120 characters, no spaces, no dot in front. Source: Graph docs, appRole resource type.
    fits = isinstance(value, str) and len(value) <= _VALUE_MOST and not value.startswith(".")
    if not fits or any(sign.isspace() for sign in value):
        raise invalid_value("value", "AppRole")
    return str(value)
