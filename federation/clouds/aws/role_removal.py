"""Taking a role of ours away. Nobody else's policy on it is touched: then the role stays."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from federation.clouds.aws import policies
from federation.clouds.aws.account import TAG_KEY, TAKEN_OVER_KEY, AwsAccount
from federation.clouds.aws.errors import calling_aws
from federation.clouds.aws.roles import POLICY_NAME
from federation.errors import NotFound


@dataclass(frozen=True)
class FoundRole:
    """A role as far as undoing must know it.

    `taken_over`: the setup's tag was put on a role that was there before. `others` are policies on it that
    Handoff did not put there. `last_used` is AWS's word, up to four hours late and 400 days old at most.
    """

    arn: str
    name: str
    ours: bool
    taken_over: bool
    others: tuple[str, ...]
    last_used: datetime | None


def look_at_role(account: AwsAccount, name: str) -> FoundRole | None:
    """The role of this name; None if there is none."""
    try:
        with calling_aws("iam:GetRole"):
            role = account.iam.get_role(RoleName=name)["Role"]
    except NotFound:
        return None
    tags = {tag["Key"]: tag["Value"] for tag in role.get("Tags", [])}
    ours = tags.get(TAG_KEY) == account.marker
    return FoundRole(
        arn=role["Arn"],
        name=role["RoleName"],
        ours=ours,
        taken_over=TAKEN_OVER_KEY in tags,
        others=tuple(_others(account, name)) if ours else (),
        last_used=role.get("RoleLastUsed", {}).get("LastUsedDate"),
    )


def _others(account: AwsAccount, name: str) -> Iterator[str]:
    with calling_aws("iam:ListRolePolicies"):
        for page in account.iam.get_paginator("list_role_policies").paginate(RoleName=name):
            yield from (policy for policy in page["PolicyNames"] if policy != POLICY_NAME)
    with calling_aws("iam:ListAttachedRolePolicies"):
        for attached in account.iam.get_paginator("list_attached_role_policies").paginate(RoleName=name):
            yield from (policy["PolicyName"] for policy in attached["AttachedPolicies"])


def undo_role(account: AwsAccount, name: str) -> None:
    """Delete our policy, then the role. What is gone already counts as done; safe to repeat.

    Raises CloudNotReady while IAM still sees a policy on it.
    """
    with suppress(NotFound), calling_aws("iam:DeleteRolePolicy"):
        account.iam.delete_role_policy(RoleName=name, PolicyName=POLICY_NAME)
    with suppress(NotFound), calling_aws("iam:DeleteRole"):
        account.iam.delete_role(RoleName=name)
    account.say(f"Removed the role {name}.")


def others_trusting(account: AwsAccount, provider_arn: str) -> tuple[str, ...]:
    """Names of roles that trust the provider and are not the setup's: they would stop working without it."""
    with calling_aws("iam:ListRoles"):
        pages = account.iam.get_paginator("list_roles").paginate()
        trusting = [
            role["RoleName"]
            for page in pages
            for role in page["Roles"]
            if provider_arn in policies.trusted_providers(policies.parse(role.get("AssumeRolePolicyDocument")))
        ]
    # ListRoles shows no tags.
    found = (look_at_role(account, name) for name in trusting)
    return tuple(role.name for role in found if role is not None and not role.ours)
