"""Graph: applications."""

from typing import Any
from urllib.parse import urlsplit

from sandbox.entra import deleted_items, directory
from sandbox.entra.app_roles import check_roles
from sandbox.entra.application_rules import check_identifiers
from sandbox.entra.errors import bad_request, invalid_value, not_found
from sandbox.entra.graph_call import GraphCall, Kinds, Reply, check_members, check_type, entity
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

_AUDIENCES = {
    "AzureADMyOrg",
    "AzureADMultipleOrgs",
    "AzureADandPersonalMicrosoftAccount",
    "PersonalMicrosoftAccount",
}
_KINDS: Kinds = {
    "api": dict,
    "appRoles": list,
    "description": str | None,
    "groupMembershipClaims": str | None,
    "identifierUris": list,
    "info": dict | None,
    "isDisabled": bool | None,
    "notes": str | None,
    "optionalClaims": dict | None,
    "requiredResourceAccess": list[Row],
    "serviceManagementReference": str | None,
    "signInAudience": str,
    "tags": list[str],
    "web": dict,
}
_API: Kinds = {
    "acceptMappedClaims": bool | None,
    "knownClientApplications": list[str],
    "oauth2PermissionScopes": list[Row],
    "preAuthorizedApplications": list[Row],
    "requestedAccessTokenVersion": int | None,
}
_WEB: Kinds = {
    "homePageUrl": str | None,
    "implicitGrantSettings": dict | None,
    "logoutUrl": str | None,
    "redirectUriSettings": list[Row],
    "redirectUris": list[str],
}


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
    unnamed = name == "displayName" and not (isinstance(value, str) and 0 < len(value) <= 256)
    if unnamed or (name == "signInAudience" and value not in _AUDIENCES):
        raise invalid_value(name, "Application")
    if name == "identifierUris":
        check_identifiers(call.world, application, value)
    if name == "appRoles":
        return check_roles(application["appRoles"], value)
    if name == "web":
        return _web(application["web"], value)
    if name == "api":
        check_members(value, _API, "Application")
        return {**application["api"], **value}
    return value


def _web(existing: Row, changes: Row) -> Row:
    check_members(changes, _WEB, "Application")
    for uri in changes.get("redirectUris", []):
        if not _may_reply_to(uri):
            raise invalid_value("redirectUris", "Application")
    return {**existing, **changes}


def _may_reply_to(uri: str) -> bool:
    """Plain http is for the own machine only. Source: Entra docs, "redirect URI restrictions"."""
    try:
        parts = urlsplit(uri)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme, parts.hostname) == ("http", "localhost")
        )
    except ValueError:
        return False


def delete_application(call: GraphCall) -> Reply:
    """DELETE /applications/{id}: it and its service principal can be restored for 30 days."""
    application = call.owned(_TABLE)
    with call.world.changing():
        deleted_items.delete_application(call.world, application)
    return Reply()
