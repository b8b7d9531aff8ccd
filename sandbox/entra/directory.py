"""Reading the directory: the tenant, people, groups, applications and what hangs together."""

from datetime import datetime

from sandbox.rows import Row
from sandbox.world import World


def tenant(world: World) -> Row:
    """The one tenant of this world."""
    return next(iter(world.table("entra.tenants").values()))


def tenant_named(world: World, name: str) -> Row | None:
    """The tenant with this id or verified domain, or None."""
    found = tenant(world)
    names = {found["id"], *(domain["name"] for domain in found["verifiedDomains"])}
    return found if name.lower() in names else None


def user_named(world: World, name: str) -> Row | None:
    """A person by object id or user principal name (which ignores letter case), or None."""
    users = world.table("entra.users")
    if name in users:
        return users[name]
    return next((u for u in users.values() if u["userPrincipalName"].lower() == name.lower()), None)


def application_of(world: World, app_id: str) -> Row | None:
    """The application with this client id, or None."""
    return _by_app_id(world, "entra.applications", app_id)


def principal_of(world: World, app_id: str) -> Row | None:
    """The service principal with this client id, or None."""
    return _by_app_id(world, "entra.servicePrincipals", app_id)


def _by_app_id(world: World, table: str, app_id: str) -> Row | None:
    return next((row for row in world.table(table).values() if row["appId"] == app_id.lower()), None)


def groups_of(world: World, user_id: str) -> set[str]:
    """Ids of the groups a person is a direct member of. Nested membership counts for nothing in
    app role assignment (Entra service limits, "nested groups")."""
    return {gid for gid, row in world.table("entra.members").items() if user_id in row["members"]}


def assignments_of(world: World, *, user_id: str, principal_id: str) -> list[Row]:
    """Assignments to an application that count for a person: own ones and those of direct groups."""
    principals = {user_id, *groups_of(world, user_id)}
    return [
        row
        for row in world.table("entra.assignments").values()
        if row["resourceId"] == principal_id and row["principalId"] in principals
    ]


def signing_keys(world: World, principal_id: str) -> list[Row]:
    """All signing certificates of an application, oldest first."""
    return [row for row in world.table("entra.signingKeys").values() if row["principal"] == principal_id]


def active_key(world: World, principal: Row) -> Row | None:
    """The key that signs now: the preferred one, or any valid one once that has expired.

    Source: Entra docs, "manage certificates for federated single sign-on".
    """
    keys = signing_keys(world, principal["id"])
    wanted = principal["preferredTokenSigningKeyThumbprint"]
    preferred = next((key for key in keys if key["thumbprint"] == wanted), None)
    if preferred is None or _valid(preferred, world.now()):
        return preferred
    return next((key for key in keys if _valid(key, world.now())), None)


def _valid(key: Row, now: datetime) -> bool:
    return now < datetime.fromisoformat(key["end"])


def policy_of(world: World, principal_id: str) -> Row | None:
    """The claims mapping policy attached to an application, or None."""
    linked = world.table("entra.policyLinks").get(principal_id, {"policies": []})["policies"]
    return world.table("entra.claimsMappingPolicies")[linked[0]] if linked else None
