"""Delegated permissions: who consented to what, and who may.

Sources: Graph permissions reference (which need an administrator); Entra docs, "grant tenant-wide admin
consent" (which administrators); the error texts as seen in public issue reports.
"""

import secrets
from collections.abc import Iterable

from sandbox.entra.errors import TokenRefused
from sandbox.entra.graph_call import client_principal_id
from sandbox.rows import Row
from sandbox.world import World

TABLE = "entra.oauth2PermissionGrants"
GRAPH_PRINCIPAL_ID = "a1c5f4a4-7f7c-4a3b-8c0e-6b5f0f2f9d10"
"""The object id of Microsoft Graph's service principal in this tenant."""

_ANYBODY_MAY_CONSENT_TO = frozenset({"User.Read", "User.ReadBasic.All"})
_MAY_CONSENT = frozenset(
    {
        "Application Administrator",
        "Cloud Application Administrator",
        "Global Administrator",
        "Privileged Role Administrator",
    }
)


def granted(world: World, *, client_id: str, user_id: str) -> frozenset[str]:
    """The permissions an application has for a person: its own consent and that for the whole tenant."""
    principal, scopes = client_principal_id(client_id), set[str]()
    for row in world.table(TABLE).values():
        if row["clientId"] == principal and row["principalId"] in (None, user_id):
            scopes.update(row["scope"].split())
    return frozenset(scopes)


def may_consent(world: World, user_id: str, scopes: Iterable[str]) -> bool:
    """Whether a person may agree to these permissions for themselves."""
    return is_administrator(world, user_id) or set(scopes) <= _ANYBODY_MAY_CONSENT_TO


def is_administrator(world: World, user_id: str) -> bool:
    """Whether a person may consent for the whole tenant."""
    roles = world.table("entra.directoryRoles").get(user_id, {"roles": []})["roles"]
    return bool(_MAY_CONSENT & set(roles))


def grant(world: World, *, client_id: str, user_id: str | None, scopes: Iterable[str]) -> None:
    """Keep a consent, for one person or (`user_id` None) for everybody. Call inside `changing`."""
    principal = client_principal_id(client_id)
    for row in world.table(TABLE).values():
        if (row["clientId"], row["principalId"]) == (principal, user_id):
            row["scope"] = " ".join(dict.fromkeys([*row["scope"].split(), *scopes]))
            return
    made: Row = {
        "id": secrets.token_urlsafe(32),
        "clientId": principal,
        "consentType": "Principal" if user_id else "AllPrincipals",
        "principalId": user_id,
        "resourceId": GRAPH_PRINCIPAL_ID,
        "scope": " ".join(dict.fromkeys(scopes)),
    }
    world.table(TABLE)[made["id"]] = made


def not_consented(registration: Row) -> TokenRefused:
    """AADSTS65001: what a refresh without consent, or one that was revoked, is answered with."""
    return TokenRefused(
        65001,
        f"The user or administrator has not consented to use the application with ID '{registration['id']}' "
        f"named '{registration['displayName']}'. Send an interactive authorization request for this user and "
        "resource.",
        error="invalid_grant",
    )


def needs_administrator(registration: Row) -> TokenRefused:
    """AADSTS90094: the page a person without a fitting role ends on."""
    return TokenRefused(
        90094,
        f"Admin consent is required for the permissions requested by {registration['displayName']}: it needs "
        "permission to access resources in your organization that only an admin can grant. Please ask an admin "
        "to grant permission to this app before you can use it.",
        error="access_denied",
    )
