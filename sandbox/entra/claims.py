"""Which attributes an assertion carries: the basic claims and those of the attached policy."""

from sandbox.entra import directory
from sandbox.entra.claims_policy import NAME_ID, USER_SOURCES, ClaimsPolicy, transformation_id
from sandbox.entra.claims_transformations import transform
from sandbox.entra.metadata import issuer
from sandbox.rows import Row
from sandbox.world import World

_MS = "http://schemas.microsoft.com/identity/claims"
_WS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
_ROLE = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"

Claims = dict[str, list[str]]
"""Attribute name to its values."""


def claims_of(world: World, *, user: Row, principal: Row, policy: ClaimsPolicy | None) -> Claims:
    """What Entra sends about a person. Without a policy only the basic claims, so nothing AWS knows."""
    roles = _role_values(world, user, principal)
    claims = _basic(world, user, roles) if policy is None or policy.basic else {}
    for claim in policy.claims if policy else ():
        values = _values(claim, user, roles, policy)
        if values and claim["SamlClaimType"] != NAME_ID:
            claims[claim["SamlClaimType"]] = values
    return claims


def name_id_of(user: Row, policy: ClaimsPolicy | None) -> str:
    """The user principal name, unless the policy takes the NameID from somewhere else."""
    for claim in policy.claims if policy else ():
        if claim["SamlClaimType"] == NAME_ID:
            return next(iter(_values(claim, user, [], policy)), "")
    return str(user["userPrincipalName"])


def _values(claim: Row, user: Row, roles: list[str], policy: ClaimsPolicy | None) -> list[str]:
    if "Value" in claim:
        return [claim["Value"]]
    made_by = policy.transformations.get(transformation_id(claim)) if policy else None
    if made_by is not None and policy is not None:
        made = transform(made_by, _inputs(policy, user))
        return [made] if made else []
    if claim["ID"].lower() == "assignedroles":
        return roles
    # A person without a value gets no attribute at all.
    value = _property(user, claim["ID"])
    return [value] if value else []


def _inputs(policy: ClaimsPolicy, user: Row) -> dict[str, str]:
    plain = [claim for claim in policy.schema if claim.get("Source") == "user"]
    return {claim["ID"].lower(): _property(user, claim["ID"]) for claim in plain}


def _property(user: Row, source: str) -> str:
    name = USER_SOURCES[source.lower()]
    extensions = user.get("onPremisesExtensionAttributes") or {}
    return str(user.get(name) or extensions.get(name) or "")


def _role_values(world: World, user: Row, principal: Row) -> list[str]:
    by_id = {role["id"]: role for role in principal["appRoles"] if role["isEnabled"] and role["value"]}
    assigned = directory.assignments_of(world, user_id=user["id"], principal_id=principal["id"])
    values = [by_id[row["appRoleId"]]["value"] for row in assigned if row["appRoleId"] in by_id]
    return list(dict.fromkeys(values))


def _basic(world: World, user: Row, roles: list[str]) -> Claims:
    tenant_id = directory.tenant(world)["id"]
    claims = {
        f"{_MS}/tenantid": [tenant_id],
        f"{_MS}/objectidentifier": [user["id"]],
        f"{_MS}/displayname": [user["displayName"]],
        f"{_MS}/identityprovider": [issuer(tenant_id)],
        "http://schemas.microsoft.com/claims/authnmethodsreferences": [
            "http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password"
        ],
        f"{_WS}/givenname": [user["givenName"]],
        f"{_WS}/surname": [user["surname"]],
        f"{_WS}/emailaddress": [user["mail"]],
        f"{_WS}/name": [user["userPrincipalName"]],
        _ROLE: roles,
    }
    return {name: values for name, values in claims.items() if values and all(values)}
