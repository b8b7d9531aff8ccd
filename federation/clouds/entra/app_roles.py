"""The app role whose value Entra sends as the Role claim. It is written on the application, not on the
service principal: Cloud Application Administrator may do the first only.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from federation.clouds.entra.applications import READ, WRITE
from federation.clouds.entra.service_principals import read_service_principal
from federation.clouds.entra.tenant import EntraTenant
from federation.errors import NotFound

DOCUMENTED_LENGTH = 120  # appRole.value; the AWS tutorial says 240


@dataclass(frozen=True)
class AppRole:
    """One role of an application. `value` is "" for roles that send nothing, such as msiam_access."""

    role_id: str
    name: str
    description: str
    value: str
    enabled: bool
    member_types: tuple[str, ...] = ("User",)


def role_id(tenant: EntraTenant, application_id: str) -> str:
    """The id our role has on an application: always the same, so that it is never made twice."""
    return str(uuid5(UUID(application_id), f"handoff:{tenant.marker}"))


def read_app_roles(tenant: EntraTenant, application_id: str) -> tuple[AppRole, ...]:
    """Raises NotFound."""
    row = tenant.read(
        tenant.graph.applications.by_application_id(application_id),
        doing="read the app roles",
        permission=READ,
        select=["id", "appRoles"],
    )
    return tuple(_app_role(role) for role in row.app_roles or ())


def find_our_role(tenant: EntraTenant, application_id: str, *, value: str) -> AppRole | None:
    """The role we made, else one somebody made by hand with exactly this value."""
    roles = read_app_roles(tenant, application_id)
    ours = [role for role in roles if role.role_id == role_id(tenant, application_id)]
    same = [role for role in roles if role.value == value and role.enabled]
    return next(iter((*ours, *same)), None)


def ensure_app_role(tenant: EntraTenant, application_id: str, *, value: str) -> str:
    """Let exactly one role of ours send `value`; returns its id. All other roles stay as they are.

    A PATCH replaces the whole list, and an enabled role may not be changed, so that a changed value takes
    two: disable, then change and enable.
    """
    found = find_our_role(tenant, application_id, value=value)
    if found is not None and found.value == value and found.enabled:
        return found.role_id
    others = [
        role
        for role in read_app_roles(tenant, application_id)
        if found is None or role.role_id != found.role_id
    ]
    if found is not None and found.enabled:
        tenant.say(f"Disabling the app role “{found.name}” to change its value.")
        _write(tenant, application_id, [*others, _disabled(found)])
    ours = _new_role(tenant, application_id, value)
    _write(tenant, application_id, [*others, ours])
    return ours.role_id


def undo_app_role(tenant: EntraTenant, application_id: str) -> None:
    """Remove the setup's role: disabled by one PATCH, left out by the next. Safe to repeat."""
    ours = role_id(tenant, application_id)
    try:
        roles = read_app_roles(tenant, application_id)
    except NotFound:
        return
    others = [role for role in roles if role.role_id != ours]
    for role in (one for one in roles if one.role_id == ours):
        if role.enabled:
            _write(tenant, application_id, [*others, _disabled(role)])
        _write(tenant, application_id, others)
        tenant.say(f"Removed the app role “{role.name}”.")


def wait_for_role(tenant: EntraTenant, service_principal_id: str, *, role_id: str, value: str) -> None:
    """Until the enterprise application shows the role of the application. Raises CloudNotReady."""

    def look() -> bool | None:
        roles = read_service_principal(tenant, service_principal_id).roles
        return True if roles.get(role_id) == value else None

    tenant.patience.wait_for(look, what="the app role on the enterprise application")


def _new_role(tenant: EntraTenant, application_id: str, value: str) -> AppRole:
    return AppRole(
        role_id=role_id(tenant, application_id),
        name=f"Amazon Connect {tenant.marker}",
        description="Signs in to Amazon Connect. Made by Handoff.",
        value=value,
        enabled=True,
    )


def _disabled(role: AppRole) -> AppRole:
    return AppRole(role.role_id, role.name, role.description, role.value, False, role.member_types)


def _write(tenant: EntraTenant, application_id: str, roles: list[AppRole]) -> None:
    from msgraph.generated.models.app_role import AppRole as RoleBody
    from msgraph.generated.models.application import Application as Body

    bodies = [
        RoleBody(
            id=UUID(role.role_id),
            display_name=role.name,
            description=role.description,
            value=role.value or None,
            is_enabled=role.enabled,
            allowed_member_types=list(role.member_types),
        )
        for role in roles
    ]
    tenant.call(
        tenant.graph.applications.by_application_id(application_id).patch(Body(app_roles=bodies)),
        doing="write the app roles",
        permission=WRITE,
        just_seen=True,
    )


def _app_role(row: Any) -> AppRole:
    return AppRole(
        role_id=str(row.id),
        name=row.display_name or "",
        description=row.description or "",
        value=row.value or "",
        enabled=bool(row.is_enabled),
        member_types=tuple(row.allowed_member_types or ("User",)),
    )
