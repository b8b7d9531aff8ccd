"""Role sessions: temporary credentials."""

import secrets
from datetime import timedelta
from typing import Any

from sandbox.aws.errors import AwsError
from sandbox.aws.ids import timestamp, unique_id
from sandbox.rows import Row
from sandbox.world import World

DEFAULT_SECONDS = 3600


def check_region(world: World, account: str, region: str) -> None:
    """Raises AwsError if the account's administrator has switched STS off there.

    `disabled_sts_regions` of the account's row says where. Source of the text: AWS's answer as quoted in
    public issue reports.
    """
    if region in world.table("aws.accounts").get(account, {}).get("disabled_sts_regions", []):
        raise AwsError(
            "RegionDisabledException",
            f"STS is not activated in this region for account:{account}. "
            "Your account administrator can activate STS in this region using the IAM Console.",
            status=403,
        )


def visible_role(world: World, arn: str) -> Row | None:
    """The role with this ARN as every replica knows it: a new one, or a new trust, takes a moment."""
    roles = world.replica().table("iam.roles").values()
    return next((role for role in roles if role["Arn"] == arn), None)


def too_long(role: Row, seconds: int | None) -> AwsError | None:
    """The refusal of more seconds than the role allows, if they are more."""
    if seconds is None or seconds <= role["MaxSessionDuration"]:
        return None
    text = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    return AwsError("ValidationError", text)


def start_session(world: World, role: Row, *, name: str, seconds: int) -> Row:
    """Keep a new session of a role. Call inside `changing`."""
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
    # Beside the role, whose row is what people made of it. IAM shows it up to four hours late; here at once.
    world.table("iam.role_uses")[role["RoleId"]] = {"LastUsedDate": timestamp(world.now())}
    return session


def _forget_old_sessions(world: World) -> None:
    """Ended ones are kept for a day, so that they are called expired rather than unknown."""
    sessions = world.table("sts.sessions")
    limit = timestamp(world.now() - timedelta(days=1))
    for key in [key for key, session in sessions.items() if session["Expiration"] < limit]:
        del sessions[key]


def described(session: Row) -> dict[str, Any]:
    """The part that the answers of all AssumeRole calls have in common."""
    return {
        "Credentials": session,
        "AssumedRoleUser": {"AssumedRoleId": session["AssumedRoleId"], "Arn": session["Arn"]},
        "PackedPolicySize": 0,
    }
