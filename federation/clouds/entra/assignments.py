"""Who may sign in: assignments of people and groups to an app role."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from federation.clouds.entra.applications import READ
from federation.clouds.entra.tenant import EntraTenant
from federation.errors import AlreadyExists, NotFound

ASSIGN = "AppRoleAssignment.ReadWrite.All"


@dataclass(frozen=True)
class Assignment:
    """One principal has one app role. Somebody may have several."""

    assignment_id: str
    principal_id: str
    principal_name: str
    role_id: str


def read_assignments(tenant: EntraTenant, service_principal_id: str) -> tuple[Assignment, ...]:
    """Everybody who is assigned to the enterprise application. Raises NotFound."""
    item = tenant.graph.service_principals.by_service_principal_id(service_principal_id)
    rows = tenant.read_all(item.app_role_assigned_to, doing="read the assignments", permission=READ)
    return tuple(_assignment(row) for row in rows)


def assign(tenant: EntraTenant, service_principal_id: str, *, principal_id: str, role_id: str) -> str:
    """Give the role to a person or group; returns the assignment's id, "" if somebody was faster."""
    from msgraph.generated.models.app_role_assignment import AppRoleAssignment

    item = tenant.graph.service_principals.by_service_principal_id(service_principal_id)
    body = AppRoleAssignment(
        principal_id=UUID(principal_id), resource_id=UUID(service_principal_id), app_role_id=UUID(role_id)
    )
    try:
        made = tenant.call(
            item.app_role_assigned_to.post(body),
            doing="assign people to the enterprise application",
            permission=ASSIGN,
            just_seen=True,
        )
    except AlreadyExists:
        return ""
    return str(made.id)


def undo_assignment(tenant: EntraTenant, service_principal_id: str, assignment: Assignment) -> None:
    """Take it away. What is gone already counts as done; safe to repeat."""
    item = tenant.graph.service_principals.by_service_principal_id(service_principal_id)
    one = item.app_role_assigned_to.by_app_role_assignment_id(assignment.assignment_id)
    with suppress(NotFound):
        tenant.call(one.delete(), doing="remove an assignment", permission=ASSIGN)
    tenant.say(f"Removed the assignment of {assignment.principal_name}.")


def _assignment(row: Any) -> Assignment:
    return Assignment(
        assignment_id=row.id,
        principal_id=str(row.principal_id),
        principal_name=row.principal_display_name or "",
        role_id=str(row.app_role_id),
    )
