"""Graph: the tenant, its people and groups."""

import uuid

from sandbox.entra import directory
from sandbox.entra.errors import GraphError, not_found
from sandbox.entra.graph_call import GraphCall, Reply, entity
from sandbox.entra.odata import eventual, listing, unsupported
from sandbox.entra.permissions import ALL_USER_PROPERTIES, READ_ME, READ_USERS, holds, require
from sandbox.rows import Row

# Source: Entra docs, "built-in roles".
ROLE_TEMPLATES = {
    "Application Administrator": "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
    "Cloud Application Administrator": "158c047a-c907-4556-b7ef-446551a6b5f7",
    "Global Administrator": "62e90394-69f5-4237-9190-012177145e10",
    "Global Reader": "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
}
_ROLES = uuid.UUID(int=0)
# What comes without $select. Source: Graph docs, "get user".
_DEFAULT = {
    "businessPhones",
    "displayName",
    "givenName",
    "id",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
}
# What User.ReadBasic.All shows. Source: Graph permissions reference.
_BASIC = {"displayName", "givenName", "mail", "surname", "userPrincipalName", "id"}


def organization(call: GraphCall) -> Reply:
    """GET /organization"""
    return listing(call, call.world.table("entra.tenants").values(), "organization")


def subscribed_skus(call: GraphCall) -> Reply:
    """GET /subscribedSkus"""
    return listing(call, call.world.table("entra.subscribedSkus").values(), "subscribedSkus")


def me(call: GraphCall) -> Reply:
    """GET /me. An application has no "me"."""
    _require_person(call)
    return entity(call, _shown(call, call.row("entra.users", call.caller.user_id)), "users/$entity")


def my_directory_roles(call: GraphCall) -> Reply:
    """GET /me/transitiveMemberOf/microsoft.graph.directoryRole: an OData cast, an advanced query"""
    _require_person(call)
    _require_advanced(call)
    rows = [
        {"id": str(uuid.uuid5(_ROLES, name)), "displayName": name, "roleTemplateId": ROLE_TEMPLATES[name]}
        for name in sorted(call.caller.roles)
    ]
    return listing(call, rows, "directoryRoles")


def _require_person(call: GraphCall) -> None:
    if not call.caller.user_id:
        message = "/me request is only valid with delegated authentication flow."
        raise GraphError(400, "BadRequest", message)
    require(call.caller, (READ_ME,), writes=False)


def _require_advanced(call: GraphCall) -> None:
    if not eventual(call) or call.query.get("$count") != "true":
        raise unsupported("The specified cast to the reference property query is currently not supported.")


def list_users(call: GraphCall) -> Reply:
    """GET /users"""
    return listing(call, [_shown(call, row) for row in call.world.table("entra.users").values()], "users")


def get_user(call: GraphCall) -> Reply:
    """GET /users/{id}, by object id or user principal name"""
    user = directory.user_named(call.world, call.params["id"])
    if user is None:
        raise not_found(call.params["id"])
    return entity(call, _shown(call, user), "users/$entity")


def list_groups(call: GraphCall) -> Reply:
    """GET /groups"""
    return listing(call, call.world.table("entra.groups").values(), "groups")


def get_group(call: GraphCall) -> Reply:
    """GET /groups/{id}"""
    return entity(call, call.found("entra.groups"), "groups/$entity")


def members(call: GraphCall) -> Reply:
    """GET /groups/{id}/members: people and nested groups, told apart by @odata.type"""
    return listing(call, _members(call), "directoryObjects")


def member_users(call: GraphCall) -> Reply:
    """GET /groups/{id}/members/microsoft.graph.user: an OData cast, which is an advanced query"""
    _require_advanced(call)
    users = [row for row in _members(call) if row["@odata.type"] == "#microsoft.graph.user"]
    return listing(call, users, "users")


def _members(call: GraphCall) -> list[Row]:
    group = call.found("entra.groups")
    users, groups = call.world.table("entra.users"), call.world.table("entra.groups")
    ids = call.world.table("entra.members")[group["id"]]["members"]
    return [
        {"@odata.type": "#microsoft.graph.user", **_shown(call, users[member])}
        if member in users
        else {"@odata.type": "#microsoft.graph.group", **groups[member]}
        for member in ids
    ]


def _shown(call: GraphCall, user: Row) -> Row:
    names = set(user) if call.query.get("$select") else _DEFAULT
    if holds(call.caller, ALL_USER_PROPERTIES) or user["id"] == call.caller.user_id:
        visible = names
    else:
        # Without the permission the properties come back empty, not as an error.
        visible = names & (_BASIC if holds(call.caller, READ_USERS) else {"id"})
    return {name: value if name in visible else None for name, value in user.items() if name in names}
