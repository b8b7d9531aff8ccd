"""Whatever msgraph-sdk, httpx and msal raise becomes something a person can be told about."""

import httpx
import pytest
import requests
from kiota_abstractions.api_error import APIError
from msgraph.generated.models.o_data_errors.error_details import ErrorDetails
from msgraph.generated.models.o_data_errors.inner_error import InnerError
from msgraph.generated.models.o_data_errors.main_error import MainError
from msgraph.generated.models.o_data_errors.o_data_error import ODataError

from federation import errors
from federation.clouds.entra.errors import graph_errors_end_here, sign_in_refused, web_errors_end_here
from federation.sides import Side


def refusal(status: int, code: str = "", text: str = "", *, detail: str = "", **headers: str) -> ODataError:
    error = ODataError(
        error=MainError(
            code=code,
            message=text,
            details=[ErrorDetails(code=detail)] if detail else None,
            inner_error=InnerError(request_id="r-1"),
        )
    )
    error.response_status_code = status
    error.response_headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return error


def outcome(error: Exception) -> errors.FederationError:
    with (
        pytest.raises(errors.FederationError) as caught,
        graph_errors_end_here("write it", "Application.ReadWrite.All"),
    ):
        raise error
    return caught.value


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (refusal(401, "InvalidAuthenticationToken"), errors.CredentialsRejected),
        (refusal(403, "Authorization_RequestDenied"), errors.PermissionMissing),
        (refusal(403, "insufficient_claims"), errors.CredentialsRejected),
        (refusal(404, "Request_ResourceNotFound"), errors.NotFound),
        (refusal(429, "UnknownError"), errors.CloudThrottled),
        (refusal(408), errors.CloudFailed),
        (refusal(500), errors.CloudFailed),
        (refusal(504), errors.CloudFailed),
        (refusal(409, "Directory_ConcurrencyViolation"), errors.CloudNotReady),
        (refusal(400, "Request_BadRequest", "Not a valid reference update."), errors.CloudNotReady),
        (refusal(400, "Request_BadRequest", "Failed to add identifier URI urn:x."), errors.CloudNotReady),
        (refusal(400, "Request_BadRequest", detail="ObjectConflict"), errors.AlreadyExists),
        (
            refusal(400, "Request_BadRequest", "Permission being assigned already exists on the object"),
            errors.AlreadyExists,
        ),
        (refusal(400, "Request_BadRequest", "Property has an invalid value"), errors.UnexpectedResponse),
        (APIError("an HTML page", 502, {}), errors.CloudFailed),
        (httpx.ConnectError("refused"), errors.CloudUnreachable),
        (httpx.ReadTimeout("slow"), errors.CloudUnreachable),
        (ValueError("Unterminated string"), errors.CloudUnreachable),
    ],
)
def test_every_failure_has_its_kind_and_owner(error: Exception, kind: type[errors.FederationError]) -> None:
    told = outcome(error)
    assert type(told) is kind
    assert told.owner is Side.AZURE


def test_the_detail_keeps_code_text_and_request_id_for_the_support() -> None:
    told = outcome(refusal(400, "Request_BadRequest", "Property has an invalid value"))
    assert told.detail == "400 Request_BadRequest: Property has an invalid value (request-id r-1)"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "17"}, 17),
        ({"retry_after": "Fri, 20 Nov 2026 12:00:40 GMT", "date": "Fri, 20 Nov 2026 12:00:00 GMT"}, 40),
        ({"retry_after": "86400"}, 600),
        ({}, None),
    ],
)
def test_a_pause_is_as_long_as_microsoft_asks(headers: dict[str, str], seconds: float | None) -> None:
    told = outcome(refusal(429, "TooManyRequests", **headers))
    assert isinstance(told, errors.CloudThrottled)
    assert told.retry_after == seconds


def test_the_sentence_says_that_entra_asked_and_for_how_long() -> None:
    assert outcome(refusal(429, retry_after="20")).message == "Entra asked us to wait 20 s."
    assert outcome(refusal(429)).message == "Entra asked for a pause."
    assert outcome(refusal(503, retry_after="30")).retry_after == 30


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("[Errno -2] Name or service not known"),
        httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]"),
        httpx.ConnectTimeout("slow"),
        httpx.ProxyError("407"),
        *(refusal(status, "Request_BadRequest") for status in (400, 401, 403, 409, 412, 429)),
    ],
)
def test_a_call_that_certainly_had_no_effect_is_told_so(error: Exception) -> None:
    assert outcome(error).unknown is False


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout("slow"),
        httpx.WriteTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("Server disconnected without sending a response."),
        ValueError("Unterminated string"),
        *(refusal(status) for status in (408, 500, 502, 503, 504)),
    ],
)
def test_a_call_that_may_have_had_an_effect_is_told_so(error: Exception) -> None:
    found = outcome(error)
    assert found.unknown is True
    assert found.retryable is True


@pytest.mark.parametrize(
    "error", [requests.ConnectTimeout(), requests.ReadTimeout(), requests.ConnectionError()]
)
def test_without_a_token_nothing_was_done(error: Exception) -> None:
    with pytest.raises(errors.CloudUnreachable) as caught, web_errors_end_here("give a token"):
        raise error
    assert caught.value.unknown is False


def test_a_missing_scope_is_named_with_who_can_grant_it() -> None:
    told = outcome(refusal(403, "Authorization_RequestDenied"))
    assert isinstance(told, errors.PermissionMissing)
    assert told.permission == "Application.ReadWrite.All"
    assert "Cloud Application Administrator" in told.hint


def test_an_identifier_policy_that_lasts_tells_what_the_administrator_exempts() -> None:
    assert "excludeSaml" in outcome(refusal(400, "", "Failed to add identifier URI urn:x.")).hint


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("AADSTS7000215", "secret: it is wrong"),
        ("AADSTS7000222", "has expired"),
        ("AADSTS700016", "app registration"),
        ("AADSTS50076", "second factor"),
        ("AADSTS99999", "refused the sign-in"),
    ],
)
def test_a_refused_sign_in_says_why_and_keeps_microsofts_code(code: str, says: str) -> None:
    told = sign_in_refused({"error": "invalid_client", "error_description": f"{code}: Because. Trace ID: t"})
    assert isinstance(told, errors.CredentialsRejected)
    assert says in told.message
    assert code in told.detail


@pytest.mark.parametrize(
    ("error", "text"),
    [
        ("access_denied", "AADSTS65004: User declined to consent to access the app."),
        ("consent_required", "AADSTS65004: User declined to consent to access the app."),
        ("access_denied", "the user canceled the authentication"),
        ("access_denied", ""),
    ],
)
def test_a_cancelled_sign_in_is_no_lack_of_rights(error: str, text: str) -> None:
    told = sign_in_refused({"error": error, "error_description": text})
    assert isinstance(told, errors.CredentialsRejected)
    assert told.message == "The sign-in was cancelled. Nothing was changed."


@pytest.mark.parametrize(
    ("error", "text"),
    [
        ("invalid_grant", "AADSTS65001: No consent."),
        ("access_denied", "AADSTS90094: Only an admin can grant."),
        ("access_denied", "AADSTS900941: An administrator of Contoso has set a policy."),
        ("consent_required", ""),
    ],
)
def test_missing_consent_names_who_can_consent(error: str, text: str) -> None:
    told = sign_in_refused({"error": error, "error_description": text})
    assert isinstance(told, errors.PermissionMissing)
    assert "Cloud Application Administrator" in told.hint
