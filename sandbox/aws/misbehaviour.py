"""How AWS words the refusals one can plan, and the answers that replace a lost one."""

from sandbox.aws.authorization import denied, not_authorized
from sandbox.aws.callers import expired_code
from sandbox.aws.calls import ApiCall, Operation
from sandbox.aws.errors import AwsError
from sandbox.aws.models import speaks_query
from sandbox.faults import Fault, Incident
from sandbox.profiles import Profile
from sandbox.rows import Row

_THROTTLED = {"connect": "TooManyRequestsException"}
DEFAULT_RETRY_AFTER = 1.0


def refuse(call: ApiCall, operation: Operation, incident: Incident) -> None:
    """Raise AwsError if the call is to be refused before it has an effect."""
    met = incident.refusal
    if met is None:
        return
    service = call.action.partition(":")[0]
    if met.fault is Fault.DENY and operation.unsigned:
        raise not_authorized(call.action)
    if met.fault is Fault.DENY:
        resource = operation.resources(call)[0] if operation.resources else "*"
        raise denied(call.caller, action=call.action, resource=resource)
    if met.fault is Fault.EXPIRE:
        raise AwsError(
            expired_code(service), "The security token included in the request is expired", status=403
        )
    if met.fault is Fault.THROTTLE:
        raise throttled(service)
    raise failed(service, 500)


def throttled(service: str) -> AwsError:
    """Too many calls."""
    default = "Throttling" if speaks_query(service) else "ThrottlingException"
    return AwsError(_THROTTLED.get(service, default), "Rate exceeded")


def failed(service: str, status: int) -> AwsError:
    """The service itself fails: 500, 503, or 404 for a thing that was made a moment ago."""
    as_query = speaks_query(service)
    if status == 404:
        code = "NoSuchEntity" if as_query else "ResourceNotFoundException"
        return AwsError(code, "The resource cannot be found.", status=404)
    if status == 503:
        code = "ServiceUnavailable" if as_query else "ServiceUnavailableException"
        return AwsError(code, "The service is unavailable. Please try again.", status=503)
    code = "ServiceFailure" if as_query else "InternalServiceException"
    return AwsError(code, "The request processing has failed because of an unknown error.", status=500)


def check_budget(call: ApiCall, profile: Profile) -> None:
    """Raise AwsError if the account has spent its calls a second in this region."""
    service = call.action.partition(":")[0]
    budget = profile.budgets.get(service)
    if budget is None:
        return
    key, (rate, burst) = (service, call.caller.account, call.region), budget
    if not call.world.budgets.take(key, rate=rate, burst=burst, now=call.world.now()):
        raise throttled(service)


def retry_after(incident: Incident) -> Row:
    """The headers of a throttled answer; botocore reads the second one, in milliseconds."""
    met = incident.first(Fault.THROTTLE)
    if met is None:
        return {}
    seconds = met.seconds or DEFAULT_RETRY_AFTER
    return {"Retry-After": f"{seconds:g}", "x-amz-retry-after": f"{seconds * 1000:.0f}"}
