"""Is the response meant for AWS?"""

from collections.abc import Iterator

from federation.arns import parse_arn
from federation.checks.expected import Expected
from federation.checks.response_check import AZURE_APPLICATION, ResponseCheck, about_assertion
from federation.findings import Finding
from federation.saml.response import Assertion

AUDIENCES = {
    "aws": ("urn:amazon:webservices", "https://signin.aws.amazon.com/saml"),
    "aws-us-gov": ("urn:amazon:webservices:govcloud", "https://signin.amazonaws-us-gov.com/saml"),
}
"""What AWS accepts in the partitions that have Connect: Microsoft's AWS tutorial, AWS GovCloud guide."""


@about_assertion
def check(assertion: Assertion, expected: Expected) -> Iterator[Finding]:
    accepted = AUDIENCES.get(parse_arn(expected.role_arn).partition, AUDIENCES["aws"])
    actual = ", ".join(assertion.audiences)
    if set(accepted) & set(assertion.audiences):
        yield AZURE_APPLICATION.fine(
            "audience", "The response is meant for AWS.", expected=accepted[0], actual=actual
        )
        return
    suffix = " Entra normally removes what follows a #." if "#" in actual else ""
    yield AZURE_APPLICATION.fault(
        "audience",
        f"The response is not meant for AWS (“Response does not contain the required audience”).{suffix}",
        expected=" or ".join(accepted),
        actual=actual or "no audience",
        fix=f"Set the Identifier of the application in Entra to {accepted[0]}; if another application has it "
        f"already, to {accepted[0]}#2 with {accepted[0]} as the audience override.",
    )


AUDIENCE = ResponseCheck("audience", "Audience", "The audience is the one AWS accepts.", check)
