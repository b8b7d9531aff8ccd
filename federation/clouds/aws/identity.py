"""Who the credentials belong to."""

import re
from dataclasses import dataclass

from federation.arns import parse_arn
from federation.clouds.aws.account import AwsAccount
from federation.clouds.aws.errors import calling_aws
from federation.errors import CredentialsRejected, NotFound, PermissionMissing
from federation.sides import Side


@dataclass(frozen=True)
class AwsIdentity:
    """The caller. `arn` is of a user, a role session, a federated user or the root of the account."""

    account: str
    arn: str

    @property
    def partition(self) -> str:
        return parse_arn(self.arn).partition

    @property
    def name(self) -> str:
        """As people say it: "user anna", "role Admin (session anna)"."""
        kind, _, rest = parse_arn(self.arn).resource.partition("/")
        if kind != "assumed-role":
            return f"{kind} {rest}".rstrip()
        role, _, session = rest.partition("/")
        return f"role {role} (session {session})"

    @property
    def is_root(self) -> bool:
        return parse_arn(self.arn).resource == "root"


def read_identity(account: AwsAccount) -> AwsIdentity:
    """Ask AWS who we are. AWS answers everybody, whatever they may do (STS API reference)."""
    with calling_aws("sts:GetCallerIdentity"):
        answer = account.sts.get_caller_identity()
    return AwsIdentity(account=answer["Account"], arn=answer["Arn"])


def refuse_root(identity: AwsIdentity) -> None:
    """Raises CredentialsRejected for the root of an account.

    Nobody should work as root, and Connect refuses it: "cannot be used for federation with Amazon Connect".
    """
    if identity.is_root:
        raise CredentialsRejected(
            f"These are the credentials of the root user of account {identity.account}. Handoff refuses them.",
            hint="Use an IAM role or user that has the permissions listed here.",
            owner=Side.AWS,
        )


def policy_source(account: AwsAccount, identity: AwsIdentity) -> str | None:
    """The user or role whose policies decide what the caller may do; None if that cannot be told."""
    arn = parse_arn(identity.arn)
    if arn.service == "iam" and arn.resource.startswith("user/"):
        return identity.arn
    session = re.fullmatch(r"assumed-role/([^/]+)/.+", arn.resource)
    if session is None:
        return None
    # The session's ARN leaves out the path of the role, so the role itself must be asked.
    try:
        with calling_aws("iam:GetRole"):
            return account.iam.get_role(RoleName=session.group(1))["Role"]["Arn"]
    except (NotFound, PermissionMissing):
        return None
