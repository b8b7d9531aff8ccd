"""What the AWS cycle of a synchronization job writes: app roles, on the application and its service principal.

Source: Entra's AWS tutorial. It imports roles only; a role whose trust policy names several SAML providers is
left out, as is one whose ARN and provider ARN together reach 240 characters. How changes by hand and vanished
roles are treated is our guess (the tutorial only says not to edit roles by hand): the next cycle writes
imported roles as AWS has them, and disables a vanished role that is assigned while it removes any other.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.entra import directory
from sandbox.entra.aws_account import AwsRole
from sandbox.entra.new_objects import copied
from sandbox.rows import Row
from sandbox.world import World

IMPORTED = "ServicePrincipal"
"""The `origin` of a role the provisioning service made."""

_VALUE_BELOW = 240


@dataclass(frozen=True)
class Imported:
    """How many roles AWS listed, how many the application knows now, how many changed; lines for the log."""

    read: int
    known: int
    changed: int
    lines: tuple[Row, ...]


def import_roles(world: World, principal_id: str, found: Iterable[AwsRole]) -> Imported:
    """Write the roles of an AWS account. Call inside `world.changing()`."""
    principal = world.table("entra.servicePrincipals")[principal_id]
    application = directory.application_of(world, principal["appId"])
    if application is None:
        return Imported(0, 0, 0, ())
    listed = tuple(found)
    taken = [role for role in listed if not why_skipped(role)]
    own = [role for role in application["appRoles"] if role["origin"] != IMPORTED]
    by_hand = {role["value"] for role in own}
    before = {role["id"]: role for role in application["appRoles"] if role["origin"] == IMPORTED}
    made = {role["id"]: role for role in map(_app_role, taken) if role["value"] not in by_hand}
    gone = [_disabled(role) for key, role in before.items() if key not in made and _assigned(world, role)]
    after = {**made, **{role["id"]: role for role in gone}}
    application["appRoles"] = [*own, *after.values()]
    principal.update(copied(application))
    return Imported(len(listed), len(taken), _differences(before, after), tuple(_lines(listed, before)))


def role_value(role: AwsRole) -> str:
    """What the Role claim says for a role that trusts one provider."""
    return f"{role.arn},{role.providers[0]}"


def why_skipped(role: AwsRole) -> str:
    """Why a role is not imported, or ""."""
    if not role.providers:
        return "The role trusts no SAML provider."
    if len(role.providers) > 1:
        return "The role trusts more than one SAML provider."
    if len(role_value(role)) >= _VALUE_BELOW:
        return f"Role ARN and provider ARN together must be shorter than {_VALUE_BELOW} characters."
    return ""


def _app_role(role: AwsRole) -> Row:
    value = role_value(role)
    name = f"{role.name},{role.providers[0].rpartition('/')[2]}"
    return {
        "allowedMemberTypes": ["User"],
        "description": name,
        "displayName": name,
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, value)),
        "isEnabled": True,
        "origin": IMPORTED,
        "value": value,
    }


def _disabled(role: Row) -> Row:
    return {**role, "isEnabled": False}


def _assigned(world: World, role: Row) -> bool:
    return any(row["appRoleId"] == role["id"] for row in world.table("entra.assignments").values())


def _differences(before: dict[str, Row], after: dict[str, Row]) -> int:
    return sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())


def _lines(listed: Iterable[AwsRole], before: dict[str, Row]) -> Iterable[Row]:
    for role in listed:
        reason, named = why_skipped(role), {"name": role.name, "source": role.arn}
        if reason and role.providers:
            yield {"action": "other", "result": "skipped", "reason": reason, **named}
        elif not reason and _app_role(role)["id"] not in before:
            yield {"action": "create", "result": "success", "reason": "", **named}
