"""Have Entra sign with a certificate of this setup, and fetch the metadata that carries it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from federation.clouds.entra import console
from federation.clouds.entra.certificate_choice import Choice, HandedOver, choose_certificate
from federation.clouds.entra.certificates import (
    WARN_BEFORE,
    SigningCertificate,
    SigningCertificates,
    activate,
    add_certificate,
    certificate_name,
    read_certificates,
    short_thumbprint,
)
from federation.clouds.entra.metadata import download_metadata, metadata_url
from federation.endpoints import Endpoints
from federation.findings import Finding, Level, compare
from federation.items import (
    APP_ID,
    CERTIFICATE_CHOICE,
    CERTIFICATE_CHOICES,
    CERTIFICATE_THUMBPRINT,
    IDENTIFIER,
    METADATA_XML,
    SERVICE_PRINCIPAL_ID,
    TENANT_ID,
)
from federation.record import Record
from federation.saml.metadata import IdpMetadata, read_metadata
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


class AzureCertificate(Step):
    """A certificate counts as the setup's if its name carries the marker, or the record's metadata holds it."""

    key = "azure-certificate"
    side = Side.AZURE
    title = "Create the signing certificate"
    short = "Certificate"
    purpose = "AWS believes a response only if it is signed with the certificate it got in the metadata."
    asks = (Ask(CERTIFICATE_CHOICE, default="setup", by_hand=False),)
    needs = (TENANT_ID, APP_ID, SERVICE_PRINCIPAL_ID, IDENTIFIER)
    gives = (METADATA_XML, CERTIFICATE_THUMBPRINT)
    informs = (CERTIFICATE_THUMBPRINT,)
    keeps = (Keep("certificate-active", CERTIFICATE_CHOICE, typed="active"),)
    permissions = (Permission("Application.ReadWrite.All", "to make and activate the signing certificate"),)
    undo_permissions = (Permission("Application.Read.All", "to look which certificates are there"),)

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now

    def check_pasted(self, answers: Mapping[str, Any], record: Record) -> dict[str, str]:
        """The file must hold the certificate whose thumbprint was copied."""
        xml, thumbprint = answers.get(METADATA_XML.key), answers.get(CERTIFICATE_THUMBPRINT.key)
        held = [one.thumbprint for one in read_metadata(xml).certificates] if xml else []
        if not thumbprint or not held or thumbprint.upper() in held:
            return {}
        found = " and ".join(map(short_thumbprint, held))
        return {
            METADATA_XML.key: f"This file holds {found}, not {short_thumbprint(thumbprint)}: download it again "
            "after activating that certificate."
        }

    def plan(self, record: Record, clouds: "Clouds") -> tuple[PlannedChange, ...]:
        known = read_certificates(clouds.entra, record[SERVICE_PRINCIPAL_ID])
        choice = choose_certificate(known, record, self._now())
        what, kept, later = "the signing certificate", choice.keep, _consequence(choice)
        if kept is None:
            name = certificate_name(clouds.entra, replaces=choice.successor_of)
            return (PlannedChange(Change.CREATE, what, name, detail=f"and activate it{later}"),)
        if kept.thumbprint != known.active_thumbprint:
            return (PlannedChange(Change.CHANGE, what, kept.name, detail=f"activate {kept.short}{later}"),)
        if choice.replaces:
            adopt = f"it is active already and goes into the record{later}"
            return (PlannedChange(Change.CHANGE, "the certificate of the record", kept.name, detail=adopt),)
        return (PlannedChange(Change.KEEP, what, kept.name, detail=choice.because or kept.thumbprint),)

    def carry_out(self, record: Record, clouds: "Clouds") -> Outcome:
        """Raises CloudNotReady until the published metadata holds the active certificate, AnswerRefused if
        the active one was chosen and cannot be used."""
        tenant, principal_id = clouds.entra, record[SERVICE_PRINCIPAL_ID]
        known = read_certificates(tenant, principal_id)
        choice = choose_certificate(known, record, self._now())
        chosen = choice.keep
        if chosen is None:
            name = certificate_name(tenant, replaces=choice.successor_of)
            clouds.say(f"Making the signing certificate {name}.")
            chosen = add_certificate(tenant, principal_id, now=self._now(), name=name)
        if chosen.thumbprint != known.active_thumbprint:
            clouds.say(f"Activating the certificate {chosen.thumbprint}.")
            activate(tenant, principal_id, chosen.thumbprint)
        metadata = tenant.patience.wait_for(
            lambda: _published(record, clouds, chosen.thumbprint), what="the certificate in the metadata"
        )
        clouds.say(f"Fetched the federation metadata; it holds the active certificate {chosen.thumbprint}.")
        return Outcome(
            {METADATA_XML: metadata.xml, CERTIFICATE_THUMBPRINT: chosen.thumbprint},
            (Resource("Signing certificate", chosen.thumbprint, chosen.name, adopted=not chosen.ours),),
        )

    def observe(self, record: Record, clouds: "Clouds") -> tuple[Finding, ...]:
        known = read_certificates(clouds.entra, record[SERVICE_PRINCIPAL_ID])
        active = self._active(record, known)
        return (active, self._expiry(known.active)) if known.active else (active,)

    def traces(self, record: Record, clouds: "Clouds", known: Sequence[Resource]) -> Iterable[Trace]:
        return left.certificates(record, clouds, known)

    def page_of(self, resource: Resource, record: Record) -> ConsoleLink | None:
        return self.links(record)[0] if SERVICE_PRINCIPAL_ID in record and APP_ID in record else None

    def links(self, record: Record) -> tuple[ConsoleLink, ...]:
        page = console.single_sign_on(
            record[TENANT_ID], app_id=record[APP_ID], service_principal_id=record[SERVICE_PRINCIPAL_ID]
        )
        return (ConsoleLink("Single sign-on of the application", page),)

    def by_hand(self, record: Record) -> tuple[ByHandValue, ...]:
        address = metadata_url(Endpoints(), tenant_id=record[TENANT_ID], app_id=record[APP_ID])
        return (
            ByHandValue("Signing Option", "Sign SAML assertion"),
            ByHandValue("Signing Algorithm", "SHA-256"),
            ByHandValue(
                "App Federation Metadata Url",
                address,
                note="Download it once a certificate is active, and upload the file unchanged.",
            ),
        )

    def _active(self, record: Record, known: SigningCertificates) -> Finding:
        handed = HandedOver.of(record)
        fits = known.active_thumbprint in handed.in_metadata and handed.recorded in (
            "",
            known.active_thumbprint,
        )
        expected = known.active_thumbprint if fits else handed.recorded or ", ".join(handed.in_metadata)
        if handed.recorded and handed.recorded not in handed.in_metadata:
            expected = f"{handed.recorded}, and in the metadata of the record"
        return compare(
            code="certificate-active",
            owner=self.side,
            what="The certificate Entra signs with",
            expected=expected,
            actual=known.active_thumbprint or "none",
            fix=f"If it was renewed on purpose, run this step with “{CERTIFICATE_CHOICES['active']}” and let "
            f"AWS have its metadata; else run it with “{CERTIFICATE_CHOICES['setup']}”, which switches back.",
            step=self.key,
        )

    def _expiry(self, active: SigningCertificate) -> Finding:
        ends, now = active.certificate.not_after, self._now()
        level = Level.ERROR if ends <= now else Level.WARNING if active.ends_soon(now) else Level.OK
        day = ends.date().isoformat()
        return Finding(
            code="certificate-expiry",
            level=level,
            owner=self.side,
            message=f"The signing certificate {'ended' if ends <= now else 'is valid until'} {day}.",
            expected=f"after {(now + WARN_BEFORE).date().isoformat()}",
            actual=day,
            fix=""
            if level is Level.OK
            else f"Run this step with “{CERTIFICATE_CHOICES['new']}” and let AWS have its metadata.",
            step=self.key,
        )


def _consequence(choice: Choice) -> str:
    if not choice.replaces:
        return ""
    new = choice.keep.short if choice.keep else "the new one"
    old = short_thumbprint(choice.replaces)
    return f"; {new} replaces {old}, AWS must get the new metadata before people can sign in again"


def _published(record: Record, clouds: "Clouds", thumbprint: str) -> IdpMetadata | None:
    metadata = download_metadata(clouds.endpoints, tenant_id=record[TENANT_ID], app_id=record[APP_ID])
    return metadata if any(one.thumbprint == thumbprint for one in metadata.certificates) else None
