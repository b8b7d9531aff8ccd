"""Does the response offer exactly the role and provider of this setup?"""

from collections.abc import Iterator

from federation.checks.claims import claim_name, look_alike, misnamed
from federation.checks.differences import likeness, mark_differences
from federation.checks.expected import Expected
from federation.checks.response_check import AZURE_ASSIGNMENTS, AZURE_CLAIMS, ResponseCheck, about_assertion
from federation.findings import Finding
from federation.saml.response import Assertion


@about_assertion
def check(assertion: Assertion, expected: Expected) -> Iterator[Finding]:
    values = assertion.values(claim_name("Role"))
    similar = look_alike(assertion, "Role")
    if expected.role_value in values:
        yield from _right(values, expected)
    elif values:
        yield _wrong(_closest(values, expected), expected)
    elif similar is not None:
        yield misnamed("Role", similar)
    else:
        yield AZURE_ASSIGNMENTS.fault(
            "role-missing",
            "The response offers no AWS role (“Your request included an invalid SAML response”).",
            expected=expected.role_value,
            actual="no Role claim",
            fix="Assign the person, or a group they are a direct member of, to the application with the AWS "
            "role (not “Default Access”), and check that the claim Role has the source user.assignedroles.",
        )


def _right(values: tuple[str, ...], expected: Expected) -> Iterator[Finding]:
    yield AZURE_CLAIMS.fine(
        "role", "The role is offered as it should be.", expected=expected.role_value, actual=expected.role_value
    )
    if len(values) > 1:
        yield AZURE_ASSIGNMENTS.warning(
            "role-several",
            f"The response offers {len(values)} roles, so people must choose one on a page of AWS each time.",
            expected="1 role",
            actual="; ".join(values),
            fix="Assign each person to one role of the application only.",
        )


def _closest(values: tuple[str, ...], expected: Expected) -> str:
    """The value that shares most with the expected one: only its differences are worth showing."""
    return max(values, key=lambda value: likeness(value, expected.role_value))


def _wrong(actual: str, expected: Expected) -> Finding:
    code, message = _reason(actual, expected)
    return AZURE_CLAIMS.fault(
        code,
        message,
        expected=expected.role_value,
        actual=actual,
        fix=f"Set the value of the application's AWS role to {expected.role_value}.",
    )


def _reason(actual: str, expected: Expected) -> tuple[str, str]:
    parts = [part.strip() for part in actual.split(",")]
    if "".join(actual.split()) == expected.role_value:
        return "role-spaces", "The Role claim contains spaces or line breaks, which AWS does not take away."
    if parts == [expected.provider_arn, expected.role_arn]:
        return "role-reversed", "The Role claim names the provider first. AWS documents the role first."
    if len(parts) != 2:
        return "role-form", "The Role claim is not a role ARN, one comma and a provider ARN."
    other = {
        (True, False): "another SAML provider",
        (False, True): "another role",
    }.get((parts[0] == expected.role_arn, parts[1] == expected.provider_arn), "another role and provider")
    marked = mark_differences(actual, expected.role_value)
    where = f" What differs stands in brackets: {marked}" if marked != actual else ""
    return "role-value", f"The Role claim names {other}.{where}"


ROLE = ResponseCheck("role", "Role", "The Role claim says role ARN, comma, provider ARN of this setup.", check)
