"""Does the response name a person, and confirm that person once, to one address, until one moment?"""

from collections.abc import Iterator

from federation.checks.expected import Expected
from federation.checks.response_check import AZURE_APPLICATION, AZURE_CLAIMS, ResponseCheck, about_assertion
from federation.findings import Finding
from federation.saml.response import Assertion, Confirmation

BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"


@about_assertion
def check(assertion: Assertion, expected: Expected) -> Iterator[Finding]:
    if assertion.name_id:
        yield AZURE_CLAIMS.fine("subject", "The response names the person.", actual=assertion.name_id)
    else:
        yield AZURE_CLAIMS.fault(
            "subject-missing",
            "The response names no person (“Not authorized to perform sts:AssumeRoleWithSAML”).",
            expected="a NameID",
            actual="none",
            fix="Give the claim “Unique User Identifier (Name ID)” a source attribute that the person has.",
        )
    if len(assertion.confirmations) == 1:
        yield from _confirmation(assertion.confirmations[0])
    else:
        yield AZURE_APPLICATION.fault(
            "subject-confirmation",
            "AWS wants exactly one confirmation of the person.",
            expected="1 SubjectConfirmation",
            actual=str(len(assertion.confirmations)),
            fix="Set one Reply URL in the application's Basic SAML Configuration and sign in again.",
        )


def _confirmation(confirmation: Confirmation) -> Iterator[Finding]:
    missing = [
        name
        for name, there in (
            (f"Method {BEARER}", confirmation.method == BEARER),
            ("Recipient", confirmation.recipient),
            ("NotOnOrAfter", confirmation.not_on_or_after),
        )
        if not there
    ]
    if missing:
        yield AZURE_APPLICATION.fault(
            "subject-confirmation",
            "The confirmation of the person lacks what AWS needs.",
            expected="Method bearer, Recipient and NotOnOrAfter",
            actual=f"without {', '.join(missing)}",
            fix="Set the Reply URL in the application's Basic SAML Configuration and sign in again.",
        )


SUBJECT = ResponseCheck("subject", "Person", "One NameID, confirmed once, with an address and an end.", check)
