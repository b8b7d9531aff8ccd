"""Managed policies attached to roles and users."""

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.errors import AwsError
from sandbox.aws.iam.lists import iam_page
from sandbox.aws.managed import TABLE, aws_managed, find_policy
from sandbox.rows import Row

MOST_ATTACHED = 10


def attach(call: ApiCall, principal: Row, kind: str) -> Result:
    """Attach one; attaching it again changes nothing. `kind` is "role" or "user"."""
    arn, attached = call.params["PolicyArn"], principal.setdefault("attached", [])
    if not _attachable(call, arn):
        raise AwsError("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.")
    if arn in attached:
        return {}
    if len(attached) >= MOST_ATTACHED:
        quota = f"PoliciesPer{kind.capitalize()}"
        raise AwsError("LimitExceeded", f"Cannot exceed quota for {quota}: {MOST_ATTACHED}")
    attached.append(arn)
    return {}


def _attachable(call: ApiCall, arn: str) -> bool:
    policy = find_policy(call.world, arn) if arn.startswith("arn:") else None
    if policy is None or policy["account"] not in {"aws", call.caller.account}:
        return False
    return arn in aws_managed(call.caller.partition) or call.world.sees(TABLE, arn)


def detach(call: ApiCall, principal: Row) -> Result:
    """Detach one."""
    arn = call.params["PolicyArn"]
    if arn not in principal.get("attached", []):
        raise AwsError("NoSuchEntity", f"Policy {arn} was not found.")
    principal["attached"].remove(arn)
    return {}


def list_attached(call: ApiCall, principal: Row) -> Result:
    """Names and ARNs, in the order they were attached."""
    prefix = call.params.get("PathPrefix", "/")
    rows = [
        {"PolicyArn": arn, "PolicyName": arn.rpartition("/")[2]}
        for arn in principal.get("attached", [])
        if arn.partition(":policy")[2].startswith(prefix)
    ]
    return iam_page(call, rows, "AttachedPolicies")
