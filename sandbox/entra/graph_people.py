"""Graph: the tenant and its people."""

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
    "Groups Administrator": "fdd7a751-b60b-444a-984c-02652fe8fa1c",
    "Hybrid Identity Administrator": "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2",
    "Privileged Role Administrator": "e8611ab8-c189-46e8-94e1-60213ab1f814",
    "Reports Reader": "4a5d8f65-41da-4de4-8968-e035b65339cf",
    "Security Reader": "5d6b6bb7-de71-4623-b4af-96380a352509",
    "User Administrator": "fe930be7-5e62-47db-91af-98c3a49a38b1",
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
    return entity(call, shown_person(call, call.row("entra.users", call.caller.user_id)), "users/$entity")


def my_directory_roles(call: GraphCall) -> Reply:
    """GET /me/transitiveMemberOf/microsoft.graph.directoryRole: an OData cast, an advanced query"""
    _require_person(call)
    require_advanced(call)
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


def require_advanced(call: GraphCall) -> None:
    """An OData cast is an advanced query. Raises GraphError 400."""
    if not eventual(call) or call.query.get("$count") != "true":
        raise unsupported("The specified cast to the reference property query is currently not supported.")


def list_users(call: GraphCall) -> Reply:
    """GET /users"""
    return listing(call, [shown_person(call, row) for row in call.world.table("entra.users").values()], "users")


def get_user(call: GraphCall) -> Reply:
    """GET /users/{id}, by object id or user principal name"""
    user = directory.user_named(call.world, call.params["id"])
    if user is None:
        raise not_found(call.params["id"])
    return entity(call, shown_person(call, user), "users/$entity")


def shown_person(call: GraphCall, user: Row) -> Row:
    """What the caller may see of a person."""
    names = set(user) if call.query.get("$select") else _DEFAULT
    if holds(call.caller, ALL_USER_PROPERTIES) or user["id"] == call.caller.user_id:
        visible = names
    else:
        # Without the permission the properties come back empty, not as an error.
        visible = names & (_BASIC if holds(call.caller, READ_USERS) else {"id"})
    return {name: value if name in visible else None for name, value in user.items() if name in names}
