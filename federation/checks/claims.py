"""Finding AWS's claims in a response, and those that only look like them."""

from federation.checks.response_check import AZURE_CLAIMS
from federation.findings import Finding
from federation.saml.response import Assertion

NAMESPACE = "https://aws.amazon.com/SAML/Attributes"
"""Attribute names are case-sensitive (IAM user guide, "Configure SAML assertions")."""


def claim_name(short: str) -> str:
    """The only name under which AWS finds a claim."""
    return f"{NAMESPACE}/{short}"


def look_alike(assertion: Assertion, short: str) -> str | None:
    """The name of an attribute somebody probably meant as the claim: other letter case or namespace."""
    for attribute in assertion.attributes:
        last = attribute.name.strip().rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]
        if attribute.name != claim_name(short) and last.strip().casefold() == short.casefold():
            return attribute.name
    return None


def misnamed(short: str, found: str) -> Finding:
    """The claim is there, but AWS will not find it under this name."""
    return AZURE_CLAIMS.fault(
        f"{_kebab(short)}-name",
        f"The claim {short} is sent under a name that AWS does not know. Letter case and namespace count.",
        expected=claim_name(short),
        actual=found,
        fix=f"In Attributes & Claims, set the claim's name to {short} and its namespace to {NAMESPACE}.",
    )


def _kebab(short: str) -> str:
    return {"Role": "role", "RoleSessionName": "session-name", "SessionDuration": "session-duration"}[short]
