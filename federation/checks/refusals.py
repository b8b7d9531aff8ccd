"""AWS's own words when it refuses a login, and what they mean.

Texts: IAM user guide (troubleshooting SAML), Connect admin guide (troubleshooting SAML), botocore's
Connect model (GetFederationToken).
"""

from collections.abc import Callable
from typing import NamedTuple

from federation.checks.expected import Expected
from federation.checks.response_check import (
    AWS_INSTANCE,
    AWS_PROVIDER,
    AWS_ROLE,
    AWS_USERS,
    AZURE_ACCESS_URL,
    AZURE_APPLICATION,
    AZURE_ASSIGNMENTS,
    AZURE_CERTIFICATE,
    AZURE_CLAIMS,
    Mends,
)
from federation.findings import Finding


class Refusal(NamedTuple):
    """One row: matches if `stage` fits and `words` stand in AWS's code or text, letter case aside."""

    stage: str
    words: str
    mends: Mends
    code: str
    meaning: str
    expected: Callable[[Expected], str]
    fix: str


SIGN_IN, TOKEN = "assume-role", "federation-token"


def _thumbprints(expected: Expected) -> str:
    return ", ".join(certificate.thumbprint for certificate in expected.metadata.certificates)


def _role(expected: Expected) -> str:
    return expected.role_arn


def _provider(expected: Expected) -> str:
    return expected.provider_arn


def _permission(expected: Expected) -> str:
    return f"connect:GetFederationToken on {expected.instance_arn}/user/${{aws:userid}}"


def _instance(expected: Expected) -> str:
    return expected.instance_arn or "the instance of this setup"


REFUSALS: tuple[Refusal, ...] = (
    Refusal(
        SIGN_IN,
        "Not authorized to perform sts:AssumeRoleWithSAML",
        AWS_ROLE,
        "role-trust",
        "There is no such role, or its trust policy does not allow this provider and sign-in address.",
        lambda e: f"{e.role_arn} trusting {e.provider_arn} for {e.reply_url or 'the reply URL'}",
        "Carry out the role step again: it compares name, provider and SAML:aud of the trust policy. "
        "Right after a change, wait a minute.",
    ),
    Refusal(
        SIGN_IN,
        "signature invalid",
        AWS_PROVIDER,
        "provider-certificate",
        "The SAML provider in IAM does not have the certificate Entra signed with.",
        _thumbprints,
        "Update the SAML provider with the metadata of the record.",
    ),
    Refusal(
        SIGN_IN,
        "Issuer not present",
        AWS_PROVIDER,
        "provider-issuer",
        "The SAML provider in IAM was made from the metadata of another tenant or application.",
        lambda e: e.metadata.entity_id,
        "Update the SAML provider with the metadata of the record.",
    ),
    Refusal(
        SIGN_IN,
        "provider doesn't exist",
        AWS_PROVIDER,
        "provider-missing",
        "There is no SAML provider of this name in the account.",
        _provider,
        "Create the SAML provider again under the same name, or correct the Role claim in Entra.",
    ),
    Refusal(
        SIGN_IN,
        "within 5 minutes",
        AZURE_ACCESS_URL,
        "response-too-old",
        "AWS takes a response for 5 minutes only.",
        lambda _: "redeemed within 5 minutes",
        "Sign in again through the user access URL and use the new response at once.",
    ),
    Refusal(
        SIGN_IN,
        "ExpiredToken",
        AZURE_ACCESS_URL,
        "response-too-old",
        "AWS says that the response has run out.",
        lambda _: "redeemed within 5 minutes",
        "Sign in again through the user access URL and use the new response at once.",
    ),
    Refusal(
        SIGN_IN,
        "required audience",
        AZURE_APPLICATION,
        "audience",
        "The response is not meant for AWS.",
        lambda _: "urn:amazon:webservices",
        "Set the Identifier of the application in Entra to urn:amazon:webservices.",
    ),
    Refusal(
        SIGN_IN,
        "RoleSessionName is required",
        AZURE_CLAIMS,
        "session-name-missing",
        "The response has no RoleSessionName.",
        lambda _: "one RoleSessionName",
        "Add the claim RoleSessionName, with a source attribute that the person has.",
    ),
    Refusal(
        SIGN_IN,
        "RoleSessionName in AuthnResponse must match",
        AZURE_CLAIMS,
        "session-name-form",
        "AWS refuses the characters or the length of RoleSessionName.",
        lambda _: "2 to 64 letters, digits and _ + = , . @ -",
        "Choose another source attribute for the claim RoleSessionName.",
    ),
    Refusal(
        SIGN_IN,
        "Source Identity must match",
        AZURE_CLAIMS,
        "source-identity",
        "AWS refuses the claim SourceIdentity, which Connect does not need.",
        lambda _: "no SourceIdentity",
        "Remove the claim SourceIdentity from the application.",
    ),
    Refusal(
        SIGN_IN,
        "exceeds MaxSessionDuration",
        AWS_ROLE,
        "session-duration-role",
        "The session is to last longer than the role allows.",
        lambda _: "a role with a maximum of 43200 seconds",
        "Raise the role's maximum session duration.",
    ),
    Refusal(
        SIGN_IN,
        "invalid SAML response",
        AZURE_ASSIGNMENTS,
        "role-missing",
        "The response offers no AWS role.",
        lambda e: e.role_value,
        "Assign the person to the application with the AWS role, not “Default Access”.",
    ),
    Refusal(
        SIGN_IN,
        "RegionDisabled",
        AWS_ROLE,
        "sts-region",
        "STS is switched off in this region for the account.",
        lambda _: "STS active in the region of the instance",
        "Activate STS for the region in IAM's account settings.",
    ),
    Refusal(
        SIGN_IN,
        "AccessDenied",
        AWS_ROLE,
        "role-trust",
        "The role does not let this response in.",
        _role,
        "Carry out the role step again. Right after a change, wait a minute.",
    ),
    Refusal(
        SIGN_IN,
        "InvalidIdentityToken",
        AZURE_CERTIFICATE,
        "response-refused",
        "AWS does not accept the response.",
        _provider,
        "Run the agreement check: it names the value that differs.",
    ),
    Refusal(
        TOKEN,
        "UserNotFound",
        AWS_USERS,
        "connect-user",
        "The sign-in to AWS works, but Connect has no user called exactly like RoleSessionName.",
        lambda _: "a Connect user of exactly this name, letter case included",
        "Create a Connect user of exactly this name; user names cannot be changed later.",
    ),
    Refusal(
        TOKEN,
        "not been onboarded",
        AWS_USERS,
        "connect-user",
        "The sign-in to AWS works, but Connect has no user called exactly like RoleSessionName.",
        lambda _: "a Connect user of exactly this name, letter case included",
        "Create a Connect user of exactly this name; user names cannot be changed later.",
    ),
    Refusal(
        TOKEN,
        "DuplicateResource",
        AWS_USERS,
        "connect-user-duplicate",
        "Connect already tied this user to another role.",
        _role,
        "Keep to one role for all sign-ins; a user tied to another one must be deleted and made again.",
    ),
    Refusal(
        TOKEN,
        "AccessDenied",
        AWS_ROLE,
        "role-policy-instance",
        "The role may not sign in to this instance: its policy lacks that, or names another instance.",
        _permission,
        "Carry out the role step again, so that its policy names the instance of the record.",
    ),
    Refusal(
        TOKEN,
        "ResourceNotFound",
        AWS_INSTANCE,
        "instance-missing",
        "There is no such Connect instance in this account and region.",
        _instance,
        "Choose the instance again.",
    ),
    Refusal(
        TOKEN,
        "InvalidRequest",
        AWS_INSTANCE,
        "instance-identity",
        "Connect cannot sign anybody in to this instance this way.",
        lambda _: "an active instance with SAML 2.0-based authentication",
        "Check the identity management of the instance; it cannot be changed later.",
    ),
)


def explain_refusal(stage: str, code: str, message: str, *, expected: Expected) -> Finding:
    """What a refusal means, in the first row of `REFUSALS` that fits; the actual value is AWS's own text."""
    said = f"{code}: {message}".replace("’", "'")
    for row in REFUSALS:
        if row.stage == stage and row.words.casefold() in said.casefold():
            return row.mends.fault(
                row.code, row.meaning, expected=row.expected(expected), actual=said, fix=row.fix
            )
    return AWS_ROLE.fault(
        "login-refused",
        "AWS refused the login with words Handoff does not know.",
        expected="a login",
        actual=said,
        fix="Run the agreement check, and look the message up in CloudTrail.",
    )
