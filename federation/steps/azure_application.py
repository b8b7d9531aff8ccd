"""Create the enterprise application and tell it where Amazon Connect is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from federation.clouds.entra import console
from federation.clouds.entra.connect_settings import ConnectSettings, connect_settings
from federation.clouds.entra.saml_application import (
    SamlApplication,
    ensure_saml_application,
    find_saml_application,
    free_identifier,
    own_identifier,
)
from federation.findings import Finding, Level, compare
from federation.items import (
    APP_ID,
    APP_NAME,
    APP_OBJECT_ID,
    DESTINATION,
    IDENTIFIER,
    INSTANCE_ARN,
    RELAY_STATE,
    REPLY_URL,
    SERVICE_PRINCIPAL_ID,
    TENANT_ID,
    Item,
)
from federation.record import Record
from federation.sides import Side
from federation.steps.base import (
    Ask,
    ByHandValue,
    Change,
    ConsoleLink,
    Keep,
    Outcome,
    Permission,
    PlannedChange,
    Resource,
    Step,
)
from federation.traces import entra as left
from federation.traces.trace import Trace

if TYPE_CHECKING:
    from federation.clouds import Clouds


class AzureApplication(Step):
    """The application is found by a tag that carries the setup's marker, so that its name is free."""

    key = "azure-application"
    side = Side.AZURE
    title = "Create the enterprise application"
    short = "Application"
    purpose = "It stands for Amazon Connect in Entra: people sign in through it and land in the instance."
    asks = (Ask(APP_NAME, default="Amazon Connect"), Ask(DESTINATION, default="agent-workspace"))
    needs = (TENANT_ID, INSTANCE_ARN)
    gives = (APP_ID, APP_OBJECT_ID, SERVICE_PRINCIPAL_ID, IDENTIFIER, REPLY_URL, RELAY_STATE)
    keeps = (Keep("reply-url", REPLY_URL), Keep("relay-state", RELAY_STATE))
    permissions = (
        Permission("Application.ReadWrite.All", "to create the application and to write its SAML settings"),
    )
    takes = (left.CERTIFICATE, left.APP_ROLE, left.ASSIGNMENT)
    undo_permissions = (
        Permission(
            "Application.ReadWrite.All", "to look whether it carries this setup's tag, and to delete it"
        ),
    )

    def plan(self, record: Record, clouds: "Clouds") -> tuple[PlannedChange, ...]:
        found, settings = _find(record, clouds), _settings(record)
        name = record[APP_NAME]
        identifier = (found and own_identifier(found.application, settings)) or free_identifier(
            clouds.entra, settings
        )
        settled = (
            ("the identifier", identifier, _kept(found, identifier)),
            ("the reply URL", settings.reply_url, found.application.reply_urls if found else ()),
            ("the relay state", settings.relay_state, found.relay_states if found else ()),
        )
        return (_plan_itself(found, name), *(_plan_setting(*row, new=found is None) for row in settled))

    def carry_out(self, record: Record, clouds: "Clouds") -> Outcome:
        """Raises CloudNotReady while Entra does not show what was made, NeedsPerson for duplicates."""
        settings = _settings(record)
        made = ensure_saml_application(
            clouds.entra, settings, name=record[APP_NAME], recorded_id=record.get(APP_OBJECT_ID)
        )
        application, principal = made.application, made.principal
        return Outcome(
            {
                APP_ID: application.app_id,
                APP_OBJECT_ID: application.object_id,
                SERVICE_PRINCIPAL_ID: principal.object_id,
                IDENTIFIER: made.identifier,
                REPLY_URL: settings.reply_url,
                RELAY_STATE: settings.relay_state,
            },
            (
                Resource("Application", application.object_id, record[APP_NAME], made.adopted),
                Resource("Enterprise application", principal.object_id, record[APP_NAME], made.adopted),
            ),
        )

    def observe(self, record: Record, clouds: "Clouds") -> tuple[Finding, ...]:
        found = _find(record, clouds)
        if found is None or found.application.app_id != record[APP_ID]:
            return (self._missing(record, found),)
        return self._compared(record, found)

    def traces(self, record: Record, clouds: "Clouds", known: Sequence[Resource]) -> Iterable[Trace]:
        return left.applications(record, clouds, known)

    def page_of(self, resource: Resource, record: Record) -> ConsoleLink | None:
        tenant_id, app_id = record.get(TENANT_ID) or "", record.get(APP_ID) or ""
        if resource.kind == left.APPLICATION:
            return ConsoleLink("This app registration", console.registration(tenant_id, app_id=app_id))
        page = console.enterprise_application(tenant_id, app_id=app_id, service_principal_id=resource.cloud_id)
        return ConsoleLink("This enterprise application", page)

    def links(self, record: Record) -> tuple[ConsoleLink, ...]:
        tenant_id, app_id, principal_id = (
            record.get(item) or "" for item in (TENANT_ID, APP_ID, SERVICE_PRINCIPAL_ID)
        )
        new = ConsoleLink("New application in Entra", console.new_application(tenant_id))
        if not (app_id and principal_id):
            return (new,)
        page = console.single_sign_on(tenant_id, app_id=app_id, service_principal_id=principal_id)
        return (new, ConsoleLink("Single sign-on of the application", page))

    def foreseen(self, record: Record) -> Mapping[Item[Any], str]:
        settings = _settings(record)
        return {
            IDENTIFIER: settings.identifiers[0],
            REPLY_URL: settings.reply_url,
            RELAY_STATE: settings.relay_state,
        }

    def by_hand(self, record: Record) -> tuple[ByHandValue, ...]:
        settings = _settings(record)
        return (
            ByHandValue("What's the name of your app?", record[APP_NAME]),
            ByHandValue(
                "What are you looking to do with your application?",
                "Integrate any other application you don't find in the gallery (Non-gallery)",
            ),
            ByHandValue(
                "Identifier (Entity ID)",
                settings.identifiers[0],
                note="If another application has it, append #2, then #3, until Entra accepts it.",
            ),
            ByHandValue("Reply URL (Assertion Consumer Service URL)", settings.reply_url),
            ByHandValue("Sign on URL (Optional)", "", note="Leave it empty: sign-in begins in Entra."),
            ByHandValue("Relay State (Optional)", settings.relay_state),
            ByHandValue("Assignment required?", "Yes", note="On the page Properties."),
        )

    def _missing(self, record: Record, found: SamlApplication | None) -> Finding:
        return compare(
            code="application-exists",
            owner=self.side,
            what="The application of the record",
            expected=record[APP_ID],
            actual=found.application.app_id if found else "not in the tenant",
            fix="Create the enterprise application again.",
            step=self.key,
        )

    def _compared(self, record: Record, found: SamlApplication) -> tuple[Finding, ...]:
        app, principal = found.application, found.principal
        identifiers = ", ".join(app.identifiers)
        kept = record[IDENTIFIER] if record[IDENTIFIER] in app.identifiers else identifiers
        rows = (
            ("identifier", "The identifier in Entra", record[IDENTIFIER], kept),
            ("reply-url", "The reply URL in Entra", record[REPLY_URL], ", ".join(app.reply_urls)),
            (
                "relay-state",
                "The relay state in Entra",
                record[RELAY_STATE],
                principal and principal.relay_state,
            ),
            ("sign-on-mode", "The single sign-on mode in Entra", "saml", principal and principal.sign_on_mode),
        )
        compared = (
            compare(
                code=code,
                owner=self.side,
                what=what,
                expected=expected,
                actual=actual or "nothing",
                fix="Create the enterprise application again: the existing one is corrected.",
                step=self.key,
            )
            for code, what, expected, actual in rows
        )
        return (
            self._missing(record, found),
            *compared,
            self._enabled(found),
            self._assignment_required(found),
        )

    def _enabled(self, found: SamlApplication) -> Finding:
        return compare(
            code="application-enabled",
            owner=self.side,
            what="The property “Enabled for users to sign-in?”",
            expected="Yes",
            actual="No" if found.principal is not None and not found.principal.enabled else "Yes",
            fix="Set “Enabled for users to sign-in?” to Yes in the properties of the enterprise application.",
            step=self.key,
        )

    def _assignment_required(self, found: SamlApplication) -> Finding:
        required = found.principal is not None and found.principal.assignment_required
        return Finding(
            code="assignment-required",
            level=Level.OK if required else Level.WARNING,
            owner=self.side,
            message="Only assigned people may sign in."
            if required
            else "People who are not assigned may sign in too, but get no role.",
            expected="required",
            actual="required" if required else "not required",
            fix="" if required else "Set “Assignment required?” to Yes in the properties.",
            step=self.key,
        )


def _plan_itself(found: SamlApplication | None, name: str) -> PlannedChange:
    what = "the enterprise application"
    if found is None:
        return PlannedChange(Change.CREATE, what, name, detail="with SAML sign-on, for assigned people only")
    different = found.differences(name=name)
    change = Change.CHANGE if different else Change.KEEP
    return PlannedChange(change, what, found.application.name, detail=", ".join(different))


def _kept(found: SamlApplication | None, identifier: str) -> tuple[str, ...]:
    """The identifiers as far as they matter: further ones beside the right one may stay."""
    there = found.application.identifiers if found else ()
    return (identifier,) if identifier in there else there


def _plan_setting(what: str, wanted: str, there: tuple[str, ...], *, new: bool) -> PlannedChange:
    if there == (wanted,):
        return PlannedChange(Change.KEEP, what, wanted)
    change = Change.CREATE if new else Change.CHANGE
    return PlannedChange(change, what, wanted, detail=f"instead of {', '.join(there)}" if there else "")


def _settings(record: Record) -> ConnectSettings:
    return connect_settings(record[INSTANCE_ARN], record[DESTINATION])


def _find(record: Record, clouds: "Clouds") -> SamlApplication | None:
    return find_saml_application(clouds.entra, name=record[APP_NAME], recorded_id=record.get(APP_OBJECT_ID))
