"""Entra's own words when it does not let somebody sign in, and what they mean.

Codes: Microsoft's reference "Microsoft Entra authentication and authorization error codes".
"""

import re
from typing import NamedTuple

from federation.checks.response_check import (
    AZURE_ACCESS_URL,
    AZURE_APPLICATION,
    AZURE_ASSIGNMENTS,
    AZURE_CERTIFICATE,
    Mends,
)
from federation.findings import Finding

MOST = 20_000
"""Characters of an error page that somebody copied; a captured sign-in is longer or names its response."""
_CODE = re.compile(r"\bAADSTS(\d+)\b")


class EntraRefusal(NamedTuple):
    """What one of Entra's codes means here."""

    mends: Mends
    code: str
    meaning: str
    expected: str
    fix: str


REFUSALS: dict[str, EntraRefusal] = {
    "50105": EntraRefusal(
        AZURE_ASSIGNMENTS,
        "person-not-assigned",
        "Entra does not let this person in: they are not assigned to the application.",
        "the person, or a group they are a direct member of, assigned with the AWS role",
        "Assign the person, or a group they are a direct member of, with the role. Groups inside groups "
        "do not count.",
    ),
    "50057": EntraRefusal(
        AZURE_ASSIGNMENTS,
        "person-disabled",
        "Entra does not let this person in: their account is disabled.",
        "an account that is enabled",
        "Enable the account in Entra if the person shall sign in, or check the login with somebody else.",
    ),
    "50034": EntraRefusal(
        AZURE_ASSIGNMENTS,
        "person-unknown",
        "Entra does not know this person in the directory of this setup.",
        "a person of this tenant",
        "Sign in with an account of this tenant; sign other accounts out first or use a private window.",
    ),
    "7000112": EntraRefusal(
        AZURE_APPLICATION,
        "application-disabled",
        "Entra lets nobody in: the application is switched off.",
        "“Enabled for users to sign-in?” is Yes",
        "Set “Enabled for users to sign-in?” to Yes in the properties of the enterprise application.",
    ),
    "700016": EntraRefusal(
        AZURE_ACCESS_URL,
        "application-unknown",
        "Entra does not find the application of this address in the tenant.",
        "the application of the record",
        "Take the User access URL from the properties of this application. If it was deleted, create it again.",
    ),
    "90002": EntraRefusal(
        AZURE_ACCESS_URL,
        "tenant-unknown",
        "Entra does not know the tenant of this address.",
        "the tenant of the record",
        "Take the User access URL from the properties of this application, with its tenantId.",
    ),
    "650056": EntraRefusal(
        AZURE_APPLICATION,
        "sign-on-mode",
        "Entra does not sign in to this application with SAML.",
        "single sign-on with SAML",
        "Carry out the application step again: it sets the single sign-on mode.",
    ),
    "500113": EntraRefusal(
        AZURE_APPLICATION,
        "reply-url",
        "The application has no Reply URL, so Entra does not know where to send people.",
        "the Reply URL of the record",
        "Carry out the application step again: it sets the Reply URL.",
    ),
    "50146": EntraRefusal(
        AZURE_CERTIFICATE,
        "certificate-active",
        "The application has no certificate of its own that is valid now, and its claims need one.",
        "an active signing certificate",
        "Carry out the certificate step again and let AWS have its metadata.",
    ),
    "500031": EntraRefusal(
        AZURE_CERTIFICATE,
        "certificate-active",
        "The application has no signing certificate.",
        "an active signing certificate",
        "Carry out the certificate step again and let AWS have its metadata.",
    ),
}
"""By the number after AADSTS."""


def explain_entra_refusal(text: str) -> Finding | None:
    """What Entra's error page means; None if `text` is no such page. The actual value is Entra's own text."""
    match = _CODE.search(text)
    if match is None or len(text) > MOST or "SAMLResponse" in text:
        return None
    said = " ".join(text[match.start() :].split())[:500]
    refusal = REFUSALS.get(match[1])
    if refusal is None:
        return AZURE_APPLICATION.fault(
            "entra-sign-in",
            "Entra did not let the person sign in, with a code Handoff does not know.",
            expected="a response for AWS",
            actual=said,
            fix="Look the code up at https://login.microsoftonline.com/error and in Entra’s sign-in logs.",
        )
    mends, code, meaning, expected, fix = refusal
    return mends.fault(code, meaning, expected=expected, actual=said, fix=fix)
