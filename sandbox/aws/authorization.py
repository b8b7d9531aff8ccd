"""May the caller do this? With AWS's own sentence when not."""

from sandbox.aws.callers import Caller, Kind
from sandbox.aws.conditions import Context
from sandbox.aws.errors import AwsError
from sandbox.aws.models import speaks_query
from sandbox.aws.policies import Decision, decide


def denied(caller: Caller, *, action: str, resource: str, explicitly: bool = False) -> AwsError:
    """The refusal naming caller, action and resource."""
    service = action.partition(":")[0]
    known = service not in {"iam", "sts", "connect"} or speaks_query(service)
    reason = (
        "with an explicit deny in an identity-based policy"
        if explicitly
        else f"because no identity-based policy allows the {action} action"
    )
    return AwsError(
        "AccessDenied" if known else "AccessDeniedException",
        f"User: {caller.arn} is not authorized to perform: {action} on resource: {resource} {reason}",
    )


def not_authorized(action: str) -> AwsError:
    """The refusal of somebody without a name: it does not say which of many things is wrong."""
    return AwsError("AccessDenied", f"Not authorized to perform {action}", status=403)


def authorise(caller: Caller, *, action: str, resource: str, context: Context) -> None:
    """Raises AwsError unless the caller's policies allow the action on the resource. Root may everything."""
    if caller.kind is Kind.ROOT:
        return
    decision = decide(caller.policies, action=action, resource=resource, context={**caller.context, **context})
    if decision is not Decision.ALLOWED:
        explicitly = decision is Decision.EXPLICIT_DENY
        raise denied(caller, action=action, resource=resource, explicitly=explicitly)
