"""GetFederationToken: from a role session to a user of the instance."""

import secrets
from datetime import timedelta

from sandbox.aws.callers import Caller, Kind
from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.connect.instances import found_active
from sandbox.aws.connect.users import users_of
from sandbox.aws.errors import AwsError
from sandbox.aws.ids import timestamp
from sandbox.rows import Row
from sandbox.world import World

SESSION = timedelta(hours=12)
"""Connect ends every session then, whatever the role says (administrator guide, SAML)."""


def own_user(call: ApiCall) -> tuple[str, ...]:
    """The documented resource: `.../instance/ID/user/${aws:userid}`."""
    return (call.connect_arn(f"instance/{call.params['InstanceId']}/user/{call.caller.user_id}"),)


def federated_user(world: World, caller: Caller, instance: Row) -> Row:
    """The user of the instance whose name is the session's name, letter by letter. Raises AwsError."""
    if caller.kind is not Kind.ROLE_SESSION:
        text = f"Provided identity: Principal: {caller.arn} User: {caller.name} "
        raise AwsError("InvalidRequestException", f"{text}cannot be used for federation with Amazon Connect")
    if instance["IdentityManagementType"] != "SAML":
        raise AwsError("InvalidRequestException", "Instance does not use SAML 2.0-based authentication")
    for user in users_of(world, instance):
        if user["Username"] == caller.name:
            return user
    raise AwsError("UserNotFoundException", f"User {caller.name} not found")


def get_federation_token(call: ApiCall) -> Result:
    """GetFederationToken."""
    instance = found_active(call)
    user = federated_user(call.world, call.caller, instance)
    end = timestamp(call.world.now() + SESSION)
    return {
        "UserId": user["Id"],
        "UserArn": user["Arn"],
        "SignInUrl": f"{instance['InstanceAccessUrl']}/auth/sign-in",
        "Credentials": {
            "AccessToken": secrets.token_urlsafe(60),
            "AccessTokenExpiration": end,
            "RefreshToken": secrets.token_urlsafe(60),
            "RefreshTokenExpiration": end,
        },
    }
