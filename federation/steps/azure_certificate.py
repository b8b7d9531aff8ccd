"""Have Entra sign with a certificate of this setup, and fetch the metadata that carries it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from federation.clouds.entra import console
from federation.clouds.entra.certificates import (
    SigningCertificate,
    SigningCertificates,
    activate,
    add_certificate,
    certificate_name,
    read_certificates,
)
from federation.clouds.entra.metadata import download_metadata, metadata_url
from federation.endpoints import Endpoints
from federation.findings import Finding, Level, compare
from federation.items import (
    APP_ID,
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
    ByHandValue,
    Change,
    ConsoleLink,
    Outcome,
    Permission,
    PlannedChange,
    Resource,
    Step,
)

if TYPE_CHECKING:
    from federation.clouds import Clouds

WARN_BEFORE = timedelta(days=60)  # when Microsoft sends its first reminder


class AzureCertificate(Step):
    """A certificate counts as the setup's if its name carries the marker, or the record's metadata holds it."""

    key = "azure-certificate"
    side = Side.AZURE
    title = "Create the signing certificate"
    short = "Certificate"
    purpose = "AWS believes a response only if it is signed with the certificate it got in the metadata."
    needs = (TENANT_ID, APP_ID, SERVICE_PRINCIPAL_ID, IDENTIFIER)
    gives = (METADATA_XML, CERTIFICATE_THUMBPRINT)
    informs = (CERTIFICATE_THUMBPRINT,)
    permissions = (Permission("Application.ReadWrite.All", "to make and activate the signing certificate"),)

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now

    def plan(self, record: Record, clouds: "Clouds") -> tuple[PlannedChange, ...]:
        known = read_certificates(clouds.entra, record[SERVICE_PRINCIPAL_ID])
        chosen = _choose(known, record, self._now())
        what = "the signing certificate"
        if chosen is None:
            return (
                PlannedChange(Change.CREATE, what, certificate_name(clouds.entra), detail="and activate it"),
            )
        if chosen.thumbprint != known.active_thumbprint:
            return (PlannedChange(Change.CHANGE, what, chosen.name, detail="activate it"),)
        return (PlannedChange(Change.KEEP, what, chosen.name, detail=chosen.thumbprint),)

    def carry_out(self, record: Record, clouds: "Clouds") -> Outcome:
        """Raises CloudNotReady until the published metadata holds the active certificate."""
        tenant, principal_id = clouds.entra, record[SERVICE_PRINCIPAL_ID]
        known = read_certificates(tenant, principal_id)
        chosen = _choose(known, record, self._now())
        if chosen is None:
            clouds.say(f"Making the signing certificate {certificate_name(tenant)}.")
            chosen = add_certificate(tenant, principal_id, now=self._now())
        if chosen.thumbprint != known.active_thumbprint:
            clouds.say(f"Activating the certificate {chosen.thumbprint}.")
            activate(tenant, principal_id, chosen.thumbprint)
        metadata = tenant.patience.wait_for(
            lambda: _published(record, clouds, chosen.thumbprint), what="the certificate in the metadata"
        )
        clouds.say("Fetched the federation metadata; it holds the active certificate.")
        return Outcome(
            {METADATA_XML: metadata.xml, CERTIFICATE_THUMBPRINT: chosen.thumbprint},
            (Resource("entra-certificate", chosen.thumbprint, chosen.name, adopted=not chosen.ours),),
        )

    def observe(self, record: Record, clouds: "Clouds") -> tuple[Finding, ...]:
        known = read_certificates(clouds.entra, record[SERVICE_PRINCIPAL_ID])
        active = self._active(record, known)
        return (active, self._expiry(known.active)) if known.active else (active,)

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
        in_metadata = [one.thumbprint for one in read_metadata(record[METADATA_XML]).certificates]
        recorded = _recorded(record)
        fits = known.active_thumbprint in in_metadata and recorded in ("", known.active_thumbprint)
        expected = known.active_thumbprint if fits else recorded or ", ".join(in_metadata)
        if recorded and recorded not in in_metadata:
            expected = f"{recorded}, and in the metadata of the record"
        return compare(
            code="certificate-active",
            owner=self.side,
            what="The certificate Entra signs with",
            expected=expected,
            actual=known.active_thumbprint or "none",
            fix="Activate the certificate of the record: run this step again, or do it in Entra.",
            step=self.key,
        )

    def _expiry(self, active: SigningCertificate) -> Finding:
        ends, now = active.certificate.not_after, self._now()
        level = Level.ERROR if ends <= now else Level.WARNING if ends <= now + WARN_BEFORE else Level.OK
        day = ends.date().isoformat()
        return Finding(
            code="certificate-expiry",
            level=level,
            owner=self.side,
            message=f"The signing certificate {'ended' if ends <= now else 'is valid until'} {day}.",
            expected=f"after {(now + WARN_BEFORE).date().isoformat()}",
            actual=day,
            fix="" if level is Level.OK else "Create a new certificate and hand its metadata over to AWS.",
            step=self.key,
        )


def _choose(known: SigningCertificates, record: Record, now: datetime) -> SigningCertificate | None:
    """The one to keep using: the active one if it is the setup's, else the setup's that lasts longest."""
    xml = record.get(METADATA_XML)
    handed_over = {one.thumbprint for one in read_metadata(xml).certificates} if xml else set()
    usable = [one for one in known.known if one.lasts(now) and (one.ours or one.thumbprint in handed_over)]
    recorded = _recorded(record)
    return max(
        usable,
        key=lambda one: (
            one.thumbprint == recorded,
            one.thumbprint == known.active_thumbprint,
            one.certificate.not_after,
        ),
        default=None,
    )


def _recorded(record: Record) -> str:
    return (record.get(CERTIFICATE_THUMBPRINT) or "").upper()


def _published(record: Record, clouds: "Clouds", thumbprint: str) -> IdpMetadata | None:
    metadata = download_metadata(clouds.endpoints, tenant_id=record[TENANT_ID], app_id=record[APP_ID])
    return metadata if any(one.thumbprint == thumbprint for one in metadata.certificates) else None
