"""Does the response name the session so that AWS and Connect take it?"""

import re
from collections.abc import Iterator

from federation.checks.claims import claim_name, look_alike, misnamed
from federation.checks.expected import Expected
from federation.checks.response_check import AZURE_CLAIMS, ResponseCheck, about_assertion
from federation.findings import Finding
from federation.people import SESSION_NAME
from federation.saml.response import Assertion

ALLOWED = re.compile(r"[a-zA-Z_0-9+=,.@-]{2,64}")
"""AWS's own rule for RoleSessionName (STS error text)."""
_SOURCE = "Choose another source attribute for the claim RoleSessionName, such as the user principal name."


@about_assertion
def check(assertion: Assertion, expected: Expected) -> Iterator[Finding]:
    values = assertion.values(claim_name("RoleSessionName"))
    similar = look_alike(assertion, "RoleSessionName")
    if len(values) == 1 and values[0]:
        yield _one(values[0])
    elif len(values) > 1:
        yield AZURE_CLAIMS.fault(
            "session-name-several",
            "The claim RoleSessionName has several values; AWS takes exactly one.",
            expected="1 value",
            actual="; ".join(values),
            fix=_SOURCE,
        )
    elif not values and similar is not None:
        yield misnamed("RoleSessionName", similar)
    else:
        yield AZURE_CLAIMS.fault(
            "session-name-missing",
            "The response has no RoleSessionName (“RoleSessionName is required in AuthnResponse”).",
            expected=claim_name("RoleSessionName"),
            actual="an empty claim" if values else "no such claim",
            fix="Add the claim RoleSessionName; if it is there, the person lacks its source attribute: fill it "
            "in for the person or choose another one.",
        )


def _one(value: str) -> Finding:
    if not ALLOWED.fullmatch(value):
        return AZURE_CLAIMS.fault(
            "session-name-form",
            "AWS refuses this RoleSessionName: it has characters or a length that are not allowed.",
            expected="2 to 64 letters, digits and _ + = , . @ -",
            actual=_bracket_refused(value),
            fix=f"{_SOURCE} Guests have #EXT# in theirs, which AWS refuses.",
        )
    if not SESSION_NAME.fullmatch(value):
        return AZURE_CLAIMS.fault(
            "session-name-connect",
            "AWS takes this RoleSessionName, but no Connect user can be called so.",
            expected="2 to 64 letters, digits and . _ - @",
            actual=value,
            fix=_SOURCE,
        )
    return AZURE_CLAIMS.fine("session-name", "The session is named as AWS and Connect want it.", actual=value)


def _bracket_refused(value: str) -> str:
    return re.sub(r"([^a-zA-Z_0-9+=,.@-]+)", r"[\1]", value) + f" ({len(value)} characters)"


SESSION_RULE = ResponseCheck(
    "session-name", "Session name", "RoleSessionName is one value that AWS and Connect both allow.", check
)
