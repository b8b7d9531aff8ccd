"""Policies on roles."""

from urllib.parse import quote

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.documents import check_permissions
from sandbox.aws.errors import AwsError
from sandbox.aws.iam.roles import found

INLINE_QUOTA = 10240


def put(call: ApiCall) -> Result:
    """PutRolePolicy: makes or replaces an inline policy."""
    role = found(call)
    document = call.params["PolicyDocument"]
    check_permissions(document)
    after = {**role["policies"], call.params["PolicyName"]: document}
    if sum(len("".join(text.split())) for text in after.values()) > INLINE_QUOTA:
        name = role["RoleName"]
        raise AwsError("LimitExceeded", f"Maximum policy size of {INLINE_QUOTA} bytes exceeded for role {name}")
    role["policies"] = after
    return {}


def _document(call: ApiCall) -> str:
    name = call.params["PolicyName"]
    document = found(call)["policies"].get(name)
    if document is None:
        raise AwsError("NoSuchEntity", f"The role policy with name {name} cannot be found.")
    return str(document)


def get(call: ApiCall) -> Result:
    """GetRolePolicy: the document percent-encoded, as IAM sends it."""
    return {
        "RoleName": call.params["RoleName"],
        "PolicyName": call.params["PolicyName"],
        "PolicyDocument": quote(_document(call), safe=""),
    }


def list_names(call: ApiCall) -> Result:
    """ListRolePolicies: names of the inline policies."""
    return {"PolicyNames": sorted(found(call)["policies"]), "IsTruncated": False}


def delete(call: ApiCall) -> Result:
    """DeleteRolePolicy."""
    _document(call)
    del found(call)["policies"][call.params["PolicyName"]]
    return {}


def list_attached(call: ApiCall) -> Result:
    """ListAttachedRolePolicies: managed policies, which the sandbox cannot attach."""
    return {"AttachedPolicies": found(call)["attached"], "IsTruncated": False}
