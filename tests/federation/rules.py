"""What the tests of the rules share: a right expectation, and what the rules say."""

from dataclasses import replace
from datetime import datetime, timedelta

from federation.checks.expected import Expected
from federation.checks.response_checks import check_response
from federation.findings import Finding, Level
from federation.saml.metadata import read_metadata
from federation.saml.response import read_response
from tests.federation.responses import (
    ANNA,
    INSTANCE,
    NOW,
    PROVIDER,
    REPLY_URL,
    ROLE,
    Sent,
    metadata_xml,
    signed_response,
)

RIGHT = Expected(
    metadata=read_metadata(metadata_xml()),
    role_arn=ROLE,
    provider_arn=PROVIDER,
    instance_arn=INSTANCE,
    connect_users=("bert", ANNA),
    reply_url=REPLY_URL,
    now=NOW + timedelta(minutes=1),
)


def findings(sent: Sent | str, expected: Expected = RIGHT) -> tuple[Finding, ...]:
    text = sent if isinstance(sent, str) else signed_response(sent)
    return check_response(read_response(text, expected.metadata.certificates), expected)


def notable(sent: Sent | str, expected: Expected = RIGHT) -> dict[str, Finding]:
    """What is not simply well, by code."""
    return {finding.code: finding for finding in findings(sent, expected) if finding.level is not Level.OK}


def at(moment: datetime) -> Expected:
    return replace(RIGHT, now=moment)
