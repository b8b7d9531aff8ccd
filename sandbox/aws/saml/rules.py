"""What AWS demands before it gives a role to the bearer of a response: one function for each rule.

Sources: IAM user guide "Configure SAML assertions" and "Troubleshoot SAML federation", whose texts these
are; the API reference of AssumeRoleWithSAML. Where AWS's text is not public, the comment says so.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from lxml import etree

from sandbox.aws.authorization import not_authorized
from sandbox.aws.conditions import Context, conditions_hold
from sandbox.aws.errors import AwsError
from sandbox.aws.policies import Statement, listed, names_action, statements_of
from sandbox.aws.saml.metadata import IdpMetadata, read_metadata
from sandbox.aws.saml.response import (
    INVALID_RESPONSE,
    Assertion,
    claimed,
    from_discovery,
    invalid,
    signed,
)
from sandbox.rows import Row

AUDIENCES = {"https://signin.aws.amazon.com/saml", "urn:amazon:webservices"}
REDEEM_WITHIN = timedelta(minutes=5)
CLOCK_SKEW = timedelta(minutes=5)
_SESSION_NAME = re.compile(r"[a-zA-Z_0-9+=,.@-]{2,64}")


@dataclass(frozen=True)
class Redemption:
    """A response presented for a role. `role` and `provider` are rows, None if there are none.

    `receivers` are the addresses it may be meant for, None if it came through the API; `duration` is
    the API's DurationSeconds.
    """

    root: etree._Element
    now: datetime
    role_arn: str
    provider_arn: str
    role: Row | None
    provider: Row | None
    receivers: tuple[str, ...] | None = None
    duration: int | None = None

    @cached_property
    def metadata(self) -> IdpMetadata:
        if self.provider is None:
            raise _no_provider()
        return read_metadata(self.provider["SAMLMetadataDocument"])

    @cached_property
    def assertion(self) -> Assertion:
        """What is vouched for. Raises AwsError if the signature is not the provider's."""
        return signed(self.root, self.metadata)


def _no_provider() -> AwsError:
    return from_discovery("Specified provider doesn't exist", "AuthSamlManifestNotFoundException")


def _not_authorized() -> AwsError:
    return not_authorized("sts:AssumeRoleWithSAML")


def _expired(text: str) -> AwsError:
    return AwsError("ExpiredTokenException", text, status=400)


def provider_exists(claim: Redemption) -> None:
    if claim.provider is None:
        raise _no_provider()


def issuer_is_the_providers(claim: Redemption) -> None:
    if claimed(claim.root).issuer != claim.metadata.entity_id:
        raise from_discovery("Issuer not present in specified provider", INVALID_RESPONSE)


def signature_is_the_providers(claim: Redemption) -> None:
    if claim.assertion.issuer != claim.metadata.entity_id:
        raise invalid("Response signature invalid")


def redeemed_in_time(claim: Redemption) -> None:
    issued = claim.assertion.issued_at
    if issued is None:
        raise invalid("Invalid SAML response")
    if claim.now - issued > REDEEM_WITHIN:
        raise _expired("Token must be redeemed within 5 minutes of issuance")
    if issued - claim.now > CLOCK_SKEW:
        raise invalid(EARLY)


EARLY = "Response is not yet valid"
"""The sandbox's wording."""
OVER = "Response has expired"
"""Its own end has come (quoted in Versent/saml2aws issue 759)."""


def inside_conditions(claim: Redemption) -> None:
    end, start = claim.assertion.not_on_or_after, claim.assertion.not_before
    if end is not None and claim.now >= end:
        raise _expired(OVER)
    if start is not None and start - claim.now > CLOCK_SKEW:
        raise invalid(EARLY)


def audience_is_aws(claim: Redemption) -> None:
    if not AUDIENCES & set(claim.assertion.audiences):
        raise invalid("Response does not contain the required audience.")


def subject_is_named(claim: Redemption) -> None:
    if not claim.assertion.name_id:
        raise _not_authorized()


def subject_is_confirmed(claim: Redemption) -> None:
    """Exactly one confirmation whose data has NotOnOrAfter and Recipient."""
    confirmations = claim.assertion.confirmations
    if len(confirmations) != 1 or not confirmations[0].recipient:
        raise invalid("Invalid SAML response")
    end = confirmations[0].not_on_or_after
    if end is None:
        raise invalid("Invalid SAML response")
    if claim.now >= end:
        raise _expired(OVER)


def recipient_is_the_receiver(claim: Redemption) -> None:
    """The address of one provider (`/saml/acs/UUID`) is no address of another."""
    recipient = claim.assertion.recipient
    if claim.receivers is not None and recipient not in claim.receivers:
        raise _not_authorized()
    number = recipient.partition("/saml/acs/")[2]
    if number and claim.provider and number != claim.provider["SAMLProviderUUID"]:
        raise _not_authorized()


def assertion_is_encrypted_if_required(claim: Redemption) -> None:
    if claim.provider and claim.provider.get("AssertionEncryptionMode") == "Required":
        raise invalid("Response assertion must be encrypted")  # the sandbox's wording


def session_name_is_there(claim: Redemption) -> None:
    if not any(claim.assertion.aws("RoleSessionName")):
        raise invalid("RoleSessionName is required in AuthnResponse")


def session_name_fits(claim: Redemption) -> None:
    names = claim.assertion.aws("RoleSessionName")
    if len(names) != 1 or not _SESSION_NAME.fullmatch(names[0]):
        raise invalid("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}")


def source_identity_fits(claim: Redemption) -> None:
    for text in claim.assertion.aws("SourceIdentity"):
        if not _SESSION_NAME.fullmatch(text) or text.startswith("aws:"):
            raise invalid('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"')


def session_duration_fits(claim: Redemption) -> None:
    for text in claim.assertion.aws("SessionDuration"):
        if not (re.fullmatch("[0-9]{3,5}", text) and 900 <= int(text) <= 43200):
            # The bounds are documented, the sentence is the sandbox's.
            raise invalid("SessionDuration in AuthnResponse must be an integer between 900 and 43200")


def role_is_in_the_assertion(claim: Redemption) -> None:
    if (claim.role_arn, claim.provider_arn) not in claim.assertion.role_pairs:
        raise _not_authorized()


def role_exists(claim: Redemption) -> None:
    if claim.role is None:
        raise _not_authorized()


def role_trusts_the_provider(claim: Redemption) -> None:
    for action in _needed_actions(claim.assertion):
        if not _trusted(claim, action):
            raise _not_authorized()


def _needed_actions(assertion: Assertion) -> list[str]:
    needed = ["sts:AssumeRoleWithSAML"]
    if assertion.aws("TransitiveTagKeys") or any("/PrincipalTag:" in name for name in assertion.attributes):
        needed.append("sts:TagSession")
    if assertion.aws("SourceIdentity"):
        needed.append("sts:SetSourceIdentity")
    return needed


def _trusted(claim: Redemption, action: str) -> bool:
    statements = statements_of(claim.role["AssumeRolePolicyDocument"]) if claim.role else []
    effects = {s["Effect"] for s in statements if _names(s, claim, action)}
    return "Allow" in effects and "Deny" not in effects


def _names(statement: Statement, claim: Redemption, action: str) -> bool:
    federated = listed(statement["Principal"].get("Federated", []))
    return (
        claim.provider_arn in federated
        and names_action(statement, action)
        and conditions_hold(statement.get("Condition", {}), _context(claim.assertion))
    )


def _context(assertion: Assertion) -> Context:
    """`SAML:aud` is the Recipient, not the audience (IAM user guide, SAML condition keys)."""
    return {
        "saml:aud": (assertion.recipient,),
        "saml:iss": (assertion.issuer,),
        "saml:sub": (assertion.name_id,),
        "saml:sub_type": (assertion.name_id_format.rpartition(":")[2],),
    }


def duration_is_allowed(claim: Redemption) -> None:
    """Bounds the API only: in the browser SessionDuration decides."""
    if claim.duration and claim.role and claim.duration > claim.role["MaxSessionDuration"]:
        text = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        raise AwsError("ValidationError", text)


RULES: tuple[Callable[[Redemption], None], ...] = (
    provider_exists,
    issuer_is_the_providers,
    signature_is_the_providers,
    assertion_is_encrypted_if_required,
    redeemed_in_time,
    inside_conditions,
    audience_is_aws,
    subject_is_named,
    subject_is_confirmed,
    recipient_is_the_receiver,
    session_name_is_there,
    session_name_fits,
    source_identity_fits,
    session_duration_fits,
    role_is_in_the_assertion,
    role_exists,
    role_trusts_the_provider,
    duration_is_allowed,
)


def check(claim: Redemption) -> None:
    """Raises AwsError for the first rule that is broken."""
    for rule in RULES:
        rule(claim)
