"""Permissions boundaries on users and roles: a managed policy that says what they may do at most."""

from typing import Any

from sandbox.aws.calls import ApiCall
from sandbox.aws.conditions import Context
from sandbox.aws.errors import AwsError
from sandbox.aws.managed import TABLE, aws_managed, find_policy
from sandbox.rows import Row


def boundary_context(call: ApiCall, present: Row | None) -> Context:
    """The condition key for the boundary that the user or role has or is to get."""
    asked = call.params.get("PermissionsBoundary")
    arn = asked or (present or {}).get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    return {"iam:permissionsboundary": (arn,)} if arn else {}


def asked_boundary(call: ApiCall) -> dict[str, Any]:
    """The part of a new row that keeps the boundary. Raises AwsError if there is no such policy (yet)."""
    arn = call.params.get("PermissionsBoundary")
    if arn is None:
        return {}
    known = arn in aws_managed(call.caller.partition) or call.world.sees(TABLE, arn)
    if not known or find_policy(call.world, arn) is None:
        raise AwsError("NoSuchEntity", f"Scope ARN: {arn} does not exist or is not attachable.")
    return {"PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}}
