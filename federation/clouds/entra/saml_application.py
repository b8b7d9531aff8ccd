"""Application and enterprise application as one thing that signs people in to Amazon Connect.

The order matters: the sign-on mode becomes SAML before the identifier is written, because tenants may
refuse identifiers without their own domain for everything but SAML applications.
"""

from dataclasses import dataclass

from federation.clouds.entra import applications
from federation.clouds.entra.applications import Application
from federation.clouds.entra.connect_settings import ConnectSettings
from federation.clouds.entra.service_principals import (
    ServicePrincipal,
    find_service_principal,
    use_saml,
)
from federation.clouds.entra.tenant import EntraTenant


@dataclass(frozen=True)
class SamlApplication:
    """Both halves. `adopted`: somebody else made it, and its id was put into the record by hand."""

    application: Application
    principal: ServicePrincipal | None
    adopted: bool

    @property
    def relay_states(self) -> tuple[str, ...]:
        """The relay state, if there is one."""
        return (self.principal.relay_state,) if self.principal and self.principal.relay_state else ()

    def differences(self, *, name: str) -> tuple[str, ...]:
        """What would have to change beside the addresses, in words; empty if all is as it should be."""
        app, principal = self.application, self.principal
        found = {
            "the name": self.adopted or app.name == name,
            "SAML sign-on": principal is not None and principal.sign_on_mode == "saml",
            "that people must be assigned": principal is not None and principal.assignment_required,
        }
        return tuple(what for what, right in found.items() if not right)


@dataclass(frozen=True)
class ConfiguredApplication:
    """A SamlApplication that is complete."""

    application: Application
    principal: ServicePrincipal
    identifier: str
    adopted: bool


def own_identifier(application: Application, settings: ConnectSettings) -> str | None:
    """The identifier it already has, if AWS accepts it."""
    return next((one for one in application.identifiers if one in settings.identifiers), None)


def free_identifier(tenant: EntraTenant, settings: ConnectSettings) -> str:
    """The first identifier nobody has, or the last one. Only a forecast: others may be faster."""
    free = (one for one in settings.identifiers if not applications.applications_with_identifier(tenant, one))
    return next(free, settings.identifiers[-1])


def find_saml_application(tenant: EntraTenant, *, name: str, recorded_id: str | None) -> SamlApplication | None:
    """The setup's application, or None. Raises NeedsPerson for several."""
    application = applications.find_application(tenant, name=name, recorded_id=recorded_id)
    if application is None:
        return None
    ours = applications.marker_tag(tenant) in application.tags or tenant.marker in application.name
    principal = find_service_principal(tenant, application.app_id)
    return SamlApplication(application, principal, adopted=not ours)


def ensure_saml_application(
    tenant: EntraTenant, settings: ConnectSettings, *, name: str, recorded_id: str | None
) -> ConfiguredApplication:
    """Have it, with these settings.

    Raises CloudNotReady while Entra does not show what was made, NeedsPerson for several applications or
    when every identifier is taken.
    """
    found = find_saml_application(tenant, name=name, recorded_id=recorded_id)
    if found is None:
        tenant.say(f"Creating the application “{name}” from Microsoft's template for own applications.")
        found = SamlApplication(applications.create_application(tenant, name), None, adopted=False)
    application = found.application
    if not found.adopted:
        _claim(tenant, application, name)
    principal = found.principal or tenant.patience.wait_for(
        lambda: find_service_principal(tenant, application.app_id), what="the enterprise application"
    )
    _configure(tenant, principal, settings)
    identifier = _address(tenant, application, settings)
    return ConfiguredApplication(application, principal, identifier, found.adopted)


def _claim(tenant: EntraTenant, application: Application, name: str) -> None:
    tag = applications.marker_tag(tenant)
    applications.remove_duplicates(tenant, application, name)
    if tag not in application.tags or application.name != name:
        tags = list(dict.fromkeys((*application.tags, tag)))
        applications.update_application(tenant, application, display_name=name, tags=tags)


def _configure(tenant: EntraTenant, principal: ServicePrincipal, settings: ConnectSettings) -> None:
    right = (
        principal.sign_on_mode == "saml"
        and principal.assignment_required
        and principal.relay_state == settings.relay_state
    )
    if not right:
        tenant.say("Switching single sign-on to SAML and writing the relay state.")
        use_saml(tenant, principal.object_id, relay_state=settings.relay_state)


def _address(tenant: EntraTenant, application: Application, settings: ConnectSettings) -> str:
    if application.reply_urls != (settings.reply_url,):
        tenant.say(f"Writing the reply URL {settings.reply_url}.")
        applications.set_reply_url(tenant, application, settings.reply_url)
    identifier = own_identifier(application, settings)
    if identifier is None:
        identifier = applications.set_identifier(tenant, application, settings.identifiers)
        tenant.say(f"The identifier is {identifier}.")
    return identifier
