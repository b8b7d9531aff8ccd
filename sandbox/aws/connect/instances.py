"""Amazon Connect instances. Their identity management type can never be changed."""

from datetime import datetime, timedelta
from typing import Any

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.conditions import Context
from sandbox.aws.connect.profiles import add_default_profiles
from sandbox.aws.errors import AwsError, not_simulated
from sandbox.aws.ids import new_uuid, timestamp
from sandbox.aws.paging import page
from sandbox.rows import Row
from sandbox.world import World

DEFAULT_PAGE = 10


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
    """CREATION_IN_PROGRESS until the moment kept in the row."""
    ready = world.now() >= datetime.fromisoformat(instance["active_from"])
    return "ACTIVE" if ready else "CREATION_IN_PROGRESS"


def shown(world: World, instance: Row) -> dict[str, Any]:
    """The instance as the API shows it."""
    return {**instance, "InstanceStatus": status(world, instance)}


def _in_reach(call: ApiCall) -> list[Row]:
    return [
        row
        for row in call.world.table("connect.instances").values()
        if (row["account"], row["region"]) == (call.caller.account, call.region)
    ]


def found(call: ApiCall) -> Row:
    """The instance the call names, in the account and region of the call. Raises AwsError."""
    for row in _in_reach(call):
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
    rows = [shown(call.world, row) for row in _in_reach(call)]
    size, token = call.params.get("MaxResults", DEFAULT_PAGE), call.params.get("NextToken")
    some, following = page(rows, token=token, size=size, bad_token="InvalidRequestException")  # noqa: S106
    return {"InstanceSummaryList": some, "NextToken": following}


def describe(call: ApiCall) -> Result:
    """DescribeInstance."""
    return {"Instance": shown(call.world, found(call))}


def create(call: ApiCall) -> Result:
    """CreateInstance: the same ClientToken gives the same instance; then alias and quota are checked."""
    if call.params["IdentityManagementType"] == "EXISTING_DIRECTORY":
        raise not_simulated("instances with an existing directory")
    instance = _made_with_token(call) or _make(call)
    return {"Id": instance["Id"], "Arn": instance["Arn"]}


def _made_with_token(call: ApiCall) -> Row | None:
    token = call.params.get("ClientToken")
    return next((row for row in _in_reach(call) if token and row["client_token"] == token), None)


def _check_new(call: ApiCall) -> None:
    alias = call.params.get("InstanceAlias")
    if alias is None:
        raise AwsError("InvalidRequestException", "InstanceAlias or DirectoryId is required")
    taken = call.world.table("connect.instances").values()
    if any(row["InstanceAlias"].lower() == alias.lower() for row in taken):
        raise AwsError("InvalidRequestException", f"Instance alias {alias} is already in use")
    quota = call.world.table("aws.accounts")[call.caller.account]["connect_instances_quota"]
    if len(_in_reach(call)) >= quota:
        text = f"The limit of {quota} Amazon Connect instances per account and region is reached"
        raise AwsError("ServiceQuotaExceededException", text)


def _make(call: ApiCall) -> Row:
    _check_new(call)
    account = call.world.table("aws.accounts")[call.caller.account]
    return add_instance(
        call.world,
        account=account["id"],
        region=call.region,
        alias=call.params["InstanceAlias"],
        identity=call.params["IdentityManagementType"],
        settings=dict(call.params),
        ready_in=account["connect_creation_seconds"],
    )


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
    """Put an instance with its default profiles into the world; active after `ready_in` seconds."""
    partition = world.table("aws.accounts")[account]["partition"]
    number = settings.get("Id") or new_uuid()
    service_role = "aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect"
    instance: Row = {
        "account": account,
        "region": region,
        "client_token": settings.get("ClientToken"),
        "active_from": (world.now() + timedelta(seconds=ready_in)).isoformat(),
        "Id": number,
        "Arn": f"arn:{partition}:connect:{region}:{account}:instance/{number}",
        "IdentityManagementType": identity,
        "InstanceAlias": alias,
        "CreatedTime": timestamp(world.now()),
        "ServiceRole": f"arn:{partition}:iam::{account}:role/{service_role}",
        "InboundCallsEnabled": settings.get("InboundCallsEnabled", True),
        "OutboundCallsEnabled": settings.get("OutboundCallsEnabled", True),
        "InstanceAccessUrl": f"https://{alias.lower()}.my.connect.aws",
        "Tags": settings.get("Tags", {}),
    }
    world.table("connect.instances")[number] = instance
    add_default_profiles(world, instance)
    return instance
