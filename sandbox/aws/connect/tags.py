"""Tags of instances, users and profiles."""

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.connect.instances import in_reach
from sandbox.aws.connect.profiles import TABLES
from sandbox.aws.errors import AwsError
from sandbox.rows import Row

MOST_TAGS = 50


def named(call: ApiCall) -> tuple[str, ...]:
    """The ARN the call names."""
    return (str(call.params["resourceArn"]),)


def _found(call: ApiCall) -> Row:
    arn = call.params["resourceArn"]
    instances = {row["Id"]: row for row in in_reach(call)}
    inside = [
        row
        for name in ("connect.users", *TABLES.values())
        for row in call.world.table(name).values()
        if row["instance"] in instances
    ]
    for row in (*instances.values(), *inside):
        if row["Arn"] == arn:
            return row
    raise AwsError("ResourceNotFoundException", "Resource not found")


def tag(call: ApiCall) -> Result:
    """TagResource: adds to what is there."""
    row = _found(call)
    merged = {**row.get("Tags", {}), **call.params["tags"]}
    if len(merged) > MOST_TAGS:
        raise AwsError("InvalidRequestException", f"A resource can have {MOST_TAGS} tags at most")
    row["Tags"] = merged
    return {}


def untag(call: ApiCall) -> Result:
    """UntagResource: a key that is not there is no error."""
    row = _found(call)
    gone = set(call.params["tagKeys"])
    row["Tags"] = {key: value for key, value in row.get("Tags", {}).items() if key not in gone}
    return {}


def list_all(call: ApiCall) -> Result:
    """ListTagsForResource."""
    return {"tags": _found(call).get("Tags", {})}
