"""The rules AWS applies to a response, in the order people read them. A new rule is one module, one line."""

from collections.abc import Iterable

from federation.checks.accounts import ACCOUNTS
from federation.checks.audience import AUDIENCE
from federation.checks.connect_user import CONNECT_USER
from federation.checks.expected import Expected
from federation.checks.issuer import ISSUER
from federation.checks.recipient import RECIPIENT
from federation.checks.response_check import ResponseCheck
from federation.checks.role import ROLE
from federation.checks.session_duration import SESSION_DURATION
from federation.checks.session_name import SESSION_RULE
from federation.checks.signature import SIGNATURE
from federation.checks.subject import SUBJECT
from federation.checks.times import TIMES
from federation.checks.whole import RESPONSE
from federation.findings import Finding
from federation.saml.response import SamlResponse

RESPONSE_CHECKS: tuple[ResponseCheck, ...] = (
    RESPONSE,
    SIGNATURE,
    ISSUER,
    RECIPIENT,
    AUDIENCE,
    TIMES,
    SUBJECT,
    ROLE,
    ACCOUNTS,
    SESSION_RULE,
    SESSION_DURATION,
    CONNECT_USER,
)


def check_response(response: SamlResponse, expected: Expected) -> tuple[Finding, ...]:
    """Everything all rules have to say, in their order. A fault stops no other rule."""
    return tuple(finding for rule in RESPONSE_CHECKS for finding in rule.check(response, expected))


def verdict(findings: Iterable[Finding]) -> str:
    """Whether AWS would let the person in: "accept", or "reject" if any finding failed."""
    return "reject" if any(finding.failed for finding in findings) else "accept"
