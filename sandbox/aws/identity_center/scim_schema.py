"""SCIM's user and the identity store's row, one made from the other."""

from sandbox.aws.identity_center.scim_calls import unparsable
from sandbox.rows import Row

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
FORBIDDEN = "<>;:%"
_PLAIN = (
    "userName",
    "displayName",
    "nickName",
    "profileUrl",
    "title",
    "userType",
    "preferredLanguage",
    "locale",
    "timezone",
)
_LISTS = ("emails", "phoneNumbers", "addresses", "roles")
_REFUSED = ("ims", "photos", "x509Certificates", "entitlements", "password", "groups")
_IGNORED = ("schemas", "id", "meta")
_ISSUER = "https://scim"


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def attributes(body: Row) -> Row:
    """The identity store's attributes of a SCIM user; what is missing is missing. Raises ScimError."""
    row: Row = {}
    for name, value in body.items():
        if name not in _IGNORED:
            row.update(attribute(name, value))
    return row


def attribute(name: str, value: object) -> Row:
    """One attribute of a SCIM user. Raises ScimError for what Identity Center does not support."""
    if name in _PLAIN:
        return {_upper(name): _text(name, value)}
    if name == "name":
        return {
            "Name": {_upper(part): _text(f"name.{part}", text) for part, text in _mapping(name, value).items()}
        }
    if name in _LISTS:
        return {_upper(name): _single(name, value)}
    if name == "active":
        # Entra's older provisioning sends "True" as text.
        return {"UserStatus": "ENABLED" if str(value).lower() == "true" else "DISABLED"}
    if name == "externalId":
        return {"ExternalIds": [{"Issuer": _ISSUER, "Id": _text(name, value)}]}
    if name == ENTERPRISE:
        return {"enterprise": _mapping(name, value)}
    reason = "is not supported by Identity Center" if name in _REFUSED else "is unknown"
    raise unparsable(f"The attribute {name} {reason}.")


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise unparsable(f"{name} is not a text.")
    if name in {"userName", "displayName"} or name.startswith("name."):
        bad = [character for character in FORBIDDEN if character in value]
        if bad:
            raise unparsable(f"{name} has the character {bad[0]}, which is not supported.")
    return value


def _mapping(name: str, value: object) -> Row:
    if not isinstance(value, dict):
        raise unparsable(f"{name} is not an object.")
    return value


def _single(name: str, value: object) -> list[Row]:
    """The one element of a list; Identity Center keeps no more (the text is AWS's)."""
    if not isinstance(value, list):
        raise unparsable(f"{name} is not a list.")
    if len(value) > 1:
        raise unparsable(f"{name} has {len(value)} values.", detail="list attributes only allow single item")
    elements = [_mapping(name, element) for element in value]
    if name == "emails" and any(element.get("primary") is not True for element in elements):
        raise unparsable("The value of emails must be marked as primary.")
    if name != "roles" and any("display" in element for element in elements):
        raise unparsable(f"The attribute {name}.display is not supported.")
    return [{_upper(part): text for part, text in element.items()} for element in elements]


def user(row: Row) -> Row:
    """As SCIM shows it."""
    shown: Row = {
        "id": row["UserId"],
        "externalId": next((each["Id"] for each in row.get("ExternalIds") or ()), None),
        "meta": {
            "resourceType": "User",
            "created": row["CreatedAt"],
            "lastModified": row["UpdatedAt"],
        },
        "schemas": [USER] + [ENTERPRISE] * ("enterprise" in row),
        "active": row["UserStatus"] == "ENABLED",
        "name": {_lower(part): text for part, text in row["Name"].items()},
        **{name: row.get(_upper(name)) for name in _PLAIN},
        ENTERPRISE: row.get("enterprise"),
    }
    for name in _LISTS:
        elements = row.get(_upper(name))
        shown[name] = elements and [{_lower(p): text for p, text in each.items()} for each in elements]
    return {name: value for name, value in shown.items() if value is not None}
