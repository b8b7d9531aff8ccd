"""What a refusal of AWS means, code by code."""

import re
from collections.abc import Callable

from botocore.exceptions import ClientError

from federation.errors import (
    AlreadyExists,
    CloudError,
    CloudFailed,
    CloudNotReady,
    CloudThrottled,
    CredentialsRejected,
    FederationError,
    NotFound,
    PermissionMissing,
    UnexpectedResponse,
)
from federation.pauses import AskedPause, asked_pause
from federation.sides import Side

# Codes as AWS spells them, without the "Exception" some services put at the end.
_DENIED = {"AccessDenied", "UnauthorizedOperation", "AuthorizationError", "NotAuthorized"}
_THROTTLED = {"Throttling", "ThrottledRequest", "TooManyRequests", "RequestLimitExceeded", "SlowDown"}
_REJECTED = {
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignature",
    "MissingAuthenticationToken",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "UnrecognizedClient",
}
_UNTIMELY = {"RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture"}
_CLOCK_WORDS = ("Signature expired", "Signature not yet current")
_EXPIRED = {"ExpiredToken"}
_ABSENT = {"NoSuchEntity", "ResourceNotFound", "UserNotFound"}
_PRESENT = {"EntityAlreadyExists", "DuplicateResource"}
# IAM shows a policy it has deleted for a moment; Terraform too waits when DeleteRole meets a DeleteConflict.
_BUSY = {"ConcurrentModification", "DeleteConflict", "EntityTemporarilyUnmodifiable"}
_LIMITS = {"LimitExceeded", "ServiceQuotaExceeded"}
_FAILED = {"ServiceFailure", "InternalService", "InternalFailure", "RequestTimeout"}

_ACTION = re.compile(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)")


def code_of(error: ClientError) -> str:
    """The error code of AWS, without "Exception" at its end (services differ in that)."""
    return str(error.response.get("Error", {}).get("Code", "")).removesuffix("Exception")


def text_of(error: ClientError) -> str:
    """What AWS said about it, in its own words."""
    # rest-json services send "Message" or "message"; botocore fills in only one of them.
    text = error.response.get("Error", {}).get("Message") or error.response.get("message") or ""
    return str(text)


def status_of(error: ClientError) -> int:
    """The HTTP status, 0 if there was none."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def detail_of(error: ClientError) -> str:
    """ "Code: text (request id ...)", to be folded away on the page."""
    code = str(error.response.get("Error", {}).get("Code", "no code"))
    request_id = error.response.get("ResponseMetadata", {}).get("RequestId", "unknown")
    return f"{code}: {text_of(error) or 'no text'} (request id {request_id})"


def translate(error: ClientError, action: str) -> FederationError:
    """What a refusal of AWS means for the person."""
    code = code_of(error)
    for codes, build in _BUILDERS:
        if code in codes:
            return build(error, action)
    if "Invalid principal in policy" in text_of(error):
        return _busy(error, action)
    if status_of(error) >= 500 or status_of(error) == 408 or code in _FAILED:
        pause = _pause(error)
        return CloudFailed(
            f"AWS reported an error of its own to {action}.",
            retry_after=pause.seconds if pause else None,
            owner=Side.AWS,
            detail=detail_of(error),
        )
    return UnexpectedResponse(
        f"AWS refused {action}: {text_of(error) or code}", owner=Side.AWS, detail=detail_of(error)
    )


def _denied(error: ClientError, action: str) -> FederationError:
    text = text_of(error)
    found = _ACTION.search(text)
    missing = found.group(1) if found else action
    policy = " A policy forbids it expressly." if "explicit deny" in text else ""
    return PermissionMissing(
        f"The AWS credentials may not make the call {missing}.{policy}",
        permission=missing,
        hint=f"Ask the administrator of the AWS account to allow {missing}, then try again. "
        "Or do this step by hand.",
        owner=Side.AWS,
        detail=detail_of(error),
    )


def _throttled(error: ClientError, action: str) -> FederationError:
    pause, what = _pause(error), f"more calls of {action}"
    return CloudThrottled(
        pause.sentence("AWS", what) if pause else f"AWS asked for a pause before {what}.",
        retry_after=pause.seconds if pause else None,
        owner=Side.AWS,
        detail=detail_of(error),
    )


def _pause(error: ClientError) -> AskedPause | None:
    headers = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    if pause := asked_pause(str(headers.get("retry-after", "")), date=str(headers.get("date", ""))):
        return pause
    # AWS's own header, in milliseconds; botocore reads it too.
    milliseconds = asked_pause(str(headers.get("x-amz-retry-after", "")))
    return AskedPause(milliseconds.asked / 1000) if milliseconds else None


def sign_in_ended(*, profile: str = "", never: bool = False, detail: str = "") -> CredentialsRejected:
    """Credentials that have to be renewed; `profile` names them. `never`: nobody signed in with them yet."""
    whose = f"of the profile “{profile}”" if profile else "of this server"
    login = f"aws sso login --profile {profile}" if profile else "aws sso login (--profile NAME)"
    return CredentialsRejected(
        f"Nobody is signed in with the profile “{profile}” on this server."
        if never
        else f"The AWS credentials {whose} have expired.",
        hint=f"Renew them on this server: {login}, or new keys in its AWS configuration. Then try again.",
        owner=Side.AWS,
        detail=detail,
    )


def _expired(error: ClientError, _action: str) -> FederationError:
    return sign_in_ended(detail=detail_of(error))


def _rejected(error: ClientError, _action: str) -> FederationError:
    if code_of(error) in _UNTIMELY or text_of(error).startswith(_CLOCK_WORDS):
        return _clock_wrong(error)
    return CredentialsRejected(
        "AWS does not accept the credentials of this server: they are wrong or have been deleted.",
        owner=Side.AWS,
        detail=detail_of(error),
    )


def _clock_wrong(error: ClientError) -> FederationError:
    """A request is signed with the time; AWS takes none that is 5 minutes off, some services 15."""
    return CredentialsRejected(
        "The clock of this server is wrong: AWS refuses requests that are dated minutes from its own time.",
        hint="Have the clock of the server set right (NTP), then try again. The credentials may well be good.",
        owner=Side.AWS,
        detail=detail_of(error),
    )


def _absent(error: ClientError, action: str) -> FederationError:
    return NotFound(f"AWS does not have what {action} asked for.", owner=Side.AWS, detail=detail_of(error))


def _present(error: ClientError, _action: str) -> FederationError:
    return AlreadyExists("AWS already has something of this name.", owner=Side.AWS, detail=detail_of(error))


def _busy(error: ClientError, _action: str) -> FederationError:
    return CloudNotReady(
        "AWS is still working on something this call depends on.",
        retry_after=5.0,
        owner=Side.AWS,
        detail=detail_of(error),
    )


def _limit(error: ClientError, action: str) -> FederationError:
    return CloudError(
        f"A quota of the AWS account is used up, so AWS refused {action}.",
        hint="Remove what nobody needs any more, or ask AWS to raise the quota, then try again.",
        owner=Side.AWS,
        detail=detail_of(error),
    )


_BUILDERS: tuple[tuple[set[str], Callable[[ClientError, str], FederationError]], ...] = (
    (_DENIED, _denied),
    (_THROTTLED, _throttled),
    (_EXPIRED, _expired),
    (_REJECTED, _rejected),
    (_ABSENT, _absent),
    (_PRESENT, _present),
    (_BUSY, _busy),
    (_LIMITS, _limit),
)
