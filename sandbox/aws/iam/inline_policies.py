"""What inline policies of roles and of users have in common. Sources of quotas and texts: IAM user guide,
IAM quotas; AWS answers quoted in public issue reports.
"""

from urllib.parse import quote

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.documents import check_permissions
from sandbox.aws.errors import AwsError
from sandbox.aws.iam.lists import iam_page
from sandbox.rows import Row

QUOTAS = {"role": 10240, "user": 2048}
"""Bytes of all inline policies of one role or user together; white space does not count."""


def put_inline(call: ApiCall, principal: Row, kind: str) -> Result:
    """Make or replace one. `kind` is "role" or "user"."""
    document = call.params["PolicyDocument"]
    check_permissions(document)
    after = {**principal["policies"], call.params["PolicyName"]: document}
    if sum(len("".join(text.split())) for text in after.values()) > QUOTAS[kind]:
        name = call.params[f"{kind.capitalize()}Name"]
        text = f"Maximum policy size of {QUOTAS[kind]} bytes exceeded for {kind} {name}"
        raise AwsError("LimitExceeded", text)
    principal["policies"] = after
    return {}


def get_inline(call: ApiCall, principal: Row, kind: str) -> Result:
    """The document percent-encoded, as IAM sends it."""
    owner = f"{kind.capitalize()}Name"
    return {
        owner: call.params[owner],
        "PolicyName": call.params["PolicyName"],
        "PolicyDocument": quote(_document(call, principal, kind), safe=""),
    }


def _document(call: ApiCall, principal: Row, kind: str) -> str:
    name = call.params["PolicyName"]
    document = principal["policies"].get(name)
    if document is None:
        raise AwsError("NoSuchEntity", f"The {kind} policy with name {name} cannot be found.")
    return str(document)


def list_inline(call: ApiCall, principal: Row) -> Result:
    """Names of the inline policies."""
    return iam_page(call, sorted(principal["policies"]), "PolicyNames")


def delete_inline(call: ApiCall, principal: Row, kind: str) -> Result:
    """Take one away."""
    _document(call, principal, kind)
    del principal["policies"][call.params["PolicyName"]]
    return {}
