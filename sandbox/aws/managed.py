"""Managed policies, and which documents bind a user or a role.

AWS's own policies are many and long; here are two, in their shortest form.
"""

import json
from collections.abc import Mapping

from sandbox.rows import Row
from sandbox.world import World

TABLE = "iam.policies"


def _document(*actions: str) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


_AWS_MANAGED: Mapping[str, str] = {
    "AdministratorAccess": _document("*"),
    "ReadOnlyAccess": _document(
        "iam:Get*",
        "iam:List*",
        "iam:Simulate*",
        "connect:Describe*",
        "connect:List*",
        "connect:Search*",
        "ds:Describe*",
        "sso:Describe*",
        "sso:List*",
        "identitystore:Describe*",
        "identitystore:List*",
    ),
}


def aws_managed(partition: str) -> dict[str, Row]:
    """AWS's own policies as rows by ARN; they belong to the account "aws"."""
    return {row["Arn"]: row for row in (_aws_row(partition, name) for name in _AWS_MANAGED)}


def _aws_row(partition: str, name: str) -> Row:
    made = "2015-02-06T18:39:46Z"
    return {
        "account": "aws",
        "PolicyName": name,
        "PolicyId": f"ANPA{name.upper():A<17.17}",
        "Arn": f"arn:{partition}:iam::aws:policy/{name}",
        "Path": "/",
        "DefaultVersionId": "v1",
        "versions": {"v1": {"Document": _AWS_MANAGED[name], "CreateDate": made}},
        "CreateDate": made,
        "UpdateDate": made,
        "Tags": [],
    }


def find_policy(world: World, arn: str) -> Row | None:
    """The policy with this ARN, the customer's or AWS's."""
    return world.table(TABLE).get(arn) or aws_managed(arn.split(":")[1]).get(arn)


def default_document(world: World, arn: str) -> str | None:
    """What a managed policy says now, None if there is no such policy."""
    policy = find_policy(world, arn)
    return None if policy is None else str(policy["versions"][policy["DefaultVersionId"]]["Document"])


def documents_of(world: World, principal: Row) -> tuple[str, ...]:
    """What a row of users or roles may do: its inline policies and the attached ones."""
    attached = (default_document(world, arn) for arn in principal.get("attached", []))
    return (*principal["policies"].values(), *(text for text in attached if text is not None))


def boundary_of(world: World, principal: Row) -> tuple[str, ...] | None:
    """The permissions boundary of a row of users or roles; None if it has none."""
    boundary = principal.get("PermissionsBoundary")
    if not boundary:
        return None
    document = default_document(world, boundary["PermissionsBoundaryArn"])
    return () if document is None else (document,)


def users_of_policy(world: World, arn: str, *, as_boundary: bool = False) -> int:
    """How many users and roles a policy is attached to, or bounds."""
    rows = [row for table in ("iam.users", "iam.roles") for row in world.table(table).values()]
    if as_boundary:
        return sum(row.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn") == arn for row in rows)
    return sum(arn in row.get("attached", []) for row in rows)
