"""Graph: which people and groups have which app role."""

import secrets
from typing import Any

from sandbox.entra.errors import bad_request, not_found
from sandbox.entra.graph_call import GraphCall, Reply, context_url, entity
from sandbox.entra.keys import graph_time
from sandbox.entra.odata import listing
from sandbox.rows import Row

_TABLE = "entra.assignments"
_DEFAULT_ROLE = "00000000-0000-0000-0000-000000000000"


def list_assigned_to(call: GraphCall) -> Reply:
    """GET /servicePrincipals/{id}/appRoleAssignedTo"""
    principal = call.found("entra.servicePrincipals")
    return listing(call, _rows(call, "resourceId", principal["id"]), "appRoleAssignments")


def get_assigned_to(call: GraphCall) -> Reply:
    """GET /servicePrincipals/{id}/appRoleAssignedTo/{assignmentId}"""
    return entity(call, _assignment(call), "appRoleAssignments/$entity")


def list_of_user(call: GraphCall) -> Reply:
    """GET /users/{id}/appRoleAssignments"""
    return listing(call, _rows(call, "principalId", call.found("entra.users")["id"]), "appRoleAssignments")


def list_of_group(call: GraphCall) -> Reply:
    """GET /groups/{id}/appRoleAssignments"""
    return listing(call, _rows(call, "principalId", call.found("entra.groups")["id"]), "appRoleAssignments")


def _rows(call: GraphCall, name: str, wanted: str) -> list[Row]:
    return [row for row in call.world.table(_TABLE).values() if row[name] == wanted]


def assign_to(call: GraphCall) -> Reply:
    """POST /servicePrincipals/{id}/appRoleAssignedTo"""
    resource = call.found("entra.servicePrincipals")
    if call.body.get("resourceId") != resource["id"]:
        raise bad_request("Not a valid reference update.")
    return _assign(call, resource)


def assign_from(call: GraphCall) -> Reply:
    """POST /users/{id}/appRoleAssignments and /groups/{id}/appRoleAssignments"""
    if call.body.get("principalId") != call.params["id"]:
        raise bad_request("Not a valid reference update.")
    return _assign(call, call.row("entra.servicePrincipals", call.text("resourceId")))


def _assign(call: GraphCall, resource: Row) -> Reply:
    kind, principal = _principal(call, call.text("principalId"))
    role_id = call.body.get("appRoleId", _DEFAULT_ROLE)
    # A role that the application has only just got is not known everywhere either.
    seen = call.world.replica().table("entra.servicePrincipals")[resource["id"]]
    if not _may_be_assigned(seen, role_id):
        raise bad_request(f"Permission being assigned was not found on application '{resource['appId']}'.")
    triple = (principal["id"], resource["id"], role_id)
    for row in call.world.table(_TABLE).values():
        if (row["principalId"], row["resourceId"], row["appRoleId"]) == triple:
            raise bad_request("Permission being assigned already exists on the object", target="appRoleId")
    assignment: dict[str, Any] = {
        "id": secrets.token_urlsafe(32),
        "deletedDateTime": None,
        "appRoleId": role_id,
        "createdDateTime": graph_time(call.world.now()),
        "principalDisplayName": principal["displayName"],
        "principalId": principal["id"],
        "principalType": kind,
        "resourceDisplayName": resource["displayName"],
        "resourceId": resource["id"],
    }
    with call.world.changing():
        call.world.table(_TABLE)[assignment["id"]] = assignment
    context = context_url(call, "appRoleAssignments/$entity")
    return Reply(201, {"@odata.context": context, **assignment})


def _principal(call: GraphCall, principal_id: str) -> tuple[str, Row]:
    for kind, table in (("User", "entra.users"), ("Group", "entra.groups")):
        row = call.world.table(table).get(principal_id)
        if row is None:
            continue
        if not call.world.sees(table, principal_id):
            # What one meets for minutes after making a group. Source: terraform-provider-azuread.
            raise bad_request("Not a valid reference update.")
        return kind, row
    raise not_found(principal_id)


def _may_be_assigned(resource: Row, role_id: str) -> bool:
    roles = [role for role in resource["appRoles"] if role["isEnabled"]]
    if role_id == _DEFAULT_ROLE:
        # The default role exists only where the application declares none. Source: Graph docs.
        return not roles
    return any(role["id"] == role_id and "User" in role["allowedMemberTypes"] for role in roles)


def remove_assigned_to(call: GraphCall) -> Reply:
    """DELETE /servicePrincipals/{id}/appRoleAssignedTo/{assignmentId}"""
    assignment = _assignment(call)
    with call.world.changing():
        del call.world.table(_TABLE)[assignment["id"]]
    return Reply()


def _assignment(call: GraphCall) -> Row:
    principal = call.found("entra.servicePrincipals")
    assignment = call.row(_TABLE, call.params["assignmentId"])
    if assignment["resourceId"] != principal["id"]:
        raise not_found(assignment["id"])
    return assignment
