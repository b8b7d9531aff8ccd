"""Signing certificates of the enterprise application.

Every call of addTokenSigningCertificate adds one, so that ours carry the marker in their name and are
looked for first. A spare inactive one is harmless and is never removed.
"""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from federation.clouds.entra.applications import READ, WRITE
from federation.clouds.entra.service_principals import update_service_principal
from federation.clouds.entra.tenant import EntraTenant
from federation.effects import Making
from federation.saml.certificates import Certificate, read_certificate

LIFETIME = timedelta(days=3 * 365)  # Microsoft's default and longest
RENEW_BEFORE = timedelta(days=30)
WARN_BEFORE = timedelta(days=60)  # when Microsoft sends its first reminder
_SUCCEEDS = " after "
_SHOWN = 8


@dataclass(frozen=True)
class SigningCertificate:
    """A certificate Entra can sign with. `ours`: its name carries the setup's marker."""

    certificate: Certificate
    name: str
    ours: bool

    @property
    def thumbprint(self) -> str:
        return self.certificate.thumbprint

    @property
    def short(self) -> str:
        """The beginning of the thumbprint: enough for people to tell two apart."""
        return short_thumbprint(self.thumbprint)

    @property
    def made_to_replace(self) -> bool:
        """Whether the setup made it to take another certificate's place."""
        return self.ours and _SUCCEEDS in self.name

    def ends_soon(self, now: datetime) -> bool:
        """Whether it is time to replace it."""
        return self.certificate.not_after <= now + WARN_BEFORE

    def lasts(self, now: datetime) -> bool:
        """Whether it needs no renewal yet."""
        return self.certificate.not_before <= now + timedelta(minutes=5) and now + RENEW_BEFORE < (
            self.certificate.not_after
        )


@dataclass(frozen=True)
class SigningCertificates:
    """All of them, and the thumbprint of the one in use ("" for none)."""

    known: tuple[SigningCertificate, ...]
    active_thumbprint: str

    @property
    def active(self) -> SigningCertificate | None:
        return self.with_thumbprint(self.active_thumbprint)

    def made_to_replace(self, other: SigningCertificate) -> tuple[SigningCertificate, ...]:
        """Those the setup made to take the place of `other`."""
        end = f"{_SUCCEEDS}{other.thumbprint[:_SHOWN]}"
        return tuple(one for one in self.known if one.ours and one.name.endswith(end))

    def with_thumbprint(self, thumbprint: str) -> SigningCertificate | None:
        return next((one for one in self.known if one.thumbprint == thumbprint.upper()), None)


def certificate_name(tenant: EntraTenant, *, replaces: str = "") -> str:
    """The subject new certificates get. It must begin with CN= and be at most 90 characters.

    One that `replaces` another (by thumbprint) says so: by that it is found again if its answer was lost.
    """
    name = f"CN=Amazon Connect {tenant.marker}"
    return f"{name}{_SUCCEEDS}{replaces[:_SHOWN].upper()}" if replaces else name


def short_thumbprint(thumbprint: str) -> str:
    """Enough of a thumbprint for people to tell two apart."""
    return f"{thumbprint[:_SHOWN].upper()}…"


def read_certificates(tenant: EntraTenant, service_principal_id: str) -> SigningCertificates:
    """The certificates that are there. Raises NotFound."""
    row = tenant.read(
        tenant.graph.service_principals.by_service_principal_id(service_principal_id),
        doing="read the signing certificates",
        permission=READ,
        select=["id", "keyCredentials", "preferredTokenSigningKeyThumbprint"],
    )
    known = {
        one.thumbprint: one for key in row.key_credentials or () if (one := _signing_certificate(tenant, key))
    }
    return SigningCertificates(
        tuple(known.values()), (row.preferred_token_signing_key_thumbprint or "").upper()
    )


def add_certificate(
    tenant: EntraTenant, service_principal_id: str, *, now: datetime, name: str = ""
) -> SigningCertificate:
    """Make one, inactive, and wait until Entra shows it. It is known by its name. Raises CloudNotReady."""
    name = name or certificate_name(tenant)

    def look() -> SigningCertificate | None:
        found = read_certificates(tenant, service_principal_id).known
        return next((one for one in found if one.name == name and one.lasts(now)), None)

    # A second one would be a spare that does no harm, so that nobody has to wait as long as for other things.
    making = Making(f"certificate:{name}", "the new signing certificate", settle=120)
    return tenant.make_once(
        making, look=look, send=lambda: _add(tenant, service_principal_id, name, ends=now + LIFETIME)
    )


def activate(tenant: EntraTenant, service_principal_id: str, thumbprint: str) -> None:
    """Let Entra sign with this certificate from now on."""
    from msgraph.generated.models.service_principal import ServicePrincipal as Body

    body = Body(preferred_token_signing_key_thumbprint=thumbprint)
    update_service_principal(tenant, service_principal_id, body)


def _add(tenant: EntraTenant, service_principal_id: str, name: str, *, ends: datetime) -> None:
    from msgraph.generated.service_principals.item.add_token_signing_certificate import (
        add_token_signing_certificate_post_request_body as body,
    )

    item = tenant.graph.service_principals.by_service_principal_id(service_principal_id)
    tenant.call(
        item.add_token_signing_certificate.post(
            body.AddTokenSigningCertificatePostRequestBody(
                display_name=name, end_date_time=ends.astimezone(UTC)
            )
        ),
        doing="make a signing certificate",
        permission=WRITE,
        just_seen=True,
    )


def _signing_certificate(tenant: EntraTenant, key: Any) -> SigningCertificate | None:
    # One certificate shows as two entries, Sign and Verify; only the second holds the public part.
    if key.usage != "Verify" or not key.key:
        return None
    name = key.display_name or ""
    return SigningCertificate(
        read_certificate(base64.b64encode(key.key).decode()), name=name, ours=tenant.marker in name
    )
