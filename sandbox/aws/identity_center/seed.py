"""What a fresh sandbox holds of Identity Center: an organisation with an instance, and its engineers."""

import json

from sandbox.aws.identity_center import people
from sandbox.aws.identity_center.sources import add_source
from sandbox.aws.ids import timestamp
from sandbox.aws.seed import ACCOUNT, READING, REGION, WORKING, add_account, add_user
from sandbox.world import World

MANAGEMENT = "222233334444"
INSTANCE_ARN = "arn:aws:sso:::instance/ssoins-6987a1b2c3d4e5f6"
STORE = "d-99670c0ffe"
PORTAL = f"https://{STORE}.awsapps.com/start"

ENGINEER = "mia.engineer"
ENGINEER_KEY = "AKIASANDBOXMIA000001"
ENGINEER_SECRET = "sandbox-secret-of-mia"  # noqa: S105 -- opens nothing but this sandbox
READER = "rolf.reader"
READER_KEY = "AKIASANDBOXROLF00001"
READER_SECRET = "sandbox-secret-of-rolf"  # noqa: S105

OLGA = "olga.own@contoso.example"
OMAR = "omar.own@contoso.example"
GROUP = "Contact centre"
CONNECT_ADMINISTRATOR = "ConnectAdministrator"

_READING = (
    "sso:Describe*",
    "sso:Get*",
    "sso:List*",
    "identitystore:Describe*",
    "identitystore:Get*",
    "identitystore:List*",
    "identitystore:IsMemberInGroups",
    "sso-directory:Describe*",
)
_WORKING = ("sso:*", "sso-directory:*", "identitystore:*", "organizations:Describe*", "iam:Get*", "iam:List*")


def seed(world: World) -> None:
    """The management account, its instance in one region, two engineers, two people and their group.

    Call after the seed of AWS: the Connect account becomes a member.
    """
    with world.changing():
        add_account(world, MANAGEMENT)
        for name, key, secret, actions in (
            (ENGINEER, ENGINEER_KEY, ENGINEER_SECRET, _WORKING),
            (READER, READER_KEY, READER_SECRET, _READING),
        ):
            add_user(world, name, key=key, secret=secret, policy=_policy(*actions), account=MANAGEMENT)
        _add_instance(world)
        _add_people(world)
        _add_access(world)


def _policy(*actions: str) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _add_instance(world: World) -> None:
    world.table("ids.instances")[INSTANCE_ARN] = {
        "InstanceArn": INSTANCE_ARN,
        "IdentityStoreId": STORE,
        "IdentityStoreArn": f"arn:aws:identitystore::{MANAGEMENT}:identitystore/{STORE}",
        "OwnerAccountId": MANAGEMENT,
        "Name": "Contoso",
        "CreatedDate": timestamp(world.now()),
        "Status": "ACTIVE",
        "PrimaryRegion": REGION,
        "members": [ACCOUNT],
    }
    add_source(world, STORE)


def _add_people(world: World) -> None:
    by = f"arn:aws:iam::{MANAGEMENT}:user/{ENGINEER}"
    group = people.add_group(world, STORE, {"DisplayName": GROUP}, by=by)
    for name, first, last in ((OLGA, "Olga", "Own"), (OMAR, "Omar", "Own")):
        attributes = {
            "UserName": name,
            "DisplayName": f"{first} {last}",
            "Name": {"GivenName": first, "FamilyName": last},
            "Emails": [{"Value": name, "Type": "work", "Primary": True}],
        }
        user = people.add_user(world, STORE, attributes, by=by)
        people.add_member(world, group, user["UserId"], by=by)


def _add_access(world: World) -> None:
    """Olga may work in both accounts, Omar may read in one."""
    users = {row["UserName"]: row["UserId"] for row in people.users_of(world, STORE)}
    for name, actions, account, user in (
        (CONNECT_ADMINISTRATOR, (*READING, *WORKING), ACCOUNT, OLGA),
        ("IdentityCenterAdministrator", _WORKING, MANAGEMENT, OLGA),
        ("Reader", READING, ACCOUNT, OMAR),
    ):
        world.table("ids.permission_sets")[name] = {"policy": _policy(*actions)}
        row = {"account": account, "permission_set": name, "PrincipalId": users[user]}
        world.table("ids.account_assignments")[f"{account}|{name}|{users[user]}"] = row
