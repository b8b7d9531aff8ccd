"""Amazon Connect instances as one finds them. Their identity management type can never be changed."""

from datetime import datetime, timedelta
from typing import Any

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.conditions import Context
from sandbox.aws.errors import AwsError
from sandbox.aws.paging import page
from sandbox.rows import Row
from sandbox.world import World

DEFAULT_PAGE = 10
FAILED_ARE_SHOWN = timedelta(hours=24)


def in_region(call: ApiCall) -> tuple[str, ...]:
    """What ListInstances and CreateInstance ask permission for."""
    return (call.connect_arn("instance/*"),)


def named(call: ApiCall) -> tuple[str, ...]:
    """The ARN of the instance the call names."""
    return (call.connect_arn(f"instance/{call.params['InstanceId']}"),)


def instance_context(call: ApiCall) -> Context:
    """The condition key `connect:InstanceId`."""
    return {"connect:instanceid": (call.params["InstanceId"],)}


def status(world: World, instance: Row) -> str:
    """CREATION_IN_PROGRESS until the moment kept in the row; then what became of it."""
    if world.now() < datetime.fromisoformat(instance["active_from"]):
        return "CREATION_IN_PROGRESS"
    return "CREATION_FAILED" if instance.get("fails") else "ACTIVE"


def shown(world: World, instance: Row) -> dict[str, Any]:
    """The instance as the API shows it, with the reason if its creation failed."""
    now = status(world, instance)
    reason = {"StatusReason": {"Message": instance["fails"]}} if now == "CREATION_FAILED" else {}
    return {**instance, "InstanceStatus": now, **reason}


def in_reach(call: ApiCall) -> list[Row]:
    """The instances of the caller's account in the region of the call."""
    return [
        row
        for row in call.world.table("connect.instances").values()
        if (row["account"], row["region"]) == (call.caller.account, call.region)
        and not forgotten(call.world, row)
    ]


def forgotten(world: World, instance: Row) -> bool:
    """A failed instance is shown for a day (API reference of DescribeInstance)."""
    failed_at = datetime.fromisoformat(instance["active_from"])
    return bool(instance.get("fails")) and world.now() >= failed_at + FAILED_ARE_SHOWN


def found(call: ApiCall) -> Row:
    """The instance the call names, in the account and region of the call. Raises AwsError."""
    for row in in_reach(call):
        if row["Id"] == call.params["InstanceId"]:
            return row
    raise AwsError("ResourceNotFoundException", "Instance not found")


def found_active(call: ApiCall) -> Row:
    """As `found`, and its creation is over: before that nothing inside it can be reached."""
    instance = found(call)
    if status(call.world, instance) != "ACTIVE":
        raise AwsError("ResourceNotFoundException", "Instance not found")
    return instance


def list_all(call: ApiCall) -> Result:
    """ListInstances."""
    rows = [shown(call.world, row) for row in in_reach(call)]
    size, token = call.params.get("MaxResults", DEFAULT_PAGE), call.params.get("NextToken")
    some, following = page(rows, token=token, size=size, bad_token="InvalidRequestException")  # noqa: S106
    return {"InstanceSummaryList": some, "NextToken": following}


def describe(call: ApiCall) -> Result:
    """DescribeInstance."""
    return {"Instance": shown(call.world, found(call))}
