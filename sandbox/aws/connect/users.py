"""Users of an instance. On a SAML instance their name must equal RoleSessionName letter by letter."""

from typing import Any

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.connect.instances import found_active
from sandbox.aws.connect.user_rules import check_identity, check_name, check_password, check_profiles
from sandbox.aws.errors import AwsError
from sandbox.aws.ids import new_uuid, timestamp
from sandbox.aws.paging import page
from sandbox.rows import Row
from sandbox.world import World

DEFAULT_PAGE = 100


def agents(call: ApiCall) -> tuple[str, ...]:
    """The ARN of the user the call names, or of all users."""
    return (call.connect_arn(f"instance/{call.params['InstanceId']}/agent/{call.params.get('UserId', '*')}"),)


def agent_and_profiles(call: ApiCall) -> tuple[str, ...]:
    """CreateUser and the profile updates also need permission on the profiles they name."""
    base = f"instance/{call.params['InstanceId']}"
    wanted = [f"{base}/security-profile/{number}" for number in call.params.get("SecurityProfileIds", [])]
    if "RoutingProfileId" in call.params:
        wanted.append(f"{base}/routing-profile/{call.params['RoutingProfileId']}")
    return (*agents(call), *(call.connect_arn(resource) for resource in wanted))


def users_of(world: World, instance: Row) -> list[Row]:
    """The users of one instance."""
    return [row for row in world.table("connect.users").values() if row["instance"] == instance["Id"]]


def _found(call: ApiCall) -> Row:
    for user in users_of(call.world, found_active(call)):
        if user["Id"] == call.params["UserId"]:
            return user
    raise AwsError("ResourceNotFoundException", "User not found")


def create(call: ApiCall) -> Result:
    """CreateUser: there is no ClientToken, the name itself is the guard against making one twice."""
    instance = found_active(call)
    saml = instance["IdentityManagementType"] == "SAML"
    check_name(call.params["Username"], saml=saml)
    check_identity(call, saml=saml)
    check_password(call, saml=saml)
    check_profiles(call, instance)
    present = users_of(call.world, instance)
    if any(user["Username"] == call.params["Username"] for user in present):
        raise AwsError("DuplicateResourceException", "A user with this username already exists")
    quota = call.world.table("aws.accounts")[call.caller.account]["connect_users_quota"]
    if len(present) >= quota:
        raise AwsError("LimitExceededException", f"The limit of {quota} users per instance is reached")
    user = _make(call, instance)
    return {"UserId": user["Id"], "UserArn": user["Arn"]}


def _make(call: ApiCall, instance: Row) -> Row:
    number = new_uuid()
    user: Row = {
        "instance": instance["Id"],
        "Id": number,
        "Arn": f"{instance['Arn']}/agent/{number}",
        "Username": call.params["Username"],
        "IdentityInfo": call.params["IdentityInfo"],
        "PhoneConfig": call.params.get("PhoneConfig"),
        "SecurityProfileIds": call.params["SecurityProfileIds"],
        "RoutingProfileId": call.params["RoutingProfileId"],
        "Tags": call.params.get("Tags", {}),
    }
    _touch(call, user)
    call.world.table("connect.users")[number] = user
    return user


def _touch(call: ApiCall, user: Row) -> None:
    user["LastModifiedTime"] = timestamp(call.world.now())
    user["LastModifiedRegion"] = call.region


def list_all(call: ApiCall) -> Result:
    """ListUsers."""
    rows: list[dict[str, Any]] = users_of(call.world, found_active(call))
    size, token = call.params.get("MaxResults", DEFAULT_PAGE), call.params.get("NextToken")
    some, following = page(rows, token=token, size=size, bad_token="InvalidRequestException")  # noqa: S106
    return {"UserSummaryList": some, "NextToken": following}


def describe(call: ApiCall) -> Result:
    """DescribeUser."""
    return {"User": _found(call)}


def update_identity(call: ApiCall) -> Result:
    """UpdateUserIdentityInfo."""
    user = _found(call)
    instance = found_active(call)
    check_identity(call, saml=instance["IdentityManagementType"] == "SAML")
    user["IdentityInfo"] = {**user["IdentityInfo"], **call.params["IdentityInfo"]}
    _touch(call, user)
    return {}


def update_profiles(call: ApiCall) -> Result:
    """UpdateUserSecurityProfiles and UpdateUserRoutingProfile."""
    user = _found(call)
    check_profiles(call, found_active(call))
    for name in ("SecurityProfileIds", "RoutingProfileId"):
        if name in call.params:
            user[name] = call.params[name]
    _touch(call, user)
    return {}


def update_phone(call: ApiCall) -> Result:
    """UpdateUserPhoneConfig."""
    user = _found(call)
    user["PhoneConfig"] = call.params["PhoneConfig"]
    _touch(call, user)
    return {}


def delete(call: ApiCall) -> Result:
    """DeleteUser."""
    del call.world.table("connect.users")[_found(call)["Id"]]
    return {}
