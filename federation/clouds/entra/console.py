"""Deep links into the Entra admin center.

Microsoft documents only the scheme; the names of the pages are unofficial and may change. `short` forms
lead to the start page, from where a person finds the rest.
"""

from urllib.parse import quote

_HOME = "https://entra.microsoft.com"
_ENTERPRISE = "Microsoft_AAD_IAM/ManagedAppMenuBlade"
_REGISTRATION = "Microsoft_AAD_RegisteredApps/ApplicationMenuBlade"


def overview(tenant_id: str = "") -> str:
    """The overview page, with name, id and domains of the tenant."""
    return _view(tenant_id, "Microsoft_AAD_IAM/TenantOverview.ReactView")


def new_application(tenant_id: str = "") -> str:
    """The gallery, where “Create your own application” is."""
    return _view(tenant_id, "Microsoft_AAD_IAM/AppGalleryBladeV2")


def single_sign_on(tenant_id: str, *, app_id: str, service_principal_id: str) -> str:
    """Single sign-on: identifier, reply URL, relay state, claims, certificate, metadata."""
    return _enterprise(tenant_id, "SignOn", app_id=app_id, service_principal_id=service_principal_id)


def users_and_groups(tenant_id: str, *, app_id: str, service_principal_id: str) -> str:
    """Users and groups: the assignments."""
    return _enterprise(tenant_id, "Users", app_id=app_id, service_principal_id=service_principal_id)


def properties(tenant_id: str, *, app_id: str, service_principal_id: str) -> str:
    """Properties: enabled for sign-in, assignment required, user access URL."""
    return _enterprise(tenant_id, "Properties", app_id=app_id, service_principal_id=service_principal_id)


def enterprise_application(tenant_id: str, *, app_id: str, service_principal_id: str) -> str:
    """The overview of the enterprise application."""
    return _enterprise(tenant_id, "Overview", app_id=app_id, service_principal_id=service_principal_id)


def registration(tenant_id: str, *, app_id: str) -> str:
    """The overview of the app registration."""
    return _view(tenant_id, f"{_REGISTRATION}/~/Overview/appId/{quote(app_id)}/isMSAApp~/false")


def app_roles(tenant_id: str, *, app_id: str) -> str:
    """The app roles of the registration."""
    return _view(tenant_id, f"{_REGISTRATION}/~/AppRoles/appId/{quote(app_id)}/isMSAApp~/false")


def _enterprise(tenant_id: str, page: str, *, app_id: str, service_principal_id: str) -> str:
    return _view(
        tenant_id,
        f"{_ENTERPRISE}/~/{page}/objectId/{quote(service_principal_id)}/appId/{quote(app_id)}"
        "/preferredSingleSignOnMode/saml/servicePrincipalType/Application/fromNav/",
    )


def _view(tenant_id: str, view: str) -> str:
    return "/".join(part for part in (_HOME, quote(tenant_id), f"#view/{view}") if part)
