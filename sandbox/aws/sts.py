"""STS: who am I, and a role for the bearer of a SAML response."""

import base64
import hashlib
import secrets
from datetime import timedelta

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.errors import not_simulated
from sandbox.aws.ids import timestamp, unique_id
from sandbox.aws.saml.response import decode
from sandbox.aws.saml.rules import Redemption, check
from sandbox.rows import Row
from sandbox.world import World

DEFAULT_SESSION_SECONDS = 3600


def get_caller_identity(call: ApiCall) -> Result:
    """GetCallerIdentity: needs no permission."""
    return {"UserId": call.caller.user_id, "Account": call.caller.account, "Arn": call.caller.arn}


def assume_role_with_saml(call: ApiCall) -> Result:
    """AssumeRoleWithSAML: unsigned; the response itself is the credential."""
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
        "Credentials": session,
        "AssumedRoleUser": {"AssumedRoleId": session["AssumedRoleId"], "Arn": session["Arn"]},
        "PackedPolicySize": 0,
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
    roles = (row for row in world.table("iam.roles").values() if row["Arn"] == role_arn)
    return Redemption(
        root=decode(encoded),
        now=world.now(),
        role_arn=role_arn,
        provider_arn=provider_arn,
        role=next(roles, None),
        provider=world.table("iam.saml_providers").get(provider_arn),
        receivers=receivers,
        duration=duration,
    )


def _seconds(claim: Redemption) -> int:
    """The API takes DurationSeconds, the browser the attribute SessionDuration; an earlier
    SessionNotOnOrAfter of the identity provider wins."""
    if claim.receivers is None:
        wanted = claim.duration or DEFAULT_SESSION_SECONDS
    else:
        wanted = int(next(iter(claim.assertion.aws("SessionDuration")), DEFAULT_SESSION_SECONDS))
    ends = claim.assertion.session_ends
    return wanted if ends is None else max(0, min(wanted, int((ends - claim.now).total_seconds())))


def redeem(world: World, claim: Redemption) -> Row:
    """Check all rules and keep the new role session. Raises AwsError. Call inside `changing`."""
    check(claim)
    seconds = _seconds(claim)
    role = claim.role or {}
    name = claim.assertion.aws("RoleSessionName")[0]
    partition, account = role["Arn"].split(":")[1], role["account"]
    session: Row = {
        "AccessKeyId": unique_id("ASIA", 20),
        "SecretAccessKey": secrets.token_urlsafe(30),
        "SessionToken": secrets.token_urlsafe(120),
        "Expiration": timestamp(world.now() + timedelta(seconds=seconds)),
        "seconds": seconds,
        "account": account,
        "role_id": role["RoleId"],
        "RoleSessionName": name,
        "AssumedRoleId": f"{role['RoleId']}:{name}",
        "Arn": f"arn:{partition}:sts::{account}:assumed-role/{role['RoleName']}/{name}",
    }
    _forget_old_sessions(world)
    world.table("sts.sessions")[session["AccessKeyId"]] = session
    return session


def _forget_old_sessions(world: World) -> None:
    """Ended ones are kept for a day, so that they are called expired rather than unknown."""
    sessions = world.table("sts.sessions")
    limit = timestamp(world.now() - timedelta(days=1))
    for key in [key for key, session in sessions.items() if session["Expiration"] < limit]:
        del sessions[key]
