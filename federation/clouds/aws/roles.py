"""The IAM role everybody takes for the moment of the sign-in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from federation.arns import Arn
from federation.clouds.aws import policies
from federation.clouds.aws.account import TAG_KEY, AwsAccount
from federation.clouds.aws.errors import calling_aws
from federation.clouds.aws.ownership import refuse_foreign
from federation.clouds.aws.policies import Policy
from federation.clouds.aws.saml_providers import read_provider
from federation.errors import AlreadyExists, CloudNotReady, NotFound

POLICY_NAME = "ConnectFederation"
MAX_SESSION_SECONDS = 43_200
DESCRIPTION = "People who sign in to Amazon Connect with Microsoft Entra ID. Made by Handoff."


@dataclass(frozen=True)
class FederationRole:
    """A role as IAM holds it. `permissions` are its inline policies by name."""

    arn: str
    name: str
    trust: Policy
    max_session_seconds: int
    marker: str = ""
    permissions: Mapping[str, Policy] = field(default_factory=dict)


@dataclass(frozen=True)
class RoleWish:
    """What the role must be like."""

    name: str
    provider_arn: str
    instance_arn: str
    region: str

    @property
    def trust(self) -> dict[str, Any]:
        return policies.trust_policy(provider_arn=self.provider_arn, region=self.region)

    @property
    def permissions(self) -> dict[str, Any]:
        return policies.federation_policy(instance_arn=self.instance_arn)


def role_arn(*, partition: str, account: str, name: str) -> str:
    """The ARN a role of this name, without a path, has or will have."""
    return str(Arn(partition, "iam", "", account, f"role/{name}"))


def read_role(account: AwsAccount, name: str) -> FederationRole:
    """Read one role back with its inline policies. Raises NotFound."""
    with calling_aws("iam:GetRole"):
        role = account.iam.get_role(RoleName=name)["Role"]
    tags = {tag["Key"]: tag["Value"] for tag in role.get("Tags", [])}
    return FederationRole(
        arn=role["Arn"],
        name=role["RoleName"],
        trust=policies.parse(role.get("AssumeRolePolicyDocument")),
        max_session_seconds=role.get("MaxSessionDuration", 3600),
        marker=tags.get(TAG_KEY, ""),
        permissions=_read_permissions(account, name),
    )


def _read_permissions(account: AwsAccount, name: str) -> dict[str, Policy]:
    with calling_aws("iam:ListRolePolicies"):
        pages = account.iam.get_paginator("list_role_policies").paginate(RoleName=name)
        names = [policy for page in pages for policy in page["PolicyNames"]]
    found = {}
    for policy in names:
        with calling_aws("iam:GetRolePolicy"):
            answer = account.iam.get_role_policy(RoleName=name, PolicyName=policy)
        found[policy] = policies.parse(answer["PolicyDocument"])
    return found


def read_managed(account: AwsAccount, name: str) -> dict[str, Policy]:
    """The managed policies attached to a role, in their version in force. People attach them by hand."""
    with calling_aws("iam:ListAttachedRolePolicies"):
        pages = account.iam.get_paginator("list_attached_role_policies").paginate(RoleName=name)
        arns = [policy["PolicyArn"] for page in pages for policy in page["AttachedPolicies"]]
    found = {}
    for arn in arns:
        with calling_aws("iam:GetPolicy"):
            version = account.iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        with calling_aws("iam:GetPolicyVersion"):
            answer = account.iam.get_policy_version(PolicyArn=arn, VersionId=version)
        found[arn] = policies.parse(answer["PolicyVersion"]["Document"])
    return found


def find_role(account: AwsAccount, name: str) -> FederationRole | None:
    """Our role, or None. Raises AlreadyExists if one of this name is not ours."""
    try:
        found = read_role(account, name)
    except NotFound:
        return None
    refuse_foreign(account, what="role", arn=found.arn, marker=found.marker)
    return found


def differences(role: FederationRole, wish: RoleWish) -> tuple[str, ...]:
    """What of the role is not as wished, as nouns: for plans and for changing only that."""
    checks = {
        "trust": policies.same(role.trust, wish.trust),
        "policy": policies.same(role.permissions.get(POLICY_NAME, {}), wish.permissions),
        "longest session": role.max_session_seconds == MAX_SESSION_SECONDS,
    }
    return tuple(noun for noun, fits in checks.items() if not fits)


def ensure_role(account: AwsAccount, wish: RoleWish) -> FederationRole:
    """Let the role be there, trust the provider and allow the sign-in. Safe to repeat.

    A role is never deleted and made anew: Connect remembers the role of people who signed in.
    Raises AlreadyExists if the role is not ours, CloudNotReady while IAM does not know the provider yet.
    """
    role = find_role(account, wish.name) or _create(account, wish)
    different = differences(role, wish)
    if "trust" in different:
        _change_trust(account, wish)
    if "longest session" in different:
        with calling_aws("iam:UpdateRole"):
            account.iam.update_role(RoleName=wish.name, MaxSessionDuration=MAX_SESSION_SECONDS)
        account.say(f"Set the longest session of the role {wish.name} to 12 hours.")
    if "policy" in different:
        with calling_aws("iam:PutRolePolicy"):
            account.iam.put_role_policy(
                RoleName=wish.name, PolicyName=POLICY_NAME, PolicyDocument=policies.text(wish.permissions)
            )
        account.say(f"Allowed the role {wish.name} to sign in to the instance.")
    return role


def _create(account: AwsAccount, wish: RoleWish) -> FederationRole:
    try:
        with calling_aws("iam:CreateRole"):
            role = account.iam_once.create_role(
                RoleName=wish.name,
                AssumeRolePolicyDocument=policies.text(wish.trust),
                MaxSessionDuration=MAX_SESSION_SECONDS,
                Description=DESCRIPTION,
                Tags=[account.tag],
            )["Role"]
    except AlreadyExists:
        # Made between our look and our call, for instance by an attempt whose answer got lost.
        found = find_role(account, wish.name)
        if found is None:
            raise
        return found
    except CloudNotReady:
        _look_at_provider(account, wish)
        raise
    account.say(f"Created the role {wish.name}.")
    return FederationRole(role["Arn"], wish.name, wish.trust, MAX_SESSION_SECONDS, account.marker)


def _change_trust(account: AwsAccount, wish: RoleWish) -> None:
    try:
        with calling_aws("iam:UpdateAssumeRolePolicy"):
            account.iam.update_assume_role_policy(RoleName=wish.name, PolicyDocument=policies.text(wish.trust))
    except CloudNotReady:
        _look_at_provider(account, wish)
        raise
    account.say(f"Set whom the role {wish.name} trusts.")


def _look_at_provider(account: AwsAccount, wish: RoleWish) -> None:
    """ "Invalid principal" passes by itself for a new provider, never for one that is not there."""
    read_provider(account, wish.provider_arn)
