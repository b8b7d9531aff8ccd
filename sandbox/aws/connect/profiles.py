"""Security and routing profiles: what a fresh instance brings along."""

from datetime import datetime

from sandbox.aws.ids import new_uuid, timestamp
from sandbox.rows import Row
from sandbox.world import World

SECURITY_PROFILES = ("Admin", "Agent", "CallCenterManager", "QualityAnalyst")
ROUTING_PROFILES = ("Basic Routing Profile",)
TABLES = {"security-profile": "connect.security_profiles", "routing-profile": "connect.routing_profiles"}


def add_default_profiles(world: World, instance: Row) -> None:
    """Source of the names: Amazon Connect administrator guide, default security profiles."""
    for kind, names in (("security-profile", SECURITY_PROFILES), ("routing-profile", ROUTING_PROFILES)):
        for name in names:
            number = new_uuid()
            world.table(TABLES[kind])[number] = {
                "instance": instance["Id"],
                "Id": number,
                "Arn": f"{instance['Arn']}/{kind}/{number}",
                "Name": name,
                "LastModifiedTime": timestamp(world.now()),
                "LastModifiedRegion": instance["region"],
            }


def profiles_of(world: World, instance: Row, kind: str) -> list[Row]:
    """The profiles of one instance; `kind` is "security-profile" or "routing-profile"."""
    return [row for row in world.table(TABLES[kind]).values() if row["instance"] == instance["Id"]]


def visible_profiles(world: World, instance: Row, kind: str) -> list[Row]:
    """As `profiles_of`, but none while the instance, though active, does not show them yet."""
    since = instance.get("profiles_from")
    if since and world.now() < datetime.fromisoformat(since):
        return []
    return profiles_of(world, instance, kind)
