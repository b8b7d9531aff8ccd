"""The rules of the identity store, whoever writes it: the API, SCIM or somebody at the console.

Rows are as identitystore's API shows them. Texts: "Duplicate UserName", "Duplicate GroupDisplayName" and
"The attribute ... is required" are what AWS answers (moto's tests against it); others are the sandbox's.
"""

from collections.abc import Callable

from sandbox.aws.errors import AwsError
from sandbox.aws.identity_center.numbers import member_arn, member_id
from sandbox.aws.ids import timestamp
from sandbox.rows import Row
from sandbox.world import World

RESERVED = {"administrator", "awsadministrators"}
_UNIQUE = {"Reason": "UNIQUENESS_CONSTRAINT_VIOLATION"}


def users_of(world: World, store: str) -> list[Row]:
    """Sorted by user name."""
    rows = (row for row in world.table("ids.users").values() if row["IdentityStoreId"] == store)
    return sorted(rows, key=lambda row: str(row["UserName"]))


def groups_of(world: World, store: str) -> list[Row]:
    """Sorted by name."""
    rows = (row for row in world.table("ids.groups").values() if row["IdentityStoreId"] == store)
    return sorted(rows, key=lambda row: str(row["DisplayName"]))


def email_of(user: Row) -> str:
    """The one e-mail address, or ""."""
    return str(next((email.get("Value", "") for email in user.get("Emails") or ()), ""))


def _conflict(text: str) -> AwsError:
    return AwsError("ConflictException", text, details=_UNIQUE)


def check_user(world: World, user: Row) -> None:
    """Raises AwsError if something is missing, reserved, or another user of the store has it already."""
    _check_complete(user)
    if str(user["UserName"]).lower() in RESERVED:
        raise AwsError("ValidationException", f"{user['UserName']} is a reserved name.")
    for other in users_of(world, user["IdentityStoreId"]):
        if other["UserId"] == user.get("UserId"):
            continue
        if other["UserName"].lower() == user["UserName"].lower():
            raise _conflict("Duplicate UserName")
        if email_of(user) and email_of(other).lower() == email_of(user).lower():
            raise _conflict("Duplicate Email")


def _check_complete(user: Row) -> None:
    if not user.get("UserName"):
        raise AwsError("ValidationException", "userName is a required attribute")
    name = user.get("Name") or {}
    values = {
        "displayname": user.get("DisplayName"),
        "givenname": name.get("GivenName"),
        "familyname": name.get("FamilyName"),
    }
    missing = [word for word, value in values.items() if not value]
    if missing:
        text = ", ".join(f"{word}: The attribute {word} is required" for word in missing)
        raise AwsError("ValidationException", text)


def add_user(world: World, store: str, attributes: Row, *, by: str) -> Row:
    """A new user. `by` is who makes it. Raises AwsError. Call inside `changing`."""
    user: Row = {"UserStatus": "ENABLED", **attributes, "IdentityStoreId": store}
    check_user(world, user)
    user["UserId"] = member_id(store)
    user["UserArn"] = member_arn("user", user["UserId"])
    world.table("ids.users")[user["UserId"]] = _stamped(world, user, by)
    return user


def change_user(world: World, user: Row, attributes: Row, *, by: str) -> None:
    """Replace attributes of a user; None removes one. Raises AwsError. Call inside `changing`."""
    changed = {key: value for key, value in {**user, **attributes}.items() if value is not None}
    check_user(world, changed)
    world.table("ids.users")[user["UserId"]] = _stamped(world, changed, by)


def add_group(world: World, store: str, attributes: Row, *, by: str) -> Row:
    """A new group. Raises AwsError. Call inside `changing`."""
    group: Row = {**attributes, "IdentityStoreId": store}
    check_group(world, group)
    group["GroupId"] = member_id(store)
    group["GroupArn"] = member_arn("group", group["GroupId"])
    world.table("ids.groups")[group["GroupId"]] = _stamped(world, group, by)
    return group


def check_group(world: World, group: Row) -> None:
    """Raises AwsError if the name is missing, reserved or taken."""
    name = str(group.get("DisplayName") or "")
    if not name:
        raise AwsError("ValidationException", "displayname: The attribute displayname is required")
    if name.lower() in RESERVED:
        raise AwsError("ValidationException", f"{name} is a reserved name.")
    for other in groups_of(world, group["IdentityStoreId"]):
        if other["GroupId"] != group.get("GroupId") and other["DisplayName"].lower() == name.lower():
            raise _conflict("Duplicate GroupDisplayName")


def _stamped(world: World, row: Row, by: str) -> Row:
    now = timestamp(world.now())
    row.setdefault("CreatedAt", now)
    row.setdefault("CreatedBy", by)
    row.update(UpdatedAt=now, UpdatedBy=by, Revision=str(int(row.get("Revision", "0")) + 1))
    return row


def membership_of(world: World, group: str, user: str) -> Row | None:
    """The membership of the user in the group."""
    rows = world.table("ids.memberships").values()
    return next((row for row in rows if (row["GroupId"], row["MemberId"]["UserId"]) == (group, user)), None)


def add_member(world: World, group: Row, user_id: str, *, by: str) -> Row:
    """A new membership. Raises AwsError if there is one. Call inside `changing`."""
    if membership_of(world, group["GroupId"], user_id) is not None:
        raise _conflict("Member and Group relationship already exists")
    number = member_id(group["IdentityStoreId"])
    row: Row = {
        "IdentityStoreId": group["IdentityStoreId"],
        "MembershipId": number,
        "MembershipArn": member_arn("membership", number),
        "GroupId": group["GroupId"],
        "MemberId": {"UserId": user_id},
    }
    world.table("ids.memberships")[number] = _stamped(world, row, by)
    return row


def remove_user(world: World, user_id: str) -> None:
    """A user with its memberships and assignments. Call inside `changing`."""
    del world.table("ids.users")[user_id]
    _remove(world, "ids.memberships", lambda row: row["MemberId"]["UserId"] == user_id)
    _remove(world, "ids.application_assignments", lambda row: row["PrincipalId"] == user_id)


def remove_group(world: World, group_id: str) -> None:
    """A group with its memberships and assignments. Call inside `changing`."""
    del world.table("ids.groups")[group_id]
    _remove(world, "ids.memberships", lambda row: row["GroupId"] == group_id)
    _remove(world, "ids.application_assignments", lambda row: row["PrincipalId"] == group_id)


def _remove(world: World, name: str, unwanted: Callable[[Row], bool]) -> None:
    rows = world.table(name)
    for key in [key for key, row in rows.items() if unwanted(row)]:
        del rows[key]
