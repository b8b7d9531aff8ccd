"""Graph: service principals."""

from typing import Any

from sandbox.entra import deleted_items, directory
from sandbox.entra.errors import bad_request, invalid_value, not_found
from sandbox.entra.graph_call import GraphCall, Kinds, Reply, check_members, check_type, entity
from sandbox.entra.odata import listing
from sandbox.rows import Row

_TABLE, _ENTITY = "entra.servicePrincipals", "servicePrincipals/$entity"
_CHANGEABLE = {
    "accountEnabled",
    "appRoleAssignmentRequired",
    "description",
    "keyCredentials",
    "loginUrl",
    "logoutUrl",
    "notes",
    "notificationEmailAddresses",
    "passwordCredentials",
    "preferredSingleSignOnMode",
    "preferredTokenSigningKeyThumbprint",
    "samlSingleSignOnSettings",
    "tags",
}
_MODES = {None, "password", "saml", "notSupported", "oidc"}
_KINDS: Kinds = {
    "accountEnabled": bool,
    "appRoleAssignmentRequired": bool,
    "description": str | None,
    "keyCredentials": list[Row],
    "loginUrl": str | None,
    "logoutUrl": str | None,
    "notes": str | None,
    "notificationEmailAddresses": list[str],
    "passwordCredentials": list[Row],
    "preferredSingleSignOnMode": str | None,
    "preferredTokenSigningKeyThumbprint": str | None,
    "samlSingleSignOnSettings": dict | None,
    "tags": list[str],
}
_SAML_SETTINGS: Kinds = {"relayState": str | None}
_CREDENTIALS = ("keyCredentials", "passwordCredentials")


def _shown(call: GraphCall, principal: Row) -> Row:
    # The certificate itself only comes with $select=keyCredentials on one object. Source: Graph docs.
    if "keyCredentials" in call.query.get("$select", "") and "id" in call.params:
        return principal
    return {**principal, "keyCredentials": [{**key, "key": None} for key in principal["keyCredentials"]]}


def list_principals(call: GraphCall) -> Reply:
    """GET /servicePrincipals"""
    rows = call.world.table(_TABLE).values()
    return listing(call, [_shown(call, row) for row in rows], "servicePrincipals")


def get_principal(call: GraphCall) -> Reply:
    """GET /servicePrincipals/{id}"""
    return entity(call, _shown(call, call.found(_TABLE)), _ENTITY)


def get_principal_by_app_id(call: GraphCall) -> Reply:
    """GET /servicePrincipals(appId='{appId}')"""
    principal = directory.principal_of(call.world, call.params["appId"])
    if principal is None:
        raise not_found(call.params["appId"])
    return entity(call, _shown(call, principal), _ENTITY)


def delete_principal(call: GraphCall) -> Reply:
    """DELETE /servicePrincipals/{id}"""
    principal = call.owned(_TABLE)
    with call.world.changing():
        deleted_items.delete_principal(call.world, principal)
    return Reply()


def update_principal(call: GraphCall) -> Reply:
    """PATCH /servicePrincipals/{id}. App roles belong on the application and are refused here."""
    principal = call.owned(_TABLE)
    changes = {name: _checked(call, principal, name, value) for name, value in call.body.items()}
    with call.world.changing():
        principal.update(changes)
        _forget_removed_keys(call, principal)
    return Reply()


def _checked(call: GraphCall, principal: Row, name: str, value: Any) -> Any:
    if name not in _CHANGEABLE:
        if name in principal:
            raise bad_request(f"Property '{name}' is read-only and cannot be set.")
        raise bad_request(f"Invalid property '{name}'.")
    check_type(name, value, _KINDS, "ServicePrincipal")
    if name == "samlSingleSignOnSettings":
        check_members(value or {}, _SAML_SETTINGS, "ServicePrincipal")
    if name in _CREDENTIALS:
        return _kept_credentials(principal[name], value)
    wrong_mode = name == "preferredSingleSignOnMode" and value not in _MODES
    too_many = name == "notificationEmailAddresses" and len(value) > 5
    wrong_key = name == "preferredTokenSigningKeyThumbprint" and not _known_key(call, principal, value)
    if wrong_mode or too_many or wrong_key:
        raise invalid_value(name, "ServicePrincipal")
    return value


def _kept_credentials(existing: list[Row], wanted: list[Row]) -> list[Row]:
    kept = {str(row.get("keyId")) for row in wanted}
    if kept - {row["keyId"] for row in existing}:
        # Adding own keys is refused with this text. Source: MicrosoftDocs/azure-docs issue 59275.
        raise bad_request("New password credentials must be generated using service actions.")
    return [row for row in existing if row["keyId"] in kept]


def _known_key(call: GraphCall, principal: Row, thumbprint: str | None) -> bool:
    keys = directory.signing_keys(call.world, principal["id"])
    known = (key["thumbprint"] for key in keys if call.world.sees("entra.signingKeys", key["thumbprint"]))
    return thumbprint is None or thumbprint in known


def _forget_removed_keys(call: GraphCall, principal: Row) -> None:
    kept = {row["customKeyIdentifier"] for row in principal["keyCredentials"]}
    keys = call.world.table("entra.signingKeys")
    for key in directory.signing_keys(call.world, principal["id"]):
        if key["identifier"] not in kept:
            del keys[key["thumbprint"]]
