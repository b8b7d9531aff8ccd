"""Is the response addressed to AWS's sign-in, in the region of the instance?

Addresses: Connect admin guide "Configure SAML with IAM", IAM user guide "Configure SAML assertions".
"""

import re
from collections.abc import Iterator

from federation.arns import parse_arn
from federation.checks.expected import Expected
from federation.checks.response_check import AZURE_APPLICATION, ResponseCheck
from federation.findings import Finding
from federation.saml.response import SamlResponse

_HOSTS = {
    "aws": r"signin\.aws\.amazon\.com",
    "aws-us-gov": r"signin\.amazonaws-us-gov\.com",
}
GLOBAL_SIGN_IN_REGION = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1"}
"""Where the sign-in address without a region lives. China has no Connect, see the check of accounts."""


def read_sign_in_region(url: str, partition: str) -> str | None:
    """The region of an address of AWS's sign-in, "" for the global one, None if it is not one.

    Provider-specific addresses end in /saml/acs/ and the unique id of the SAML provider.
    """
    pattern = rf"https://(?:(?P<region>[a-z]{{2}}(?:-[a-z]+)+-[0-9])\.)?{_HOSTS[partition]}/saml(?:/acs/[A-Za-z0-9]+)?"
    match = re.fullmatch(pattern, url)
    return None if match is None else match["region"] or ""


def check(response: SamlResponse, expected: Expected) -> Iterator[Finding]:
    if response.assertion is None:
        return
    recipients = {one.recipient for one in response.assertion.confirmations if one.recipient}
    for recipient in sorted(recipients):
        yield _recipient(recipient, expected)
        if response.destination and response.destination != recipient:
            yield AZURE_APPLICATION.fault(
                "destination",
                "The response is addressed to another place than the assertion in it.",
                expected=recipient,
                actual=response.destination,
                fix="Set one Reply URL in the application's Basic SAML Configuration and sign in again.",
            )


def _recipient(recipient: str, expected: Expected) -> Finding:
    instance = parse_arn(expected.instance_arn) if expected.instance_arn else None
    partition = _partition(expected)
    region = read_sign_in_region(recipient, partition)
    wanted = expected.reply_url or _address(partition, instance.region if instance else "")
    if region is None or (expected.reply_url and recipient != expected.reply_url):
        return AZURE_APPLICATION.fault(
            "recipient",
            "The response is addressed to a place that is not AWS's sign-in."
            if region is None
            else "The response is addressed to another sign-in address than the role trusts.",
            expected=wanted,
            actual=recipient,
            fix=f"Set the Reply URL of the application in Entra to {wanted}, without # or anything after it.",
        )
    if instance and (region or GLOBAL_SIGN_IN_REGION[partition]) != instance.region:
        return AZURE_APPLICATION.warning(
            "recipient-region",
            "The sign-in address is not in the region of the instance, so the login depends on two regions.",
            expected=wanted,
            actual=recipient,
            fix=f"Set the Reply URL to {wanted}. The role must trust that address first.",
        )
    return AZURE_APPLICATION.fine(
        "recipient", "The response is addressed to AWS's sign-in.", expected=recipient, actual=recipient
    )


def _partition(expected: Expected) -> str:
    partition = parse_arn(expected.role_arn).partition
    return partition if partition in _HOSTS else "aws"


def _address(partition: str, region: str) -> str:
    host = _HOSTS[partition].replace("\\", "")
    return f"https://{region}.{host}/saml" if region and partition == "aws" else f"https://{host}/saml"


RECIPIENT = ResponseCheck(
    "recipient", "Recipient", "The response is addressed to AWS's sign-in address that the role trusts.", check
)
