"""Does the response come from the issuer the metadata names?"""

from collections.abc import Iterator

from federation.checks.expected import Expected
from federation.checks.response_check import AZURE_CERTIFICATE, ResponseCheck, about_assertion
from federation.findings import Finding, compare
from federation.saml.response import Assertion


@about_assertion
def check(assertion: Assertion, expected: Expected) -> Iterator[Finding]:
    yield compare(
        code="issuer",
        owner=AZURE_CERTIFICATE.owner,
        what="The issuer of the response",
        expected=expected.metadata.entity_id,
        actual=assertion.issuer,
        fix="The metadata is of another tenant or application (“Issuer not present in specified provider”). "
        "Hand over the metadata of this application and update the SAML provider with it.",
        step=AZURE_CERTIFICATE.step,
    )


ISSUER = ResponseCheck("issuer", "Issuer", "The issuer is the entity ID of the metadata.", check)
