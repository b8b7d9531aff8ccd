"""Is it one successful, readable response that AWS would take at all?"""

from collections.abc import Iterator

from federation.checks.expected import Expected
from federation.checks.response_check import (
    AZURE_ACCESS_URL,
    AZURE_APPLICATION,
    AZURE_ASSIGNMENTS,
    AZURE_CLAIMS,
    ResponseCheck,
)
from federation.findings import Finding
from federation.saml.response import SUCCESS, SamlResponse

LONGEST_RESPONSE = 100_000
"""Base64 characters that sts:AssumeRoleWithSAML takes (botocore's STS model)."""


def check(response: SamlResponse, expected: Expected) -> Iterator[Finding]:
    yield from _status(response)
    yield from _assertions(response)
    if response.length > LONGEST_RESPONSE:
        yield AZURE_CLAIMS.fault(
            "response-size",
            "The response is longer than AWS accepts.",
            expected=f"at most {LONGEST_RESPONSE:,} characters",
            actual=f"{response.length:,} characters",
            fix="Remove the claims AWS does not need from the application, above all group claims.",
        )


def _status(response: SamlResponse) -> Iterator[Finding]:
    if response.status != SUCCESS:
        yield AZURE_ASSIGNMENTS.fault(
            "response-status",
            "Entra did not sign the person in: the response reports an error instead.",
            expected=SUCCESS,
            actual=response.status or "no status",
            fix="Look at the sign-in log of the application in Entra; often the person is not assigned to it.",
        )


def _assertions(response: SamlResponse) -> Iterator[Finding]:
    if response.assertion is None and response.encrypted:
        yield AZURE_APPLICATION.fault(
            "assertion-encrypted",
            "The assertion is encrypted, so nothing in it can be checked here, and AWS has no key for it "
            "unless somebody added one to the SAML provider.",
            expected="an assertion that is signed, not encrypted",
            actual="EncryptedAssertion",
            fix="Turn token encryption off for the application in Entra and sign in again.",
        )
    elif response.assertion is None:
        yield AZURE_ASSIGNMENTS.fault(
            "assertion-missing",
            "The response holds no assertion, so it says nothing about the person.",
            expected="one assertion",
            actual="none",
            fix="Look at the sign-in log of the application in Entra, mend what it names, and sign in again.",
        )
    elif response.assertion_count != 1:
        yield AZURE_ACCESS_URL.fault(
            "assertion-several",
            "The response holds more than one assertion. Entra sends exactly one: this one was put together.",
            expected="1",
            actual=str(response.assertion_count),
            fix="Sign in again and copy the new response without changing it.",
        )


RESPONSE = ResponseCheck(
    "response", "The response", "One success, with one assertion in the clear, within AWS's size.", check
)
