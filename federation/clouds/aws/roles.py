"""The IAM role everybody takes for the moment of the sign-in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from federation.arns import Arn
from federation.clouds.aws import policies
from federation.clouds.aws.account import TAG_KEY, TAKEN_OVER_KEY, AwsAccount
from federation.clouds.aws.errors import calling_aws
from federation.clouds.aws.ownership import Owned, takes_over
from federation.clouds.aws.policies import Policy
from federation.clouds.aws.role_changes import policy_change, session_change, trust_change
from federation.clouds.aws.saml_providers import read_provider
from federation.errors import AlreadyExists, AnswerRefused, CloudNotReady, FederationError, NotFound
from federation.items import ROLE_NAME
from federation.sides import Side

POLICY_NAME = "ConnectFederation"
MAX_SESSION_SECONDS = 43_200
DESCRIPTION = "People who sign in to Amazon Connect with Microsoft Entra ID. Made by Handoff."


@dataclass(frozen=True)
class FederationRole:
    """A role as IAM holds it. `permissions` are its inline policies by name.

    `adopted`: somebody made it by hand, and this setup takes it over; `taken_over`: it did so before.
    """

    arn: str
    name: str
    trust: Policy
    max_session_seconds: int
    marker: str = ""
    permissions: Mapping[str, Policy] = field(default_factory=dict)
    adopted: bool = False
    taken_over: bool = False

    @property
    def was_there(self) -> bool:
        """Whether it was there before the setup."""
        return self.adopted or self.taken_over

    @property
    def owned(self) -> Owned:
        return Owned("role", ROLE_NAME, self.arn, self.marker)


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
        taken_over=TAKEN_OVER_KEY in tags,
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


def find_role(account: AwsAccount, name: str, *, recorded: str = "") -> FederationRole | None:
    """Our role, or the one made by hand whose ARN is on record (`recorded`), or None.

    Raises AnswerRefused if one of this name is somebody else's.
    """
    try:
        found = read_role(account, name)
    except NotFound:
        return None
    return replace(found, adopted=takes_over(account, found.owned, recorded=recorded))


def differences(role: FederationRole, wish: RoleWish) -> dict[str, str]:
    """What of the role is not as wished: noun to "old → new". For plans and for changing only that."""
    old = role.permissions.get(POLICY_NAME, {})
    found = {}
    if not policies.same(role.trust, wish.trust):
        found["trust"] = trust_change(role.trust, wish.trust)
    if not policies.same(old, wish.permissions):
        found["policy"] = policy_change(old, wish.permissions, instance_arn=wish.instance_arn)
    if role.max_session_seconds != MAX_SESSION_SECONDS:
        found["longest session"] = session_change(role.max_session_seconds, MAX_SESSION_SECONDS)
    return found


def ensure_role(account: AwsAccount, wish: RoleWish, *, recorded: str = "") -> FederationRole:
    """Let the role be there, trust the provider, allow the sign-in and carry our tag. Safe to repeat.

    A role is never deleted and made anew: Connect remembers the role of people who signed in.
    Raises AnswerRefused if the role is somebody else's, CloudNotReady while IAM does not know the provider.
    """
    role = find_role(account, wish.name, recorded=recorded) or _create(account, wish)
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
    if role.adopted:
        _take_over(account, wish.name)
    return role


def _take_over(account: AwsAccount, name: str) -> None:
    """Comes last, so that an attempt that ends before it is still known to take over."""
    with calling_aws("iam:TagRole"):
        account.iam.tag_role(RoleName=name, Tags=account.tags_of_taken_over)
    account.say(f"Took over the role {name} that was made by hand, and tagged it.")


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
    except AlreadyExists as error:
        # Made between our look and our call, for instance by an attempt whose answer got lost.
        found = find_role(account, wish.name)
        if found is None:
            raise _in_the_way(account, wish.name) from error
        return found
    except CloudNotReady:
        _look_at_provider(account, wish)
        raise
    account.say(f"Created the role {wish.name}.")
    return FederationRole(role["Arn"], wish.name, wish.trust, MAX_SESSION_SECONDS, account.marker)


def _in_the_way(account: AwsAccount, name: str) -> FederationError:
    """IAM knows a role of this name, but does not show it: another letter case, or made a moment ago."""
    with calling_aws("iam:ListRoles"):
        pages = account.iam.get_paginator("list_roles").paginate()
        names = [role["RoleName"] for page in pages for role in page["Roles"]]
    if any(other.lower() == name.lower() and other != name for other in names):
        return AnswerRefused(
            ROLE_NAME.key,
            f"IAM has a role whose name differs from {name} in letter case only.",
            hint="Enter its name exactly as IAM shows it, or another name.",
            owner=Side.AWS,
        )
    return CloudNotReady(
        f"AWS has a role {name}, but does not show it everywhere yet.", retry_after=5.0, owner=Side.AWS
    )


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
