"""A request dated minutes from AWS's own clock is refused, in the words AWS uses."""

import datetime as dt
from typing import Any
from unittest import mock

import boto3
import pytest
from botocore.exceptions import ClientError

from sandbox.server import Sandbox


def dated(minutes: float) -> Any:
    """Whoever signs inside has a clock that is wrong by so much."""
    wrong = dt.datetime.now(dt.UTC).replace(tzinfo=None) + dt.timedelta(minutes=minutes)
    return mock.patch("botocore.auth.get_current_datetime", return_value=wrong)


def refusal(clouds: Sandbox, service: str, operation: str, minutes: float) -> dict[str, str]:
    variables = clouds.variables()
    client = boto3.client(
        service,  # type: ignore[call-overload] # a name from a table
        region_name="eu-central-1",
        endpoint_url=variables["AWS_ENDPOINT_URL"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )
    with dated(minutes):
        try:
            getattr(client, operation)()
        except ClientError as error:
            return dict(error.response["Error"])
    return {}


QUERY, JSON = ("sts", "get_caller_identity"), ("connect", "list_instances")


@pytest.mark.parametrize(
    ("call", "minutes", "code", "words"),
    [
        (QUERY, -16, "SignatureDoesNotMatch", "Signature expired: "),
        (QUERY, 16, "SignatureDoesNotMatch", "Signature not yet current: "),
        (JSON, -6, "InvalidSignatureException", "Signature expired: "),
        (JSON, 6, "InvalidSignatureException", "Signature not yet current: "),
    ],
)
def test_a_clock_that_is_too_far_off(
    clouds: Sandbox, call: tuple[str, str], minutes: float, code: str, words: str
) -> None:
    found = refusal(clouds, *call, minutes)
    assert found["Code"] == code
    assert found["Message"].startswith(words)
    assert ("- " if minutes < 0 else "+ ") + ("15" if call == QUERY else "5") + " min.)" in found["Message"]


@pytest.mark.parametrize(("call", "minutes"), [(QUERY, -14), (QUERY, 14), (JSON, -4), (JSON, 4)])
def test_a_clock_that_is_nearly_right(clouds: Sandbox, call: tuple[str, str], minutes: float) -> None:
    assert refusal(clouds, *call, minutes) == {}
