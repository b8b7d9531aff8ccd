"""May the caller do this? With AWS's own sentence when not."""

from sandbox.aws.callers import Caller, Kind
from sandbox.aws.conditions import Context
from sandbox.aws.errors import AwsError
from sandbox.aws.policies import Decision, decide

_IN_JSON = {"connect", "sso", "identitystore"}


def denied(
    caller: Caller, *, action: str, resource: str, reason: str | None = None, service: str = ""
) -> AwsError:
    """The refusal naming caller, action and resource; `reason` "" leaves the reason out.

    `service` is who answers, if it asked for an action of another service.
    """
    in_json = (service or action.partition(":")[0]) in _IN_JSON
    if reason is None:
        reason = f"because no identity-based policy allows the {action} action"
    text = f"User: {caller.arn} is not authorized to perform: {action} on resource: {resource} {reason}"
    return AwsError("AccessDeniedException" if in_json else "AccessDenied", text.rstrip())


def not_authorized(action: str) -> AwsError:
    """The refusal of somebody without a name: it does not say which of many things is wrong."""
    return AwsError("AccessDenied", f"Not authorized to perform {action}", status=403)


def authorise(caller: Caller, *, action: str, resource: str, context: Context, service: str = "") -> None:
    """Raises AwsError unless the caller's policies allow the action on the resource. Root may everything.

    `service` is who answers, if it asks for an action of another service.

    Of a permissions boundary the same is asked as well. Source of the order and of the reasons: IAM user
    guide, policy evaluation logic and "Troubleshoot access denied error messages".
    """
    if caller.kind is Kind.ROOT:
        return
    known = {**caller.context, **context}
    own = decide(caller.policies, action=action, resource=resource, context=known)
    bounds = Decision.ALLOWED
    if caller.boundary is not None:
        bounds = decide(caller.boundary, action=action, resource=resource, context=known)
    reason = _reason(own, bounds, action)
    if reason:
        raise denied(caller, action=action, resource=resource, reason=reason, service=service)


def _reason(own: Decision, bounds: Decision, action: str) -> str:
    if own is Decision.EXPLICIT_DENY:
        return "with an explicit deny in an identity-based policy"
    if bounds is Decision.EXPLICIT_DENY:
        return "with an explicit deny in a permissions boundary"
    if own is not Decision.ALLOWED:
        return f"because no identity-based policy allows the {action} action"
    if bounds is not Decision.ALLOWED:
        return f"because no permissions boundary allows the {action} action"
    return ""
