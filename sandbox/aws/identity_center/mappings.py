"""Attribute mappings: what an application is told about a user.

Sources: Identity Center user guide, "Attribute mappings" (variables) and "Map attributes in your application"
(formats). A fresh application maps nothing besides Subject.
"""

import re
from collections.abc import Callable

from sandbox.aws.identity_center import people
from sandbox.rows import Row
from sandbox.world import World

SUBJECT = "Subject"
NAME_ID_FORMATS = {
    "unspecified": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    "emailAddress": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
    "persistent": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    "transient": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
}
ATTRIBUTE_FORMATS = {
    "unspecified": "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified",
    "basic": "urn:oasis:names:tc:SAML:2.0:attrname-format:basic",
    "uri": "urn:oasis:names:tc:SAML:2.0:attrname-format:uri",
}
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_OF_USER: dict[str, Callable[[Row], str]] = {
    "user:email": people.email_of,
    "user:subject": lambda user: str(user["UserName"]),
    "user:preferredUsername": lambda user: str(user["UserName"]),
    "user:givenName": lambda user: str(user["Name"]["GivenName"]),
    "user:familyName": lambda user: str(user["Name"]["FamilyName"]),
    "user:middleName": lambda user: str(user["Name"].get("MiddleName", "")),
    "user:name": lambda user: str(user["DisplayName"]),
}
GROUPS = "user:groups"
VARIABLES = (*_OF_USER, GROUPS)


def fresh() -> list[Row]:
    """What a new application begins with."""
    return [{"attribute": SUBJECT, "value": "${user:subject}", "format": "unspecified"}]


def problem(mapping: Row) -> str:
    """Why a mapping cannot be kept, or "". The sentences are the sandbox's."""
    formats = NAME_ID_FORMATS if mapping["attribute"] == SUBJECT else ATTRIBUTE_FORMATS
    if not mapping["attribute"]:
        return "Enter the name of the attribute in the application."
    if not mapping["value"]:
        return "Enter the value or attribute in IAM Identity Center."
    if mapping["format"] not in formats:
        return f"Choose one of {', '.join(formats)}."
    unknown = [name for name in _VARIABLE.findall(mapping["value"]) if name not in VARIABLES]
    if unknown:
        return (
            f"${{{unknown[0]}}} is not an attribute of IAM Identity Center. Use one of {', '.join(VARIABLES)}."
        )
    return ""


def values_of(world: World, user: Row, mapping: Row) -> list[str]:
    """What the application is told, empty if the user lacks the attribute."""
    value = str(mapping["value"])
    if value == f"${{{GROUPS}}}":
        memberships = world.table("ids.memberships").values()
        return [row["GroupId"] for row in memberships if row["MemberId"]["UserId"] == user["UserId"]]
    text = _VARIABLE.sub(lambda match: _OF_USER[match[1]](user), value)
    return [text] if text else []
