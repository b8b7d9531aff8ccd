"""Is the length of the session one that AWS takes?"""

from collections.abc import Iterator

from federation.checks.claims import claim_name, look_alike, misnamed
from federation.checks.expected import Expected
from federation.checks.response_check import AWS_ROLE, AZURE_CLAIMS, ResponseCheck, about_assertion
from federation.findings import Finding
from federation.saml.response import Assertion

SHORTEST, LONGEST = 900, 43_200
"""Seconds (IAM user guide, "Configure SAML assertions")."""


@about_assertion
def check(assertion: Assertion, expected: Expected) -> Iterator[Finding]:
    values = assertion.values(claim_name("SessionDuration"))
    similar = look_alike(assertion, "SessionDuration")
    if values:
        yield _sent(values, expected)
    elif similar is not None:
        yield misnamed("SessionDuration", similar)
    else:
        yield AZURE_CLAIMS.warning(
            "session-duration-missing",
            "The response does not say how long the session lasts, so AWS ends it after an hour.",
            expected=claim_name("SessionDuration"),
            actual="no such claim",
            fix="Add the claim SessionDuration with a constant number of seconds.",
        )


def _sent(values: tuple[str, ...], expected: Expected) -> Finding:
    actual = "; ".join(values)
    whole = len(values) == 1 and values[0].isascii() and values[0].isdecimal()
    if not whole or not SHORTEST <= int(values[0]) <= LONGEST:
        return AZURE_CLAIMS.fault(
            "session-duration",
            "AWS refuses this SessionDuration.",
            expected=f"one whole number of seconds from {SHORTEST} to {LONGEST}",
            actual=actual,
            fix="Set the claim SessionDuration to a constant such as 43200 (12 hours, Connect's own limit).",
        )
    limit = expected.max_session_duration
    if limit is not None and int(values[0]) > limit:
        return AWS_ROLE.fault(
            "session-duration-role",
            "The session is to last longer than the role allows.",
            expected=f"at most {limit}",
            actual=actual,
            fix="Raise the role's maximum session duration, or ask for a smaller SessionDuration in Entra.",
        )
    return AZURE_CLAIMS.fine("session-duration", "AWS takes the length of the session.", actual=actual)


SESSION_DURATION = ResponseCheck(
    "session-duration", "Session duration", "SessionDuration lies within the bounds of AWS and the role.", check
)
