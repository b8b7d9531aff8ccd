"""Where the pages of Identity Center are: its console, the access portal, SCIM."""

from collections.abc import Callable

from werkzeug.wrappers import Response

from sandbox.aws.pages import identity_center_application as application
from sandbox.aws.pages import identity_center_applications as applications
from sandbox.aws.pages import identity_center_device as device
from sandbox.aws.pages import identity_center_mappings as mappings
from sandbox.aws.pages import identity_center_portal as portal
from sandbox.aws.pages import identity_center_settings as settings
from sandbox.aws.pages import identity_center_source as source
from sandbox.aws.pages.identity_center_scim import scim
from sandbox.aws.pages.identity_center_visit import sign_in

_CONSOLE = "/console/<region>/singlesignon"
_APPLICATION = f"{_CONSOLE}/applications/<number>"
_PROVISIONING = f"{_CONSOLE}/settings/provisioning"
_SCIM = "/scim/<region>/<tenant>/scim/v2/<path:rest>"

ROUTES: tuple[tuple[str, str, Callable[..., Response]], ...] = (
    ("GET", f"{_CONSOLE}/", settings.home),
    ("GET", f"{_CONSOLE}/home", settings.home),
    ("POST", f"{_CONSOLE}/sign-in", sign_in),
    ("GET", f"{_CONSOLE}/settings", settings.settings),
    ("GET", f"{_CONSOLE}/settings/identity-source", source.show_source),
    ("POST", f"{_CONSOLE}/settings/identity-source", source.change_source),
    ("GET", f"{_CONSOLE}/settings/service-provider-metadata.xml", source.service_provider_metadata),
    ("POST", _PROVISIONING, settings.enable_provisioning),
    ("POST", f"{_PROVISIONING}/tokens", settings.add_token),
    ("POST", f"{_PROVISIONING}/tokens/<token>/delete", settings.delete_token),
    ("GET", f"{_CONSOLE}/applications", applications.show_list),
    ("GET", f"{_CONSOLE}/applications/add", applications.show_new),
    ("POST", f"{_CONSOLE}/applications/add", applications.add),
    ("GET", _APPLICATION, application.show),
    ("GET", f"{_APPLICATION}/configuration", applications.show_configuration),
    ("POST", f"{_APPLICATION}/configuration", applications.change),
    ("GET", f"{_APPLICATION}/certificate.pem", application.certificate),
    ("GET", f"{_APPLICATION}/attribute-mappings", mappings.show),
    ("POST", f"{_APPLICATION}/attribute-mappings", mappings.change),
    ("POST", f"{_APPLICATION}/assignments", application.assign),
    ("POST", f"{_APPLICATION}/assignments/remove", application.unassign),
    ("POST", f"{_APPLICATION}/delete", application.remove),
    ("GET", "/portal/<store>/start", portal.start),
    ("POST", "/portal/<store>/sign-in", portal.sign_in),
    ("GET", "/portal/<store>/start/applications/<number>", portal.open_application),
    ("GET", "/portal/device", device.show),
    ("POST", "/portal/device", device.decide),
    ("POST", "/signin/<region>/platform/saml/acs/<number>", portal.receive),
    ("GET", "/portal/sso/<region>/saml/metadata/<number>", portal.metadata),
    *((method, _SCIM, scim) for method in ("GET", "POST", "PUT", "PATCH", "DELETE")),
)
