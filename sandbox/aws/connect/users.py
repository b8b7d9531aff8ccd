"""Users of an instance. On a SAML instance their name must equal RoleSessionName letter by letter."""

import re
import unicodedata
from typing import Any

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.connect.instances import found_active
from sandbox.aws.connect.profiles import profiles_of
from sandbox.aws.errors import AwsError
from sandbox.aws.ids import new_uuid, timestamp
from sandbox.aws.paging import page
from sandbox.rows import Row
from sandbox.world import World

DEFAULT_PAGE = 100
_SAML_NAME = re.compile(r"[a-zA-Z0-9_\-.\\@]{1,64}")
_OTHER_NAME = re.compile(r"[a-zA-Z0-9_\-.\\@]{1,20}")
_WHOLE_ADDRESS = re.compile(r"[^@]+@[^@.]+(\.[^@.]+)+")


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


def _invalid(text: str) -> AwsError:
    return AwsError("InvalidParameterException", text)


def users_of(world: World, instance: Row) -> list[Row]:
    """The users of one instance."""
    return [row for row in world.table("connect.users").values() if row["instance"] == instance["Id"]]


def _found(call: ApiCall) -> Row:
    for user in users_of(call.world, found_active(call)):
        if user["Id"] == call.params["UserId"]:
            return user
    raise AwsError("ResourceNotFoundException", "User not found")


def _check_name(name: str, *, saml: bool) -> None:
    if not (_SAML_NAME if saml else _OTHER_NAME).fullmatch(name):
        raise _invalid("Invalid username. Allowed characters are a-z A-Z 0-9 _ - . \\ @")
    if "@" in name and not _WHOLE_ADDRESS.fullmatch(name):
        raise _invalid("Invalid username. Username can include @ only if used in an email format")


def _check_identity(call: ApiCall, *, saml: bool) -> None:
    info = call.params.get("IdentityInfo", {})
    if saml and "Email" in info:
        raise AwsError("InvalidRequestException", "Email is not required for this directory type")
    if saml and "Password" in call.params:
        raise AwsError("InvalidRequestException", "Password is not required for this directory type")
    for name in ("FirstName", "LastName"):
        if not info.get(name):
            raise _invalid(f"{name} is required")
        if unicodedata.normalize("NFC", info[name]) != info[name]:
            raise _invalid(f"{name} must be in Unicode normalization form C")


def _check_profiles(call: ApiCall, instance: Row) -> None:
    wanted = {
        "security-profile": call.params.get("SecurityProfileIds", []),
        "routing-profile": [call.params["RoutingProfileId"]] if "RoutingProfileId" in call.params else [],
    }
    for kind, numbers in wanted.items():
        known = {row["Id"] for row in profiles_of(call.world, instance, kind)}
        if not set(numbers) <= known:
            raise _invalid(f"Invalid {kind} id")


def create(call: ApiCall) -> Result:
    """CreateUser: there is no ClientToken, the name itself is the guard against making one twice."""
    instance = found_active(call)
    saml = instance["IdentityManagementType"] == "SAML"
    _check_name(call.params["Username"], saml=saml)
    _check_identity(call, saml=saml)
    _check_profiles(call, instance)
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
    _check_identity(call, saml=instance["IdentityManagementType"] == "SAML")
    user["IdentityInfo"] = {**user["IdentityInfo"], **call.params["IdentityInfo"]}
    _touch(call, user)
    return {}


def update_profiles(call: ApiCall) -> Result:
    """UpdateUserSecurityProfiles and UpdateUserRoutingProfile."""
    user = _found(call)
    _check_profiles(call, found_active(call))
    for name in ("SecurityProfileIds", "RoutingProfileId"):
        if name in call.params:
            user[name] = call.params[name]
    _touch(call, user)
    return {}


def delete(call: ApiCall) -> Result:
    """DeleteUser."""
    del call.world.table("connect.users")[_found(call)["Id"]]
    return {}
