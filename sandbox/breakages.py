"""Things that go wrong behind Handoff's back, one function each. Call them inside `world.changing()`."""

import json
from collections.abc import Callable
from datetime import timedelta

from sandbox.entra.graph_certificates import add_key
from sandbox.world import World


def user_case(world: World) -> None:
    """Somebody renames the Connect users, but only in letter case."""
    for user in world.table("connect.users").values():
        user["Username"] = user["Username"].capitalize()


def other_certificate(world: World) -> None:
    """Somebody makes another signing certificate active in Entra."""
    for principal in world.table("entra.servicePrincipals").values():
        if principal["preferredTokenSigningKeyThumbprint"]:
            now = world.now()
            key = add_key(world, principal, "CN=renewed", start=now, end=now + timedelta(days=365))
            principal["preferredTokenSigningKeyThumbprint"] = key["thumbprint"]


def policy_of_another_instance(world: World) -> None:
    """Somebody edits the role's policy, so that it is for another instance."""
    for role in world.table("iam.roles").values():
        for name, document in role["policies"].items():
            role["policies"][name] = _for_another_instance(document)


def _for_another_instance(document: str) -> str:
    policy = json.loads(document)
    other = "11111111-1111-1111-1111-111111111111"
    for statement in policy["Statement"]:
        wanted = statement["Resource"]
        arns = [wanted] if isinstance(wanted, str) else wanted
        statement["Resource"] = [
            arn.split(":instance/")[0] + f":instance/{other}/user/${{aws:userid}}" for arn in arns
        ]
    return json.dumps(policy)


def missing_assignment(world: World) -> None:
    """Somebody removes everybody's assignment to the application."""
    world.table("entra.assignments").clear()


BREAKAGES: dict[str, Callable[[World], None]] = {
    "user-case": user_case,
    "certificate": other_certificate,
    "policy": policy_of_another_instance,
    "assignment": missing_assignment,
}
"""By the name the tour takes."""
