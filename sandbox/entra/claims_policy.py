"""The claims mapping policy: its JSON definition, read as strictly as the directory does.

Source: Entra docs, "claims mapping policy reference". Keys are case-sensitive; a wrong one is refused.
"""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.entra.errors import bad_request
from sandbox.rows import Row

_POLICY_KEYS = {
    "Version",
    "IncludeBasicClaimSet",
    "ClaimsSchema",
    "ClaimsTransformation",
    "ClaimsTransformations",
    "audienceOverride",
    "issuerWithApplicationId",
}
_CLAIM_KEYS = {"Source", "ID", "Value", "ExtensionID", "TransformationID", "SamlClaimType", "JwtClaimType"}

# "ID" of a user source to the property of the person. assignedroles is none: it comes from assignments.
USER_SOURCES = {
    "assignedroles": "",
    "displayname": "displayName",
    "employeeid": "employeeId",
    "givenname": "givenName",
    "mail": "mail",
    "mailnickname": "mailNickname",
    "objectid": "id",
    "onpremisessamaccountname": "onPremisesSamAccountName",
    "surname": "surname",
    "userprincipalname": "userPrincipalName",
}
_RESTRICTED = {
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    "http://schemas.microsoft.com/identity/claims/tenantid",
    "http://schemas.microsoft.com/identity/claims/objectidentifier",
}


@dataclass(frozen=True)
class ClaimsPolicy:
    """What a policy makes of the assertion. `claims` are its ClaimsSchema entries with a SamlClaimType."""

    basic: bool
    claims: tuple[Row, ...]
    audience: str


def read_definition(definition: Any) -> ClaimsPolicy:
    """Read the `definition` of a policy: a list with one JSON text. Raises GraphError 400."""
    try:
        (text,) = definition
        policy = json.loads(text)["ClaimsMappingPolicy"]
    except (ValueError, TypeError, KeyError) as error:
        raise _invalid() from error
    if not isinstance(policy, dict) or set(policy) - _POLICY_KEYS or policy.get("Version") != 1:
        raise _invalid()
    basic = str(policy.get("IncludeBasicClaimSet", "true")).lower()
    schema = policy.get("ClaimsSchema", [])
    if basic not in {"true", "false"} or not isinstance(schema, list):
        raise _invalid()
    for claim in schema:
        _check_claim(claim)
    saml = tuple(claim for claim in schema if "SamlClaimType" in claim)
    return ClaimsPolicy(basic == "true", saml, str(policy.get("audienceOverride", "")))


def _check_claim(claim: Any) -> None:
    if not isinstance(claim, dict) or set(claim) - _CLAIM_KEYS:
        raise _invalid()
    if "Value" in claim:
        fits = isinstance(claim["Value"], str)
    else:
        fits = claim.get("Source") == "user" and str(claim.get("ID", "")).lower() in USER_SOURCES
    if not fits or claim.get("SamlClaimType") in _RESTRICTED:
        raise _invalid()


def _invalid() -> Exception:
    return bad_request("Property has an invalid value.", target="definition")
