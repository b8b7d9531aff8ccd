"""IAM users: long-lived identities, such as the one whose keys Entra lists roles with."""

from typing import Any

from sandbox.aws.callers import Kind
from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.conditions import Context
from sandbox.aws.errors import AwsError
from sandbox.aws.iam.boundaries import asked_boundary, boundary_context
from sandbox.aws.iam.lists import iam_page
from sandbox.aws.iam.tags import merge_tags, without_tags
from sandbox.aws.ids import timestamp, unique_id
from sandbox.rows import Row, Table


def user_name(call: ApiCall) -> str:
    """The user the call names, or the one who calls. Raises AwsError if that is no user."""
    if "UserName" in call.params:
        return str(call.params["UserName"])
    if call.caller.kind is Kind.USER:
        return call.caller.name
    raise AwsError("ValidationError", "Must specify userName when calling with non-User credentials")


def named(call: ApiCall) -> tuple[str, ...]:
    """The ARN of the user the call is about."""
    user = _users(call).get(_key(call))
    path = user.get("Path", "/") if user else call.params.get("Path", "/")
    return (call.iam_arn(f"user{path}{user_name(call)}"),)


def below_path(call: ApiCall) -> tuple[str, ...]:
    """What ListUsers asks permission for."""
    return (call.iam_arn(f"user{call.params.get('PathPrefix', '/')}"),)


def boundary(call: ApiCall) -> Context:
    """The boundary that the user has or is to get."""
    return boundary_context(call, _users(call).get(_key(call)))


def _users(call: ApiCall) -> Table:
    return call.world.table("iam.users")


def _key(call: ApiCall) -> str:
    """Names are unique without regard to letter case (IAM user guide, IAM identifiers)."""
    return f"{call.caller.account}/{user_name(call).lower()}"


def found(call: ApiCall) -> Row:
    """The user the call is about. Raises AwsError."""
    user = _users(call).get(_key(call))
    if user is None or user["UserName"] != user_name(call):
        raise AwsError("NoSuchEntity", f"The user with name {user_name(call)} cannot be found.")
    return user


def create(call: ApiCall) -> Result:
    """CreateUser."""
    name = call.params["UserName"]
    if _key(call) in _users(call):
        raise AwsError("EntityAlreadyExists", f"User with name {name} already exists.")
    user: Row = {
        "account": call.caller.account,
        "Path": call.params.get("Path", "/"),
        "UserName": name,
        "UserId": unique_id("AIDA"),
        "Arn": named(call)[0],
        "CreateDate": timestamp(call.world.now()),
        "Tags": merge_tags([], call.params.get("Tags", [])),
        "policies": {},
        "attached": [],
        **asked_boundary(call),
    }
    _users(call)[_key(call)] = user
    return {"User": user}


def get(call: ApiCall) -> Result:
    """GetUser: without a name, the caller. Root is described as well."""
    if call.caller.kind is Kind.ROOT and "UserName" not in call.params:
        account = call.caller.account
        return {"User": {"UserId": account, "Arn": call.caller.arn, "CreateDate": "2020-01-01T00:00:00Z"}}
    return {"User": found(call)}


def get_resources(call: ApiCall) -> tuple[str, ...]:
    """As `named`; root asking about itself needs no name."""
    return ("*",) if call.caller.kind is Kind.ROOT else named(call)


def list_all(call: ApiCall) -> Result:
    """ListUsers: by path prefix, in pages, without tags and boundaries."""
    prefix = call.params.get("PathPrefix", "/")
    rows: list[dict[str, Any]] = [
        {"Path": "/", **row, "Tags": None, "PermissionsBoundary": None}
        for row in sorted(_users(call).values(), key=lambda row: str(row["UserName"]))
        if row["account"] == call.caller.account and row.get("Path", "/").startswith(prefix)
    ]
    return iam_page(call, rows, "Users")


def tag(call: ApiCall) -> Result:
    """TagUser."""
    user = found(call)
    user["Tags"] = merge_tags(user.get("Tags", []), call.params["Tags"])
    return {}


def untag(call: ApiCall) -> Result:
    """UntagUser."""
    user = found(call)
    user["Tags"] = without_tags(user.get("Tags", []), call.params["TagKeys"])
    return {}


def list_tags(call: ApiCall) -> Result:
    """ListUserTags."""
    return iam_page(call, found(call).get("Tags", []), "Tags")


def delete(call: ApiCall) -> Result:
    """DeleteUser: only when no key and no policy is left."""
    user = found(call)
    keys = call.world.table("iam.access_keys").values()
    if any((key["account"], key["UserName"]) == (user["account"], user["UserName"]) for key in keys):
        raise AwsError("DeleteConflict", "Cannot delete entity, must delete access keys first.")
    if user["policies"]:
        raise AwsError("DeleteConflict", "Cannot delete entity, must delete policies first.")
    if user.get("attached"):
        raise AwsError("DeleteConflict", "Cannot delete entity, must detach all policies first.")
    del _users(call)[_key(call)]
    return {}
