"""Tags of instances and applications (sso-admin)."""

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.errors import AwsError
from sandbox.rows import Row

MOST_TAGS = 50


def named(call: ApiCall) -> tuple[str, ...]:
    """The resource the call names."""
    return (call.params["ResourceArn"],)


def _found(call: ApiCall) -> Row:
    arn = call.params["ResourceArn"]
    for table, account in (("ids.applications", "ApplicationAccount"), ("ids.instances", "OwnerAccountId")):
        row = call.world.table(table).get(arn)
        if row is not None and row[account] == call.caller.account:
            return row
    raise AwsError("ResourceNotFoundException", f"Could not find the resource with arn '{arn}'.")


def list_all(call: ApiCall) -> Result:
    """ListTagsForResource."""
    return {"Tags": [{"Key": key, "Value": value} for key, value in _found(call).get("tags", {}).items()]}


def tag(call: ApiCall) -> Result:
    """TagResource."""
    row = _found(call)
    tags = {**row.get("tags", {}), **{tag["Key"]: tag["Value"] for tag in call.params["Tags"]}}
    if len(tags) > MOST_TAGS:
        text = f"The number of tags has reached the maximum limit of {MOST_TAGS}."
        raise AwsError("ServiceQuotaExceededException", text)
    row["tags"] = tags
    return {}


def untag(call: ApiCall) -> Result:
    """UntagResource."""
    row = _found(call)
    row["tags"] = {
        key: value for key, value in row.get("tags", {}).items() if key not in call.params["TagKeys"]
    }
    return {}
