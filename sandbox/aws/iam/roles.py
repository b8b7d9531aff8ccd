"""Roles and their trust policies."""

import json
from typing import Any
from urllib.parse import quote

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.conditions import Context
from sandbox.aws.documents import check_trust
from sandbox.aws.errors import AwsError
from sandbox.aws.iam.boundaries import asked_boundary, boundary_context
from sandbox.aws.iam.lists import iam_page
from sandbox.aws.iam.tags import merge_tags, without_tags
from sandbox.aws.ids import timestamp, unique_id
from sandbox.rows import Row, Table

TRUST_QUOTA = 2048


def named(call: ApiCall) -> tuple[str, ...]:
    """The ARN of the role the call names."""
    role = _roles(call).get(_key(call))
    path = role["Path"] if role else call.params.get("Path", "/")
    return (call.iam_arn(f"role{path}{call.params['RoleName']}"),)


def below_path(call: ApiCall) -> tuple[str, ...]:
    """What ListRoles asks permission for."""
    return (call.iam_arn(f"role{call.params.get('PathPrefix', '/')}"),)


def boundary(call: ApiCall) -> Context:
    """The boundary that the role has or is to get."""
    return boundary_context(call, _roles(call).get(_key(call)))


def _roles(call: ApiCall) -> Table:
    return call.world.table("iam.roles")


def _key(call: ApiCall) -> str:
    """Names are unique without regard to letter case (IAM user guide, IAM identifiers)."""
    return f"{call.caller.account}/{call.params['RoleName'].lower()}"


def found(call: ApiCall) -> Row:
    """The role the call names. Raises AwsError."""
    role = _roles(call).get(_key(call))
    if role is None or role["RoleName"] != call.params["RoleName"]:
        name = call.params["RoleName"]
        raise AwsError("NoSuchEntity", f"The role with name {name} cannot be found.")
    return role


def _checked_trust(call: ApiCall, document: str) -> str:
    check_trust(document, call.world)
    if len(json.dumps(json.loads(document), separators=(",", ":"))) > TRUST_QUOTA:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for ACLSizePerRole: {TRUST_QUOTA}")
    return document


def shown(role: Row) -> dict[str, Any]:
    """The role as the API shows it: the trust policy percent-encoded."""
    return {**role, "AssumeRolePolicyDocument": quote(role["AssumeRolePolicyDocument"], safe="")}


def create(call: ApiCall) -> Result:
    """CreateRole."""
    if _key(call) in _roles(call):
        name = call.params["RoleName"]
        raise AwsError("EntityAlreadyExists", f"Role with name {name} already exists.")
    document = _checked_trust(call, call.params["AssumeRolePolicyDocument"])
    role: Row = {
        "account": call.caller.account,
        "Path": call.params.get("Path", "/"),
        "RoleName": call.params["RoleName"],
        "RoleId": unique_id("AROA"),
        "Arn": named(call)[0],
        "CreateDate": timestamp(call.world.now()),
        "AssumeRolePolicyDocument": document,
        "Description": call.params.get("Description"),
        "MaxSessionDuration": call.params.get("MaxSessionDuration", 3600),
        "Tags": merge_tags([], call.params.get("Tags", [])),
        "policies": {},
        "attached": [],
        **asked_boundary(call),
    }
    _roles(call)[_key(call)] = role
    return {"Role": shown(role)}


def get(call: ApiCall) -> Result:
    """GetRole: the only one that tells when the role was last used (IAM user guide, last used information)."""
    role = found(call)
    used = call.world.table("iam.role_uses").get(role["RoleId"], {})
    return {"Role": {**shown(role), "RoleLastUsed": used}}


def list_all(call: ApiCall) -> Result:
    """ListRoles: by path prefix, in pages, without tags and boundaries."""
    prefix = call.params.get("PathPrefix", "/")
    rows: list[dict[str, Any]] = [
        {**shown(row), "Tags": None, "PermissionsBoundary": None}
        for row in sorted(_roles(call).values(), key=lambda row: str(row["RoleName"]))
        if row["account"] == call.caller.account and row["Path"].startswith(prefix)
    ]
    return iam_page(call, rows, "Roles")


def update(call: ApiCall) -> Result:
    """UpdateRole: description and longest session; what is not given stays."""
    role = found(call)
    for name in ("Description", "MaxSessionDuration"):
        if name in call.params:
            role[name] = call.params[name]
    return {}


def update_description(call: ApiCall) -> Result:
    """UpdateRoleDescription: the older way; answers with the role."""
    role = found(call)
    role["Description"] = call.params["Description"]
    return {"Role": shown(role)}


def update_trust(call: ApiCall) -> Result:
    """UpdateAssumeRolePolicy."""
    role = found(call)
    role["AssumeRolePolicyDocument"] = _checked_trust(call, call.params["PolicyDocument"])
    return {}


def tag(call: ApiCall) -> Result:
    """TagRole."""
    role = found(call)
    role["Tags"] = merge_tags(role["Tags"], call.params["Tags"])
    return {}


def untag(call: ApiCall) -> Result:
    """UntagRole."""
    role = found(call)
    role["Tags"] = without_tags(role["Tags"], call.params["TagKeys"])
    return {}


def list_tags(call: ApiCall) -> Result:
    """ListRoleTags."""
    return iam_page(call, found(call)["Tags"], "Tags")


def delete(call: ApiCall) -> Result:
    """DeleteRole: only when no policy is left on it."""
    role = found(call)
    if role["policies"]:
        raise AwsError("DeleteConflict", "Cannot delete entity, must delete policies first.")
    if role["attached"]:
        raise AwsError("DeleteConflict", "Cannot delete entity, must detach all policies first.")
    del _roles(call)[_key(call)]
    return {}
