"""Whatever botocore raises becomes something a person can be told about."""

import ssl

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    ParamValidationError,
    ProfileNotFound,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
    UnauthorizedSSOTokenError,
    UnknownEndpointError,
)
from botocore.parsers import ResponseParserError

from federation import errors
from federation.clouds.aws.errors import calling_aws
from federation.clouds.aws.sessions import ONCE, new_session
from federation.sides import Side
from tests.federation.entra_engineer import Engineer

pytest_plugins = ["tests.federation.entra_fixtures"]


def refusal(code: str, text: str = "No.", *, status: int = 400, **headers: str) -> ClientError:
    meta = {"HTTPStatusCode": status, "RequestId": "r-1", "HTTPHeaders": headers, "RetryAttempts": 0}
    return ClientError(
        {"Error": {"Code": code, "Message": text}, "ResponseMetadata": meta},  # type: ignore[typeddict-item]
        "CreateRole",
    )


def outcome(error: Exception) -> errors.FederationError:
    with pytest.raises(errors.FederationError) as caught, calling_aws("iam:CreateRole"):
        raise error
    return caught.value


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (refusal("AccessDenied", status=403), errors.PermissionMissing),
        (refusal("AccessDeniedException", status=403), errors.PermissionMissing),
        (refusal("Throttling"), errors.CloudThrottled),
        (refusal("ThrottlingException", status=429), errors.CloudThrottled),
        (refusal("TooManyRequestsException", status=429), errors.CloudThrottled),
        (refusal("InvalidClientTokenId", status=403), errors.CredentialsRejected),
        (refusal("ExpiredTokenException", status=403), errors.CredentialsRejected),
        (refusal("UnrecognizedClientException", status=403), errors.CredentialsRejected),
        (refusal("SignatureDoesNotMatch", status=403), errors.CredentialsRejected),
        (NoCredentialsError(), errors.CredentialsRejected),
        (UnauthorizedSSOTokenError(), errors.CredentialsRejected),
        (ProfileNotFound(profile="nobody"), errors.CredentialsRejected),
        (EndpointConnectionError(endpoint_url="https://x.test"), errors.CloudUnreachable),
        (ReadTimeoutError(endpoint_url="https://x.test"), errors.CloudUnreachable),
        (IncompleteReadError(actual_bytes=5, expected_bytes=9), errors.CloudUnreachable),
        (refusal("ServiceFailure", status=500), errors.CloudFailed),
        (refusal("503", status=503), errors.CloudFailed),
        (refusal("NoSuchEntity", status=404), errors.NotFound),
        (refusal("ResourceNotFoundException", status=404), errors.NotFound),
        (refusal("EntityAlreadyExists", status=409), errors.AlreadyExists),
        (refusal("DuplicateResourceException", status=409), errors.AlreadyExists),
        (refusal("LimitExceeded", status=409), errors.CloudError),
        (refusal("ServiceQuotaExceededException", status=402), errors.CloudError),
        (refusal("ConcurrentModification", status=409), errors.CloudNotReady),
        (refusal("MalformedPolicyDocument", 'Invalid principal in policy: "X"'), errors.CloudNotReady),
        (refusal("MalformedPolicyDocument", "Syntax errors in policy."), errors.UnexpectedResponse),
        (ResponseParserError("Unable to parse response"), errors.CloudUnreachable),
        (UnknownEndpointError(service_name="connect", region_name="x"), errors.UnexpectedResponse),
    ],
)
def test_every_error_of_botocore_has_a_place_in_the_tree(
    error: Exception, kind: type[errors.FederationError]
) -> None:
    found = outcome(error)
    assert type(found) is kind
    assert found.owner is Side.AWS


@pytest.mark.parametrize(
    "error",
    [refusal("ExpiredTokenException", status=403), refusal("ExpiredToken"), UnauthorizedSSOTokenError()],
)
def test_credentials_that_expired_are_told_from_wrong_ones(error: Exception) -> None:
    found = outcome(error)
    assert "have expired" in found.message
    assert "aws sso login" in found.hint
    assert "expired" not in outcome(refusal("InvalidClientTokenId")).message


def test_a_missing_permission_is_the_one_aws_names() -> None:
    text = "User: arn:aws:iam::1:user/u is not authorized to perform: iam:TagRole on resource: role x"
    found = outcome(refusal("AccessDenied", text, status=403))
    assert isinstance(found, errors.PermissionMissing)
    assert found.permission == "iam:TagRole"
    assert "iam:TagRole" in found.hint


def test_a_denial_that_names_no_action_means_the_call_itself() -> None:
    text = "User: u is not authorized to perform: connect:* on resource: * with an explicit deny"
    found = outcome(refusal("AccessDeniedException", text, status=403))
    assert isinstance(found, errors.PermissionMissing)
    assert found.permission == "iam:CreateRole"
    assert "forbids it expressly" in found.message


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "17"}, 17),
        ({"retry-after": "0.25"}, 0.25),
        ({"x-amz-retry-after": "1500"}, 1.5),
        ({"retry-after": "Fri, 20 Nov 2026 12:00:40 GMT", "date": "Fri, 20 Nov 2026 12:00:00 GMT"}, 40),
        ({"retry-after": "86400"}, 600),
        ({}, None),
    ],
)
def test_the_pause_is_as_long_as_aws_asks(headers: dict[str, str], seconds: float | None) -> None:
    found = outcome(refusal("TooManyRequestsException", status=429, **headers))
    assert isinstance(found, errors.CloudThrottled)
    assert found.retry_after == seconds


def test_the_sentence_says_that_aws_asked_and_for_how_long() -> None:
    found = outcome(refusal("Throttling", **{"retry-after": "20"}))
    assert found.message == "AWS asked us to wait 20 s before more calls of iam:CreateRole."
    assert (
        outcome(refusal("Throttling")).message == "AWS asked for a pause before more calls of iam:CreateRole."
    )


def test_an_outage_that_says_when_it_ends_is_waited_for() -> None:
    assert outcome(refusal("ServiceUnavailable", status=503, **{"retry-after": "30"})).retry_after == 30


URL = "https://iam.amazonaws.com"


@pytest.mark.parametrize(
    "error",
    [
        EndpointConnectionError(endpoint_url=URL),
        ConnectTimeoutError(endpoint_url=URL),
        ProxyConnectionError(proxy_url=URL),
        refusal("AccessDenied", status=403),
        refusal("MalformedPolicyDocument", status=400),
        refusal("ExpiredToken", status=403),
        refusal("EntityAlreadyExists", status=409),
        refusal("PreconditionFailed", status=412),
        refusal("TooManyRequestsException", status=429),
        refusal("SlowDown", status=503),
    ],
)
def test_a_call_that_certainly_had_no_effect_is_told_so(error: Exception) -> None:
    assert outcome(error).unknown is False


def test_a_server_whose_certificate_is_refused_hears_no_call(azure: Engineer) -> None:
    """The real SDK meets a real server: the simulated Entra's, whose certificate AWS's roots do not know."""
    iam = new_session(region="eu-central-1").client(
        "iam",
        endpoint_url=azure.endpoints.authority,
        config=ONCE,
        aws_access_key_id="a",
        aws_secret_access_key="b",
    )
    with pytest.raises(errors.CloudUnreachable) as caught, calling_aws("iam:CreateRole"):
        iam.create_role(RoleName="x", AssumeRolePolicyDocument="{}")
    assert "CERTIFICATE_VERIFY_FAILED" in caught.value.detail
    assert caught.value.unknown is False


@pytest.mark.parametrize(
    "error",
    [
        ReadTimeoutError(endpoint_url=URL),
        ConnectionClosedError(endpoint_url=URL),
        SSLError(endpoint_url=URL, error=ssl.SSLEOFError("EOF occurred in violation of protocol")),
        HTTPClientError(error=OSError("reset")),
        IncompleteReadError(actual_bytes=1, expected_bytes=2),
        ResponseParserError("Unable to parse response"),
        refusal("RequestTimeout", status=408),
        refusal("408", status=408),
        refusal("ServiceFailure", status=500),
        refusal("502", status=502),
        refusal("ServiceUnavailable", status=503),
        refusal("504", status=504),
    ],
)
def test_a_call_that_may_have_had_an_effect_is_told_so(error: Exception) -> None:
    found = outcome(error)
    assert found.unknown is True
    assert found.retryable is True


def test_the_details_hold_the_code_the_text_and_the_request_id() -> None:
    assert outcome(refusal("LimitExceeded", "Too many.")).detail == "LimitExceeded: Too many. (request id r-1)"


def test_values_botocore_refuses_itself_are_not_repeated() -> None:
    found = outcome(ParamValidationError(report="value: top-secret"))
    assert isinstance(found, errors.UnexpectedResponse)
    assert "top-secret" not in found.message + found.detail


def test_a_bug_of_ours_is_not_dressed_up_as_a_cloud_error() -> None:
    with pytest.raises(ZeroDivisionError), calling_aws("iam:CreateRole"):
        _ = 1 // 0
