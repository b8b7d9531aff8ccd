"""Instances of IAM Identity Center: sso-admin's ListInstances, DescribeInstance, CreateInstance.

An organisation has one, in one region of its management account. Member accounts see it in their list, but
may not look into it. Where AWS's text is not public, the docstring says so.
"""

from sandbox.aws.authorization import denied
from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.errors import AwsError, not_simulated
from sandbox.aws.paging import page
from sandbox.rows import Row
from sandbox.world import World

DEFAULT_PAGE = 100
BAD_TOKEN = "ValidationException"  # noqa: S105 -- the code for it


def named(call: ApiCall) -> tuple[str, ...]:
    """The instance the call names."""
    return (call.params["InstanceArn"],)


def instance_of_store(world: World, store: str) -> Row | None:
    """The instance that works with this identity store."""
    rows = world.table("ids.instances").values()
    return next((row for row in rows if row["IdentityStoreId"] == store), None)


def found(call: ApiCall, arn: str) -> Row:
    """The instance if it is the caller's own and in the region of the call. Raises AwsError.

    AWS says the same of an instance that is not there and of somebody else's (by the errors its model
    lists; the sandbox's reading).
    """
    row = call.world.table("ids.instances").get(arn)
    if row is None or (row["OwnerAccountId"], row["PrimaryRegion"]) != (call.caller.account, call.region):
        raise denied(call.caller, action=call.action, resource=arn)
    return row


def list_all(call: ApiCall) -> Result:
    """ListInstances: what the account owns or is a member of, in this region unless all are asked for."""
    everywhere = call.params.get("RegionScope") == "ALL_REGIONS"
    rows = [
        _shown(row)
        for row in call.world.table("ids.instances").values()
        if call.caller.account in (row["OwnerAccountId"], *row["members"])
        and (everywhere or row["PrimaryRegion"] == call.region)
    ]
    return paged(call, "Instances", rows)


def _shown(row: Row) -> Row:
    region = {"RegionName": row["PrimaryRegion"], "Status": "ACTIVE", "IsPrimaryRegion": True}
    return {**row, "Regions": [{**region, "AddedDate": row["CreatedDate"]}]}


def paged(call: ApiCall, name: str, rows: list[Row]) -> Result:
    """A page of a list, as all of Identity Center's services give it. Raises AwsError."""
    size, token = call.params.get("MaxResults", DEFAULT_PAGE), call.params.get("NextToken")
    shown, following = page(rows, token=token, size=size, bad_token=BAD_TOKEN)
    return {name: shown, "NextToken": following}


def describe(call: ApiCall) -> Result:
    """DescribeInstance."""
    row = found(call, call.params["InstanceArn"])
    return {**_shown(row), "PermissionSetsEnabled": True}


def create(call: ApiCall) -> Result:
    """CreateInstance: makes account instances only, so never in a management account.

    The text is AWS's own (a public report of aws-controllers-k8s/test-infra, #1063).
    """
    for row in call.world.table("ids.instances").values():
        if row["OwnerAccountId"] == call.caller.account:
            text = "Organization management account is not allowed to perform the operation."
            raise AwsError("ValidationException", text)
    raise not_simulated("account instances of IAM Identity Center")
