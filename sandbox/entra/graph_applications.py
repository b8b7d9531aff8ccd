"""Graph: applications."""

from typing import Any

from sandbox.entra import deleted_items, directory
from sandbox.entra.app_roles import check_roles
from sandbox.entra.application_rules import check_identifiers
from sandbox.entra.errors import bad_request, invalid_value, not_found
from sandbox.entra.graph_call import GraphCall, Reply, check_type, entity
from sandbox.entra.new_objects import copied
from sandbox.entra.odata import listing
from sandbox.rows import Row

_TABLE, _ENTITY = "entra.applications", "applications/$entity"
_CHANGEABLE = {
    "api",
    "appRoles",
    "description",
    "displayName",
    "groupMembershipClaims",
    "identifierUris",
    "info",
    "isDisabled",
    "notes",
    "optionalClaims",
    "requiredResourceAccess",
    "serviceManagementReference",
    "signInAudience",
    "tags",
    "web",
}

_KINDS = {"api": dict, "appRoles": list, "identifierUris": list, "tags": list, "web": dict}


def list_applications(call: GraphCall) -> Reply:
    """GET /applications"""
    return listing(call, call.world.table(_TABLE).values(), "applications")


def get_application(call: GraphCall) -> Reply:
    """GET /applications/{id}"""
    return entity(call, call.found(_TABLE), _ENTITY)


def get_application_by_app_id(call: GraphCall) -> Reply:
    """GET /applications(appId='{appId}')"""
    application = directory.application_of(call.world, call.params["appId"])
    if application is None:
        raise not_found(call.params["appId"])
    return entity(call, application, _ENTITY)


def update_application(call: GraphCall) -> Reply:
    """PATCH /applications/{id}: lists are replaced, `web` and `api` are merged."""
    application = call.owned(_TABLE)
    changes = {name: _checked(call, application, name, value) for name, value in call.body.items()}
    with call.world.changing():
        application.update(changes)
        principal = directory.principal_of(call.world, application["appId"])
        if principal is not None:
            principal.update(copied(application))
    return Reply()


def _checked(call: GraphCall, application: Row, name: str, value: Any) -> Any:
    if name not in _CHANGEABLE:
        if name in application:
            raise bad_request(f"Property '{name}' is read-only and cannot be set.")
        raise bad_request(f"Invalid property '{name}'.")
    check_type(name, value, _KINDS, "Application")
    if name == "displayName" and not (isinstance(value, str) and 0 < len(value) <= 256):
        raise invalid_value("displayName", "Application")
    if name == "identifierUris":
        check_identifiers(call.world, application, value)
    if name == "appRoles":
        return check_roles(application["appRoles"], value)
    if name == "web":
        return _web(application["web"], value)
    return {**application["api"], **value} if name == "api" else value


def _web(existing: Row, changes: Row) -> Row:
    uris = changes.get("redirectUris", [])
    check_type("redirectUris", uris, {"redirectUris": list}, "Application")
    for uri in uris:
        # Plain http is for the own machine only. Source: Entra docs, "redirect URI restrictions".
        if not str(uri).startswith(("https://", "http://localhost")):
            raise invalid_value("redirectUris", "Application")
    return {**existing, **changes}


def delete_application(call: GraphCall) -> Reply:
    """DELETE /applications/{id}: it and its service principal can be restored for 30 days."""
    application = call.owned(_TABLE)
    with call.world.changing():
        deleted_items.delete_application(call.world, application)
    return Reply()
