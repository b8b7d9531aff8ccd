"""The one place where errors of msgraph-sdk, kiota, httpx, requests and msal end.

Statuses, texts and headers are those of Microsoft Graph's error responses; the replication texts are the
ones the azuread Terraform provider also waits for; that a new signing key can be unknown to the server
that activates it is our inference. They are the only messages looked at.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from federation.errors import (
    AlreadyExists,
    CloudError,
    CloudFailed,
    CloudNotReady,
    CloudThrottled,
    CloudUnreachable,
    CredentialsRejected,
    NotFound,
    PermissionMissing,
    UnexpectedResponse,
)
from federation.pauses import AskedPause, asked_pause
from federation.sides import Side

NOT_YET_REPLICATED = (
    "Not a valid reference update",
    "does not reference a valid application object",
    "backing application",
    "'preferredTokenSigningKeyThumbprint'",
)
ALREADY_THERE = ("Another object with the same value", "already exist")
# Microsoft's "Microsoft Entra authentication error codes" reference: an administrator must consent ...
NEEDS_CONSENT = frozenset({"AADSTS65001", "AADSTS90093", "AADSTS90094", "AADSTS90095", "AADSTS900941"})
# ... and the person declined to consent, which the page's Cancel button also means.
DECLINED = "AADSTS65004"
IDENTIFIER_POLICY = "Failed to add identifier URI"
WHO_GRANTS = (
    "Entra lets a Cloud Application Administrator or Application Administrator do this. The permission must be "
    "granted to Handoff's app registration with admin consent: delegated ones by either of them, "
    "application ones by a Privileged Role Administrator."
)


@contextmanager
def graph_errors_end_here(
    doing: str, permission: str = "", *, caller: Callable[[], str] = lambda: ""
) -> Iterator[None]:
    """Turn every failure of a Graph call into a CloudError.

    `doing` completes "Entra could not …", such as "create the application"; `permission` is the scope
    the call needs; `caller` says who is signed in.
    """
    import httpx
    from kiota_abstractions.api_error import APIError
    from kiota_http._exceptions import KiotaHTTPXError

    try:
        yield
    except APIError as error:
        answer = _Answer(error)
        if answer.status == 403:
            raise _forbidden(answer, doing, permission, caller()) from error
        raise _from_answer(answer, doing) from error
    except httpx.TransportError as error:
        # Name, connection or TLS failed: httpx calls all of that a ConnectError, and nothing was sent.
        sent = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError)
        raise CloudUnreachable(
            f"No answer from Microsoft Graph when asked to {doing}.",
            unknown=sent,
            owner=Side.AZURE,
            detail=repr(error),
        ) from error
    except (KiotaHTTPXError, ValueError) as error:
        # A body that breaks off or is not JSON: whether the call had an effect is not known.
        raise CloudUnreachable(
            f"The answer of Microsoft Graph was unreadable when asked to {doing}.",
            owner=Side.AZURE,
            detail=repr(error),
        ) from error


@contextmanager
def web_errors_end_here(doing: str) -> Iterator[None]:
    """The same for plain requests: the token endpoint and the federation metadata. They change nothing."""
    import requests

    try:
        yield
    except requests.RequestException as error:
        raise CloudUnreachable(
            f"No answer from Microsoft's sign-in service when asked to {doing}.",
            unknown=False,
            owner=Side.AZURE,
            detail=repr(error),
        ) from error


def from_status(status: int, *, doing: str, detail: str, pause: AskedPause | None = None) -> CloudError:
    """The error an HTTP status means, whatever the body says. `pause` is what the answer asked for."""
    if status == 401:
        return CredentialsRejected("Entra no longer accepts the sign-in.", owner=Side.AZURE, detail=detail)
    if status == 404:
        return NotFound(f"Entra could not {doing}: it does not exist.", owner=Side.AZURE, detail=detail)
    if status == 429:
        return throttled("Entra", pause, detail=detail)
    if status == 408 or status >= 500:
        return CloudFailed(
            f"Entra reported an error of its own when asked to {doing}.",
            retry_after=pause.seconds if pause else None,
            owner=Side.AZURE,
            detail=detail,
        )
    return UnexpectedResponse(f"Entra could not {doing}.", owner=Side.AZURE, detail=detail)


def throttled(who: str, pause: AskedPause | None, *, detail: str) -> CloudThrottled:
    """`who` wants fewer calls. Microsoft names a pause nearly always, but promises it for no call."""
    return CloudThrottled(
        pause.sentence(who) if pause else f"{who} asked for a pause.",
        retry_after=pause.seconds if pause else None,
        owner=Side.AZURE,
        detail=detail,
    )


def sign_in_refused(answer: Mapping[str, Any]) -> CloudError:
    """The error an OAuth error answer (as msal returns it) means; AADSTS codes go to the detail."""
    error = str(answer.get("error") or "")
    text = str(answer.get("error_description") or error or "no reason given")
    detail, codes = f"{error}: {text}", set(re.findall(r"AADSTS\d+", text))
    wants_consent = bool(codes & NEEDS_CONSENT)
    if DECLINED in codes or (error == "access_denied" and not wants_consent):
        return CredentialsRejected(
            "The sign-in was cancelled. Nothing was changed.",
            hint="Sign in with Microsoft again when you want to go on.",
            owner=Side.AZURE,
            detail=detail,
        )
    if wants_consent or error == "consent_required":
        return PermissionMissing(
            "Entra wants an administrator's consent before Handoff may act here.",
            permission="admin consent",
            hint="Ask a Cloud Application Administrator to grant admin consent to Handoff's app registration.",
            owner=Side.AZURE,
            detail=detail,
        )
    if error in ("temporarily_unavailable", "server_error"):
        return CloudFailed("Microsoft's sign-in service is out of order.", owner=Side.AZURE, detail=detail)
    return CredentialsRejected(_why_refused(text), owner=Side.AZURE, detail=detail)


def _why_refused(text: str) -> str:
    # Codes: Microsoft's "Microsoft Entra authentication error codes" reference.
    reasons = {
        "AADSTS7000215": "Entra does not accept the client secret: it is wrong.",
        "AADSTS7000222": "Entra does not accept the client secret: it has expired.",
        "AADSTS700016": "Entra does not know Handoff's app registration in this tenant.",
        "AADSTS90002": "Entra knows no tenant of this name.",
        "AADSTS700082": "The sign-in is too old: its refresh token has expired.",
        "AADSTS50076": "Entra wants a second factor: sign in again.",
        "AADSTS50079": "Entra wants a second factor to be registered: sign in again.",
        "AADSTS50020": "This account does not belong to the tenant.",
    }
    found = [sentence for code, sentence in reasons.items() if f"{code}:" in text]
    return found[0] if found else "Entra refused the sign-in."


class _Answer:
    """The parts of a Graph error answer that matter."""

    def __init__(self, error: Any) -> None:
        main = getattr(error, "error", None)
        inner = getattr(main, "inner_error", None)
        headers = error.response_headers or {}
        self.status: int = error.response_status_code or 0
        self.code: str = getattr(main, "code", None) or ""
        self.message: str = getattr(main, "message", None) or error.message or ""
        self.codes = {self.code, *(part.code for part in getattr(main, "details", None) or ())}
        self.request_id: str = getattr(inner, "request_id", None) or headers.get("request-id", "")
        self.pause = asked_pause(headers.get("retry-after", ""), date=headers.get("date", ""))

    @property
    def detail(self) -> str:
        return f"{self.status} {self.code}: {self.message} (request-id {self.request_id or 'unknown'})"

    def says(self, *texts: str) -> bool:
        return any(text.lower() in self.message.lower() for text in texts)


def _from_answer(answer: _Answer, doing: str) -> CloudError:
    if answer.status == 409 and "ConcurrencyViolation" in answer.code:
        return _not_yet(answer, doing)
    if answer.status == 400 and answer.says(*NOT_YET_REPLICATED):
        return _not_yet(answer, doing)
    if answer.status == 400 and answer.says(IDENTIFIER_POLICY):
        return _identifier_refused(answer)
    if answer.status in (400, 409) and ("ObjectConflict" in answer.codes or answer.says(*ALREADY_THERE)):
        return AlreadyExists(
            f"Entra could not {doing}: another object already has this value.",
            owner=Side.AZURE,
            detail=answer.detail,
        )
    return from_status(answer.status, doing=doing, detail=answer.detail, pause=answer.pause)


def _forbidden(answer: _Answer, doing: str, permission: str, caller: str) -> CloudError:
    if answer.code == "insufficient_claims":
        return CredentialsRejected(
            "A Conditional Access policy wants a stronger sign-in.", owner=Side.AZURE, detail=answer.detail
        )
    named = f" The scope {permission} is needed." if permission else ""
    return PermissionMissing(
        f"Entra does not allow {caller or 'the signed-in caller'} to {doing}.{named}",
        permission=permission,
        hint=f"You are signed in as {caller}; {WHO_GRANTS}" if caller else WHO_GRANTS,
        owner=Side.AZURE,
        detail=answer.detail,
    )


def _identifier_refused(answer: _Answer) -> CloudNotReady:
    # SAML applications are exempt, but the server that checks may not know yet that this is one.
    error = CloudNotReady(
        "Entra refuses the identifier for now, because it holds no domain of the tenant. A SAML application "
        "needs none, but Entra's servers may not all know yet that this is one.",
        retry_after=15.0,
        owner=Side.AZURE,
        detail=answer.detail,
    )
    error.hint = (
        "Handoff tries again by itself. If it lasts, ask an administrator to exempt SAML applications "
        "(excludeSaml) from the identifier URI restriction of the tenant's app management policy."
    )
    return error


def _not_yet(answer: _Answer, doing: str) -> CloudNotReady:
    return CloudNotReady(
        f"Entra could not {doing} yet: its servers have not all heard of the object.",
        owner=Side.AZURE,
        detail=answer.detail,
    )
