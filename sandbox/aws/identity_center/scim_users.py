"""SCIM: users."""

import re

from sandbox.aws.errors import AwsError
from sandbox.aws.identity_center import people
from sandbox.aws.identity_center.scim_calls import BY, Answer, ScimCall, listed, translated, unparsable
from sandbox.aws.identity_center.scim_schema import ENTERPRISE, attribute, attributes, user
from sandbox.rows import Row

_KEPT_OF_OLD = ("UserId", "UserArn", "IdentityStoreId", "CreatedAt", "CreatedBy", "Revision")
_FILTERED = re.compile(r'(?P<list>\w+)\[\w+ eq "[^"]*"\](?:\.(?P<part>\w+))?')


def list_all(call: ScimCall) -> Answer:
    """GET /Users."""
    rows = people.users_of(call.world, call.store)
    return listed(call, [user(row) for row in rows], _read)


def _read(shown: Row, path: str) -> str | None:
    if path == "emails.value":
        return next((email.get("value") for email in shown.get("emails", ())), None)
    names = {"username": "userName", "externalid": "externalId", "id": "id", "displayname": "displayName"}
    if path not in names:
        raise unparsable(f"Users cannot be filtered by {path}.")
    value = shown.get(names[path])
    return None if value is None else str(value)


def get(call: ScimCall) -> Answer:
    """GET of one of /Users."""
    return 200, user(call.found("ids.users", "user"))


def create(call: ScimCall) -> Answer:
    """POST /Users."""
    try:
        row = people.add_user(call.world, call.store, attributes(call.body), by=BY)
    except AwsError as error:
        raise translated(error, "user") from None
    return 201, user(row)


def replace(call: ScimCall) -> Answer:
    """PUT of one of /Users: what is not given is gone."""
    row = call.found("ids.users", "user")
    gone = {name: None for name in row if name not in (*_KEPT_OF_OLD, "UserStatus")}
    return _changed(call, row, {**gone, **attributes(call.body)})


def patch(call: ScimCall) -> Answer:
    """PATCH of one of /Users: add, replace, remove."""
    row = call.found("ids.users", "user")
    changes: Row = {}
    for operation in operations_of(call.body):
        changes.update(_patched({**row, **changes}, operation))
    return _changed(call, row, changes)


def _changed(call: ScimCall, row: Row, changes: Row) -> Answer:
    try:
        people.change_user(call.world, row, changes, by=BY)
    except AwsError as error:
        raise translated(error, "user") from None
    return 200, user(call.world.table("ids.users")[row["UserId"]])


def operations_of(body: Row) -> list[Row]:
    """The operations of a PATCH. Raises ScimError. Entra writes op with a capital letter."""
    operations = body.get("Operations")
    if not isinstance(operations, list) or not operations:
        raise unparsable("Operations is missing.")
    for operation in operations:
        kind = str(operation.get("op", "")).lower() if isinstance(operation, dict) else ""
        if kind not in {"add", "replace", "remove"}:
            raise unparsable("op must be add, replace or remove.")
        if kind == "remove" and not operation.get("path"):
            raise unparsable("A remove operation needs a path.")
        if kind != "remove" and "value" not in operation:
            raise unparsable("add and replace need a value.")
    return [{**operation, "op": str(operation["op"]).lower()} for operation in operations]


def _patched(row: Row, operation: Row) -> Row:
    path = str(operation.get("path") or "")
    if operation["op"] == "remove":
        return _removed(row, path)
    if path:
        return _at(row, path, operation["value"])
    if not isinstance(operation["value"], dict):
        raise unparsable("Without a path, the value must be an object.")
    found: Row = {}
    for name, value in operation["value"].items():
        found.update(_at({**row, **found}, name, value))
    return found


def _at(row: Row, path: str, value: object) -> Row:
    """The change of a value at a path: userName, name.givenName, emails[type eq "work"].value."""
    if path.startswith(f"{ENTERPRISE}:"):
        part = path.rpartition(":")[2]
        return {"enterprise": {**row.get("enterprise", {}), part: value}}
    if match := _FILTERED.fullmatch(path):
        return _in_list(row, match["list"], match["part"] or "", value)
    name, _, part = path.partition(".")
    if part and name == "name":
        return {"Name": {**row["Name"], **attribute("name", {part: value})["Name"]}}
    if part:
        return _in_list(row, name, part, value)
    return attribute(name, value)


def _in_list(row: Row, name: str, part: str, value: object) -> Row:
    shown = user(row).get(name) or [{"type": "work", "primary": True}]
    changed = {**shown[0], part: value} if part else value
    return attribute(name, [changed])


def _removed(row: Row, path: str) -> Row:
    name = path.partition(".")[0].partition("[")[0]
    if name in {"userName", "active"}:
        raise unparsable(f"{name} cannot be removed.")
    if path.startswith("name."):
        part = path.partition(".")[2]
        return {"Name": {key: text for key, text in row["Name"].items() if key.lower() != part.lower()}}
    names = {"externalId": "ExternalIds", ENTERPRISE: "enterprise"}
    return {names.get(name, name[:1].upper() + name[1:]): None}


def delete(call: ScimCall) -> Answer:
    """DELETE of one of /Users."""
    people.remove_user(call.world, call.found("ids.users", "user")["UserId"])
    return 204, None
