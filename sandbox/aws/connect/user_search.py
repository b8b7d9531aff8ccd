"""SearchUsers. Source of the fields and of the lengths: botocore's model of UserSearchCriteria.

Whether letter case counts in a search is not documented; here it does not, so that whoever looks for a user
name must compare what comes back letter by letter, as sign-in does.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.connect.instances import found_active
from sandbox.aws.connect.users import users_of
from sandbox.aws.errors import AwsError, not_simulated
from sandbox.aws.paging import page
from sandbox.rows import Row

DEFAULT_PAGE = 100
SHORTEST, LONGEST = 2, 25
_COMPARED: Mapping[str, Callable[[str, str], bool]] = {
    "EXACT": str.__eq__,
    "STARTS_WITH": str.startswith,
    "CONTAINS": str.__contains__,
}
FIELDS: Mapping[str, Callable[[Row], list[str]]] = {
    "username": lambda user: [user["Username"]],
    "firstname": lambda user: [user["IdentityInfo"]["FirstName"]],
    "lastname": lambda user: [user["IdentityInfo"]["LastName"]],
    "routingprofileid": lambda user: [user["RoutingProfileId"]],
    "securityprofileid": lambda user: user["SecurityProfileIds"],
    "resourceid": lambda user: [user["Id"]],
}
"""What a user has in a field; names of fields are taken in any letter case, as AWS's examples differ."""
Condition = dict[str, Any]


def _check(condition: Condition) -> None:
    """Raises AwsError for what cannot be searched, also if there is nobody to be found."""
    unknown = set(condition) - {"OrConditions", "AndConditions", "StringCondition"}
    if unknown:
        raise not_simulated(f"the search condition {min(unknown)}")
    for part in (*condition.get("AndConditions", []), *condition.get("OrConditions", [])):
        _check(part)
    if "StringCondition" in condition:
        _check_text(condition["StringCondition"])


def _check_text(condition: Condition) -> None:
    field, wanted = condition.get("FieldName", ""), condition.get("Value", "")
    if field.lower() not in FIELDS:
        raise AwsError("InvalidParameterException", f"{field} is not a field that can be searched")
    if condition.get("ComparisonType") == "CONTAINS" and not SHORTEST <= len(wanted) <= LONGEST:
        text = f"The value of a search must have {SHORTEST} to {LONGEST} characters"
        raise AwsError("InvalidParameterException", text)


def _matches(user: Row, condition: Condition) -> bool:
    checks = [_fits(user, condition["StringCondition"])] if "StringCondition" in condition else []
    if "AndConditions" in condition:
        checks.append(all(_matches(user, part) for part in condition["AndConditions"]))
    if "OrConditions" in condition:
        checks.append(any(_matches(user, part) for part in condition["OrConditions"]))
    return all(checks)


def _fits(user: Row, condition: Condition) -> bool:
    compare = _COMPARED[condition.get("ComparisonType", "EXACT")]
    wanted = str(condition.get("Value", "")).lower()
    return any(compare(text.lower(), wanted) for text in FIELDS[condition["FieldName"].lower()](user))


def search(call: ApiCall) -> Result:
    """SearchUsers: by conditions on names and profiles, in pages."""
    if call.params.get("SearchFilter"):
        raise not_simulated("search filters")
    users = users_of(call.world, found_active(call))
    criteria = call.params.get("SearchCriteria", {})
    _check(criteria)
    rows = [user for user in users if _matches(user, criteria)]
    size, token = call.params.get("MaxResults", DEFAULT_PAGE), call.params.get("NextToken")
    some, following = page(rows, token=token, size=size, bad_token="InvalidParameterException")  # noqa: S106
    return {"Users": some, "NextToken": following, "ApproximateTotalCount": len(rows)}
