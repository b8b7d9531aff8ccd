"""A new instance and what it brings along."""

from datetime import datetime, timedelta
from typing import Any

from sandbox.aws.connect.profiles import add_default_profiles
from sandbox.aws.ids import new_uuid, timestamp
from sandbox.rows import Row
from sandbox.world import World

SERVICE = "connect.amazonaws.com"
SERVICE_ROLE = f"aws-service-role/{SERVICE}/AWSServiceRoleForAmazonConnect_sandbox"


def add_instance(
    world: World,
    *,
    account: str,
    region: str,
    alias: str,
    identity: str,
    settings: dict[str, Any],
    ready_in: float = 0,
) -> Row:
    """Put an instance with its default profiles into the world; active after `ready_in` seconds.

    `settings` are parameters of CreateInstance, and by their names in the row: `Id`, `asked` (what a call
    with the same ClientToken must ask for), `fails` (why it never becomes active), `profiles_in` (seconds
    until an active instance shows its profiles).
    """
    number, now = settings.get("Id") or new_uuid(), world.now()
    partition = world.table("aws.accounts")[account]["partition"]
    instance: Row = {
        "account": account,
        "region": region,
        "client_token": settings.get("ClientToken"),
        "asked": settings.get("asked"),
        "fails": settings.get("fails"),
        **_times(now, ready_in, settings.get("profiles_in", 0)),
        "Id": number,
        "Arn": f"arn:{partition}:connect:{region}:{account}:instance/{number}",
        "IdentityManagementType": identity,
        "InstanceAlias": alias,
        "ServiceRole": f"arn:{partition}:iam::{account}:role/{SERVICE_ROLE}",
        "InboundCallsEnabled": settings.get("InboundCallsEnabled", True),
        "OutboundCallsEnabled": settings.get("OutboundCallsEnabled", True),
        "InstanceAccessUrl": f"https://{alias.lower()}.my.connect.aws",
        "Tags": settings.get("Tags", {}),
        "origins": [],
    }
    world.table("connect.instances")[number] = instance
    add_default_profiles(world, instance)
    return instance


def _times(now: datetime, ready_in: float, profiles_in: float) -> dict[str, str]:
    return {
        "CreatedTime": timestamp(now),
        "active_from": (now + timedelta(seconds=ready_in)).isoformat(),
        "profiles_from": (now + timedelta(seconds=ready_in + profiles_in)).isoformat(),
    }
