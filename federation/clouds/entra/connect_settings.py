"""What an Entra application must be told to reach one Amazon Connect instance.

Sources: Amazon Connect administrator guide, "Configure SAML with IAM"; AWS GovCloud guide, "SAML".
"""

from dataclasses import dataclass
from urllib.parse import quote

from federation.arns import Arn, parse_instance_arn

_PAGES = {"agent-workspace": "/agent-app-v2", "ccp": "/ccp-v2", "admin": ""}
_MOST_IDENTIFIERS = 20


@dataclass(frozen=True)
class ConnectSettings:
    """`identifiers` are tried in order; Entra sends them without what follows the #."""

    identifiers: tuple[str, ...]
    reply_url: str
    relay_state: str


def connect_settings(instance_arn: str, destination: str) -> ConnectSettings:
    """For the instance, and the page people land on (a key of DESTINATIONS). Raises InvalidValue."""
    arn = parse_instance_arn(instance_arn)
    gov = arn.partition == "aws-us-gov"
    base = "urn:amazon:webservices:govcloud" if gov else "urn:amazon:webservices"
    return ConnectSettings(
        identifiers=(base, *(f"{base}#{number}" for number in range(2, _MOST_IDENTIFIERS + 1))),
        reply_url=(
            "https://signin.amazonaws-us-gov.com/saml"
            if gov
            else f"https://{arn.region}.signin.aws.amazon.com/saml"
        ),
        relay_state=_relay_state(arn, _PAGES[destination], gov=gov),
    )


def _relay_state(arn: Arn, page: str, *, gov: bool) -> str:
    host = "console.amazonaws-us-gov.com" if gov else f"{arn.region}.console.aws.amazon.com"
    there = f"destination={quote(page, safe='')}&" if page else ""
    return f"https://{host}/connect/federate/{arn.name}?{there}new_domain=true"
