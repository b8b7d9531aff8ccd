"""The claims mapping policy: its JSON definition, read as strictly as the directory does.

Source: Entra docs, "claims mapping policy reference". Keys are case-sensitive; a wrong one is refused.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox.entra.claims_transformations import check_transformations, invalid
from sandbox.rows import Row

_POLICY_KEYS = {
    "Version",
    "IncludeBasicClaimSet",
    "ClaimsSchema",
    # Microsoft's documents spell it both ways.
    "ClaimsTransformation",
    "ClaimsTransformations",
    "audienceOverride",
    "issuerWithApplicationId",
}
_CLAIM_KEYS = {
    "Source",
    "ID",
    "Value",
    "ExtensionID",
    "TransformationID",
    "TransformationId",
    "SamlClaimType",
    "JwtClaimType",
}
_FLAGS = {"true": True, "false": False}

# "ID" of a user source to the property of the person. assignedroles is none: it comes from assignments.
USER_SOURCES = {
    "assignedroles": "",
    "department": "department",
    "displayname": "displayName",
    "employeeid": "employeeId",
    "givenname": "givenName",
    "jobtitle": "jobTitle",
    "mail": "mail",
    "mailnickname": "mailNickname",
    "objectid": "id",
    "onpremisessamaccountname": "onPremisesSamAccountName",
    "surname": "surname",
    "userprincipalname": "userPrincipalName",
    "usertype": "userType",
    **{f"extensionattribute{number}": f"extensionAttribute{number}" for number in range(1, 16)},
}
NAME_ID = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"
# What may become the NameID, beside transformations.
_NAME_ID_SOURCES = {
    "employeeid",
    "mail",
    "onpremisessamaccountname",
    "userprincipalname",
    *(f"extensionattribute{number}" for number in range(1, 16)),
}
_NAME_ID_METHODS = {"ExtractMailPrefix", "Join"}
_RESTRICTED = {
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
    "http://schemas.microsoft.com/claims/authnmethodsreferences",
    "http://schemas.microsoft.com/identity/claims/identityprovider",
    "http://schemas.microsoft.com/identity/claims/objectidentifier",
    "http://schemas.microsoft.com/identity/claims/tenantid",
}


@dataclass(frozen=True)
class ClaimsPolicy:
    """What a policy makes of the assertion.

    `schema` are all entries of its ClaimsSchema, `claims` those that are sent with SAML; `transformations`
    are by their ID.
    """

    basic: bool
    schema: tuple[Row, ...]
    transformations: dict[str, Row]
    audience: str
    issuer_with_application: bool

    @property
    def claims(self) -> tuple[Row, ...]:
        return tuple(claim for claim in self.schema if "SamlClaimType" in claim)


def read_definition(definition: Any) -> ClaimsPolicy:
    """Read the `definition` of a policy: a list with one JSON text. Raises GraphError 400."""
    try:
        (text,) = definition
        policy = json.loads(text)["ClaimsMappingPolicy"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise invalid() from error
    if not isinstance(policy, dict) or set(policy) - _POLICY_KEYS or policy.get("Version") != 1:
        raise invalid()
    schema, audience = policy.get("ClaimsSchema", []), policy.get("audienceOverride", "")
    if not isinstance(schema, list) or not isinstance(audience, str):
        raise invalid()
    if audience and not urlsplit(audience).scheme:
        raise invalid()
    rows = policy.get("ClaimsTransformations", policy.get("ClaimsTransformation", []))
    transformations = check_transformations(rows)
    for claim in schema:
        _check_claim(claim, transformations)
    return ClaimsPolicy(
        basic=_flag(policy, "IncludeBasicClaimSet", default="true"),
        schema=tuple(schema),
        transformations=transformations,
        audience=audience,
        issuer_with_application=_flag(policy, "issuerWithApplicationId", default="false"),
    )


def _flag(policy: Row, name: str, *, default: str) -> bool:
    text = str(policy.get(name, default)).lower()
    if text not in _FLAGS:
        raise invalid()
    return _FLAGS[text]


def transformation_id(claim: Row) -> str:
    """The transformation an entry of the schema is made by, or ""."""
    return str(claim.get("TransformationID", claim.get("TransformationId", "")))


def _check_claim(claim: Any, transformations: dict[str, Row]) -> None:
    if not isinstance(claim, dict) or set(claim) - _CLAIM_KEYS:
        raise invalid()
    source = str(claim.get("ID", "")).lower()
    if "Value" in claim:
        fits = isinstance(claim["Value"], str)
    elif str(claim.get("Source")) == "transformation":
        fits = bool(source) and transformation_id(claim) in transformations
    else:
        fits = claim.get("Source") == "user" and source in USER_SOURCES
    if not fits or claim.get("SamlClaimType") in _RESTRICTED:
        raise invalid()
    if claim.get("SamlClaimType") == NAME_ID and not _may_be_name_id(claim, source, transformations):
        raise invalid()


def _may_be_name_id(claim: Row, source: str, transformations: dict[str, Row]) -> bool:
    made_by = transformations.get(transformation_id(claim))
    if made_by is not None:
        return made_by["TransformationMethod"] in _NAME_ID_METHODS
    return source in _NAME_ID_SOURCES
