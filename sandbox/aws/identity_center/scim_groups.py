"""SCIM: groups. Their members can be changed, but are never shown."""

import re

from sandbox.aws.errors import AwsError
from sandbox.aws.identity_center import people
from sandbox.aws.identity_center.scim_calls import BY, Answer, ScimCall, listed, translated, unparsable
from sandbox.aws.identity_center.scim_schema import FORBIDDEN
from sandbox.aws.identity_center.scim_users import operations_of
from sandbox.rows import Row

GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
MOST_MEMBERS = 100
_ONE_MEMBER = re.compile(r'members\[value eq "(?P<user>[^"]+)"\]')
_KNOWN = {"displayName", "members", "externalId", "schemas", "id", "meta"}


def shown(row: Row) -> Row:
    """As SCIM shows it; `members` is always empty (developer guide, GetGroup)."""
    group: Row = {
        "id": row["GroupId"],
        "meta": {"resourceType": "Group", "created": row["CreatedAt"], "lastModified": row["UpdatedAt"]},
        "schemas": [GROUP],
        "displayName": row["DisplayName"],
        "members": [],
    }
    return {**group, **({"externalId": row["externalId"]} if row.get("externalId") else {})}


def list_all(call: ScimCall) -> Answer:
    """GET /Groups, filtered by name, id, external id or (with id) by a member."""

    def read(group: Row, path: str) -> str | None:
        if path in {"members", "members.value"}:
            return _member_asked_for(call, group)
        names = {"displayname": "displayName", "externalid": "externalId", "id": "id"}
        if path not in names:
            raise unparsable(f"Groups cannot be filtered by {path}.")
        value = group.get(names[path])
        return None if value is None else str(value)

    return listed(call, [shown(row) for row in people.groups_of(call.world, call.store)], read)


def _member_asked_for(call: ScimCall, group: Row) -> str | None:
    """The member the filter asks for, if it is in the group: how clients learn of memberships."""
    rows = call.world.table("ids.memberships").values()
    members = [row["MemberId"]["UserId"] for row in rows if row["GroupId"] == group["id"]]
    return next((member for member in members if f'"{member}"' in call.query["filter"]), None)


def get(call: ScimCall) -> Answer:
    """GET /Groups/ID."""
    return 200, shown(call.found("ids.groups", "group"))


def create(call: ScimCall) -> Answer:
    """POST /Groups."""
    _check_known(call.body)
    row: Row = {"DisplayName": _name(call.body.get("displayName"))}
    if external := call.body.get("externalId"):
        row["externalId"] = str(external)
    users = _users(call, call.body.get("members", []))
    _check_number(users)
    try:
        group = people.add_group(call.world, call.store, row, by=BY)
    except AwsError as error:
        raise translated(error, "group") from None
    for user in users:
        people.add_member(call.world, group, user, by=BY)
    return 201, shown(group)


def _check_known(body: Row) -> None:
    for name in body:
        if name not in _KNOWN:
            raise unparsable(f"The attribute {name} is unknown.")


def _name(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise unparsable("displayName is required.")
    if any(character in value for character in FORBIDDEN):
        raise unparsable(f"displayName has one of the characters {FORBIDDEN}, which are not supported.")
    return value


def _users(call: ScimCall, members: object) -> list[str]:
    """The ids of a list of members. Raises ScimError if one is no user of the store."""
    if not isinstance(members, list):
        raise unparsable("members is not a list.")
    numbers = [str(member.get("value", "")) if isinstance(member, dict) else "" for member in members]
    for number in numbers:
        if call.world.table("ids.users").get(number, {}).get("IdentityStoreId") != call.store:
            raise unparsable(f"The member {number} does not exist.")
    return list(dict.fromkeys(numbers))


def _check_number(changes: list[str]) -> None:
    if len(changes) > MOST_MEMBERS:
        raise unparsable(f"More than {MOST_MEMBERS} membership changes.")


def patch(call: ScimCall) -> Answer:
    """PATCH /Groups/ID: name, external id, members; never all members at once."""
    group = call.found("ids.groups", "group")
    operations = operations_of(call.body)
    added, removed, attributes = _sorted(call, operations)
    _check_number([*added, *removed])
    if attributes:
        _rename(call, group, attributes)
    for user in added:
        if people.membership_of(call.world, group["GroupId"], user) is None:
            people.add_member(call.world, group, user, by=BY)
    for user in removed:
        row = people.membership_of(call.world, group["GroupId"], user)
        if row is not None:
            del call.world.table("ids.memberships")[row["MembershipId"]]
    return 204, None


def _sorted(call: ScimCall, operations: list[Row]) -> tuple[list[str], list[str], Row]:
    """Members to add, members to remove, other attributes."""
    added: list[str] = []
    removed: list[str] = []
    attributes: Row = {}
    for operation in operations:
        path, value = str(operation.get("path") or ""), operation.get("value")
        if match := _ONE_MEMBER.fullmatch(path):
            removed.append(match["user"])
        elif path == "members" and operation["op"] == "add":
            added += _users(call, value)
        elif path == "members" and operation["op"] == "remove" and value:
            removed += _users(call, value)
        elif path == "members":
            raise unparsable("Replacing or removing all members in one request is not supported.")
        else:
            attributes.update({path: value} if path else _object(value))
    return added, removed, attributes


def _object(value: object) -> Row:
    if not isinstance(value, dict):
        raise unparsable("Without a path, the value must be an object.")
    return value


def _rename(call: ScimCall, group: Row, attributes: Row) -> None:
    _check_known(attributes)
    if "members" in attributes:
        raise unparsable("Replacing or removing all members in one request is not supported.")
    changed = {**group}
    if "displayName" in attributes:
        changed["DisplayName"] = _name(attributes["displayName"])
    if "externalId" in attributes:
        changed["externalId"] = attributes["externalId"]
    try:
        people.check_group(call.world, changed)
    except AwsError as error:
        raise translated(error, "group") from None
    group.update(changed)


def delete(call: ScimCall) -> Answer:
    """DELETE /Groups/ID."""
    people.remove_group(call.world, call.found("ids.groups", "group")["GroupId"])
    return 204, None
