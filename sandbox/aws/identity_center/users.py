"""identitystore: users."""

from typing import Any

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.errors import AwsError
from sandbox.aws.identity_center import people
from sandbox.aws.identity_center.instances import paged
from sandbox.aws.identity_center.stores import found, not_found, store_of
from sandbox.rows import Row

_MADE_BY_US = {"IdentityStoreId"}


def attributes_of(call: ApiCall) -> Row:
    """What the call says about the user."""
    return {name: value for name, value in call.params.items() if name not in _MADE_BY_US}


def create(call: ApiCall) -> Result:
    """CreateUser."""
    user = people.add_user(call.world, store_of(call), attributes_of(call), by=call.caller.arn)
    return {name: user[name] for name in ("IdentityStoreId", "UserId", "UserArn", "Revision")}


def describe(call: ApiCall) -> Result:
    """DescribeUser."""
    store_of(call)
    return found(call, "user", call.params["UserId"])


def delete(call: ApiCall) -> Result:
    """DeleteUser."""
    store_of(call)
    people.remove_user(call.world, found(call, "user", call.params["UserId"])["UserId"])
    return {}


def list_all(call: ApiCall) -> Result:
    """ListUsers: all, or the one with a user name."""
    rows = people.users_of(call.world, store_of(call))
    return paged(call, "Users", filtered(call, rows, "UserName"))


def filtered(call: ApiCall, rows: list[Row], attribute: str) -> list[Row]:
    """Rows that pass the call's filter. Raises AwsError for another attribute; the text is the sandbox's."""
    for wanted in call.params.get("Filters", ()):
        if wanted["AttributePath"].lower() != attribute.lower():
            raise AwsError(
                "ValidationException", f"The filter attribute {wanted['AttributePath']} is not valid."
            )
        rows = [row for row in rows if row[attribute].lower() == wanted["AttributeValue"].lower()]
    return rows


def get_id(call: ApiCall) -> Result:
    """GetUserId: by user name, by e-mail address or by the identity provider's id."""
    store = store_of(call)
    rows = people.users_of(call.world, store)
    asked = call.params["AlternateIdentifier"]
    unique = {"username": lambda row: row["UserName"], "emails.value": people.email_of}
    row = the_one(asked, rows, unique)
    if row is None:
        raise not_found("user")
    return {"IdentityStoreId": store, "UserId": row["UserId"], "UserArn": row["UserArn"]}


def the_one(asked: Row, rows: list[Row], unique: dict[str, Any]) -> Row | None:
    """The row an AlternateIdentifier means. Raises AwsError if the attribute is not unique."""
    if "ExternalId" in asked:
        return next((row for row in rows if asked["ExternalId"] in row.get("ExternalIds", ())), None)
    wanted = asked.get("UniqueAttribute", {})
    path, value = str(wanted.get("AttributePath", "")), str(wanted.get("AttributeValue", ""))
    if path.lower() not in unique:
        raise AwsError("ValidationException", f"The attribute {path} is not a unique attribute")
    read = unique[path.lower()]
    return next((row for row in rows if read(row).lower() == value.lower()), None)
