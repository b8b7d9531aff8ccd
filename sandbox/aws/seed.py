"""What a fresh sandbox holds on the AWS side."""

import json

from sandbox.aws.connect.new_instances import add_instance
from sandbox.aws.ids import timestamp, unique_id
from sandbox.world import World

ACCOUNT = "111122223333"
REGION = "eu-central-1"
INSTANCE_ID = "0c1e5a3e-9b1f-4d57-8c11-2f6d8a5b7e01"
INSTANCE_ALIAS = "contoso-contact-center"
INSTANCE_ARN = f"arn:aws:connect:{REGION}:{ACCOUNT}:instance/{INSTANCE_ID}"
LEGACY_INSTANCE_ID = "7a90c3d2-51e4-4f0b-a6de-93b1c27f4402"
LEGACY_INSTANCE_ALIAS = "contoso-legacy"

ENGINEER = "wes.engineer"
ENGINEER_KEY = "AKIASANDBOXWES000001"
ENGINEER_SECRET = "sandbox-secret-of-wes"  # noqa: S105 -- opens nothing but this sandbox
LIMITED = "limited.engineer"
LIMITED_KEY = "AKIASANDBOXLIMITED01"
LIMITED_SECRET = "sandbox-secret-of-limited"  # noqa: S105
HANDOFF_ACCOUNT = "444455556666"
"""Where a hosted Handoff would live: it takes on roles in its customers' accounts."""
HANDOFF_USER = "handoff.service"
HANDOFF_KEY = "AKIASANDBOXHANDOFF01"
HANDOFF_SECRET = "sandbox-secret-of-handoff"  # noqa: S105
ROOT_KEY = "AKIASANDBOXROOT00001"
ROOT_SECRET = "sandbox-secret-of-root"  # noqa: S105

READING = (
    "iam:Get*",
    "iam:List*",
    "iam:SimulatePrincipalPolicy",
    "connect:Describe*",
    "connect:List*",
    "connect:Search*",
    "ds:DescribeDirectories",
)
WORKING = (
    "iam:*SAMLProvider*",
    "iam:*Role",
    "iam:UpdateRoleDescription",
    "iam:*RolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:*User",
    "iam:*UserPolicy",
    "iam:*AccessKey",
    "iam:CreatePolicy",
    "iam:DeletePolicy",
    "iam:TagPolicy",
    "iam:UntagPolicy",
    "iam:*PolicyVersion",
    "connect:CreateInstance",
    "connect:CreateUser",
    "connect:DeleteUser",
    "connect:UpdateUser*",
    "connect:TagResource",
    "connect:UntagResource",
    "connect:AssociateApprovedOrigin",
    "connect:DisassociateApprovedOrigin",
    "ds:*",
)


def _policy(*actions: str) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def seed(world: World) -> None:
    """Contoso's account with two engineers, its root and two Connect instances; Handoff's with a user."""
    with world.changing():
        add_account(world, ACCOUNT)
        # The default quota is 2; the two seeded instances should leave room for one more.
        world.table("aws.accounts")[ACCOUNT]["connect_instances_quota"] = 3
        add_user(world, ENGINEER, key=ENGINEER_KEY, secret=ENGINEER_SECRET, policy=_policy(*READING, *WORKING))
        add_user(world, LIMITED, key=LIMITED_KEY, secret=LIMITED_SECRET, policy=_policy(*READING))
        add_key(world, None, key=ROOT_KEY, secret=ROOT_SECRET)
        _add_instances(world)
        add_account(world, HANDOFF_ACCOUNT)
        add_user(
            world,
            HANDOFF_USER,
            key=HANDOFF_KEY,
            secret=HANDOFF_SECRET,
            policy=_policy("sts:AssumeRole"),
            account=HANDOFF_ACCOUNT,
        )


def _add_instances(world: World) -> None:
    for number, alias, identity in (
        (INSTANCE_ID, INSTANCE_ALIAS, "SAML"),
        (LEGACY_INSTANCE_ID, LEGACY_INSTANCE_ALIAS, "CONNECT_MANAGED"),
    ):
        add_instance(
            world, account=ACCOUNT, region=REGION, alias=alias, identity=identity, settings={"Id": number}
        )


def add_account(world: World, number: str, *, partition: str = "aws") -> None:
    """An account with AWS's default quotas. The other settings are explained where they are read:
    `connect.instance_creation`, `saml.replays` and `sts.sessions`.
    """
    world.table("aws.accounts")[number] = {
        "id": number,
        "partition": partition,
        "connect_instances_quota": 2,
        "connect_users_quota": 500,
        "connect_creation_seconds": 2,
        "connect_creation_fails": None,
        "connect_profiles_delay_seconds": 0,
        "connect_attempts_quota": 100,
        "saml_replay": "refuse",
        "disabled_sts_regions": [],
    }


def add_user(world: World, name: str, *, key: str, secret: str, policy: str, account: str = ACCOUNT) -> None:
    """An IAM user with one access key and one inline policy."""
    partition = world.table("aws.accounts")[account]["partition"]
    world.table("iam.users")[f"{account}/{name.lower()}"] = {
        "account": account,
        "Path": "/",
        "UserName": name,
        "UserId": unique_id("AIDA"),
        "Arn": f"arn:{partition}:iam::{account}:user/{name}",
        "CreateDate": timestamp(world.now()),
        "Tags": [],
        "policies": {"sandbox": policy},
        "attached": [],
    }
    add_key(world, name, key=key, secret=secret, account=account)


def add_key(world: World, user: str | None, *, key: str, secret: str, account: str = ACCOUNT) -> None:
    """An access key of an IAM user, or of the account's root if `user` is None."""
    world.table("iam.access_keys")[key] = {
        "account": account,
        "UserName": user,
        "AccessKeyId": key,
        "SecretAccessKey": secret,
        "Status": "Active",
        "CreateDate": timestamp(world.now()),
    }
