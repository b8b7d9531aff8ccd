"""AssumeRoleWithSAML: a role for the bearer of a SAML response."""

import base64
import hashlib

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.errors import not_simulated
from sandbox.aws.saml.replays import use_once
from sandbox.aws.saml.response import decode
from sandbox.aws.saml.rules import Redemption, check
from sandbox.aws.sts.sessions import DEFAULT_SECONDS, described, start_session, visible_role
from sandbox.rows import Row
from sandbox.world import World


def assume_role_with_saml(call: ApiCall) -> Result:
    """Unsigned; the response itself is the credential."""
    if {"Policy", "PolicyArns"} & set(call.params):
        raise not_simulated("session policies")
    claim = present(
        call.world,
        call.params["SAMLAssertion"],
        role_arn=call.params["RoleArn"],
        provider_arn=call.params["PrincipalArn"],
        duration=call.params.get("DurationSeconds"),
    )
    session = redeem(call.world, claim)
    assertion = claim.assertion
    return {
        **described(session),
        "Subject": assertion.name_id,
        "SubjectType": assertion.name_id_format.rpartition(":")[2],
        "Issuer": assertion.issuer,
        "Audience": assertion.recipient,
        "NameQualifier": _name_qualifier(assertion.issuer, claim.provider_arn),
    }


def _name_qualifier(issuer: str, provider_arn: str) -> str:
    """Documented as the base64 SHA-1 of issuer, account and "/" plus the provider's name."""
    account, name = provider_arn.split(":")[4], provider_arn.rpartition("/")[2]
    digest = hashlib.sha1(f"{issuer}{account}/{name}".encode(), usedforsecurity=False)
    return base64.b64encode(digest.digest()).decode()


def present(
    world: World,
    encoded: str,
    *,
    role_arn: str,
    provider_arn: str,
    receivers: tuple[str, ...] | None = None,
    duration: int | None = None,
) -> Redemption:
    """A response (base64) presented for a role, not yet checked. Raises AwsError if it is no response."""
    return Redemption(
        root=decode(encoded),
        now=world.now(),
        role_arn=role_arn,
        provider_arn=provider_arn,
        role=visible_role(world, role_arn),
        provider=world.replica().table("iam.saml_providers").get(provider_arn),
        receivers=receivers,
        duration=duration,
    )


def _seconds(claim: Redemption) -> int:
    """The API takes DurationSeconds, the browser the attribute SessionDuration; an earlier
    SessionNotOnOrAfter of the identity provider wins."""
    if claim.receivers is None:
        wanted = claim.duration or DEFAULT_SECONDS
    else:
        wanted = int(next(iter(claim.assertion.aws("SessionDuration")), DEFAULT_SECONDS))
    ends = claim.assertion.session_ends
    return wanted if ends is None else max(0, min(wanted, int((ends - claim.now).total_seconds())))


def redeem(world: World, claim: Redemption) -> Row:
    """Check all rules and keep the new role session. Raises AwsError. Call inside `changing`."""
    check(claim)
    use_once(world, claim)
    name = claim.assertion.aws("RoleSessionName")[0]
    return start_session(world, claim.role or {}, name=name, seconds=_seconds(claim))
