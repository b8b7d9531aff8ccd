"""What setups have made in the simulated clouds, as far as that can be told: only that is ever broken."""

import json
from collections.abc import Iterator

from sandbox.aws.policies import listed
from sandbox.entra import directory
from sandbox.rows import Row
from sandbox.world import World


def applications(world: World) -> list[Row]:
    """Applications made from a template whose sign-on is SAML."""
    found = (directory.application_of(world, principal["appId"]) for principal in principals(world))
    return [application for application in found if application is not None]


def principals(world: World) -> list[Row]:
    """The service principals of these applications."""
    rows = world.table("entra.servicePrincipals").values()
    return [row for row in rows if row["applicationTemplateId"] and row["preferredSingleSignOnMode"] == "saml"]


def assignments(world: World) -> list[Row]:
    """Assignments of people and groups to these applications."""
    ours = {principal["id"] for principal in principals(world)}
    return [row for row in world.table("entra.assignments").values() if row["resourceId"] in ours]


def policies(world: World) -> list[Row]:
    """Claims mapping policies attached to these applications."""
    found = (directory.policy_of(world, principal["id"]) for principal in principals(world))
    return list({row["id"]: row for row in found if row is not None}.values())


def people(world: World) -> list[Row]:
    """Who may sign in to these applications, by name."""
    users = world.table("entra.users").values()
    return sorted((user for user in users if _assigned(world, user)), key=_sign_in_name)


def _assigned(world: World, user: Row) -> bool:
    return any(
        directory.assignments_of(world, user_id=user["id"], principal_id=principal["id"])
        for principal in principals(world)
    )


def _sign_in_name(user: Row) -> str:
    return str(user["userPrincipalName"])


def roles(world: World) -> list[tuple[str, Row]]:
    """Roles that trust a SAML provider, with their keys."""
    rows = world.table("iam.roles").items()
    return [(key, role) for key, role in rows if any(providers_trusted(role))]


def providers_trusted(role: Row) -> Iterator[str]:
    """ARNs of the SAML providers a role trusts."""
    for statement in listed(json.loads(role["AssumeRolePolicyDocument"])["Statement"]):
        principal = statement.get("Principal", {})
        federated = listed(principal.get("Federated", [])) if isinstance(principal, dict) else []
        yield from (arn for arn in federated if ":saml-provider/" in arn)


def providers(world: World) -> list[Row]:
    """SAML providers that a role trusts."""
    trusted = {arn for _, role in roles(world) for arn in providers_trusted(role)}
    return [row for arn, row in world.table("iam.saml_providers").items() if arn in trusted]


def connect_users(world: World) -> list[Row]:
    """Users of instances with SAML, by name."""
    instances = world.table("connect.instances")
    saml = {key for key, row in instances.items() if row["IdentityManagementType"] == "SAML"}
    users = (row for row in world.table("connect.users").values() if row["instance"] in saml)
    return sorted(users, key=lambda row: str(row["Username"]))
