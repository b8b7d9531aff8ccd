"""The service principal: what the portal calls the enterprise application."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from federation.clouds.entra.applications import READ, WRITE
from federation.clouds.entra.tenant import EntraTenant

_FIELDS = [
    "id",
    "appId",
    "displayName",
    "accountEnabled",
    "appRoleAssignmentRequired",
    "preferredSingleSignOnMode",
    "samlSingleSignOnSettings",
    "appRoles",
]


@dataclass(frozen=True)
class ServicePrincipal:
    """An enterprise application as far as it matters. `roles` maps app role ids to their values."""

    object_id: str
    app_id: str
    name: str
    enabled: bool
    assignment_required: bool
    sign_on_mode: str
    relay_state: str
    roles: Mapping[str, str]


def read_service_principal(tenant: EntraTenant, object_id: str) -> ServicePrincipal:
    """Raises NotFound."""
    found = tenant.read(
        tenant.graph.service_principals.by_service_principal_id(object_id),
        doing="read the enterprise application",
        permission=READ,
        select=_FIELDS,
    )
    return _service_principal(found)


def find_service_principal(tenant: EntraTenant, app_id: str) -> ServicePrincipal | None:
    """The tenant's enterprise application of an application (client) id."""
    page = tenant.read(
        tenant.graph.service_principals,
        doing="look for the enterprise application",
        permission=READ,
        filter=f"appId eq '{app_id}'",
        select=_FIELDS,
    )
    return _service_principal(page.value[0]) if page.value else None


def use_saml(tenant: EntraTenant, object_id: str, *, relay_state: str) -> None:
    """PATCH the sign-on mode to SAML with this relay state; only assigned people may sign in.

    The sign-on URL stays empty: Amazon Connect is reached from Entra only, and an empty one means that.
    """
    from msgraph.generated.models.saml_single_sign_on_settings import SamlSingleSignOnSettings
    from msgraph.generated.models.service_principal import ServicePrincipal as Body

    body = Body(
        preferred_single_sign_on_mode="saml",
        app_role_assignment_required=True,
        saml_single_sign_on_settings=SamlSingleSignOnSettings(relay_state=relay_state),
    )
    update_service_principal(tenant, object_id, body)


def update_service_principal(tenant: EntraTenant, object_id: str, body: Any) -> None:
    """PATCH with a msgraph ServicePrincipal that holds only what changes."""
    tenant.call(
        tenant.graph.service_principals.by_service_principal_id(object_id).patch(body),
        doing="change the enterprise application",
        permission=WRITE,
        just_seen=True,
    )


def _service_principal(row: Any) -> ServicePrincipal:
    settings = row.saml_single_sign_on_settings
    return ServicePrincipal(
        object_id=row.id,
        app_id=row.app_id,
        name=row.display_name or "",
        enabled=row.account_enabled is not False,
        assignment_required=bool(row.app_role_assignment_required),
        sign_on_mode=row.preferred_single_sign_on_mode or "",
        relay_state=(settings and settings.relay_state) or "",
        roles={str(role.id): role.value or "" for role in row.app_roles or () if role.is_enabled},
    )
