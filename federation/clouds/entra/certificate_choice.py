"""Which certificate Entra shall sign with: what the engineer chose, in view of what is there."""

from dataclasses import dataclass, replace
from datetime import datetime

from federation.clouds.entra.certificates import SigningCertificate, SigningCertificates
from federation.errors import AnswerRefused
from federation.items import CERTIFICATE_CHOICE, CERTIFICATE_CHOICES, CERTIFICATE_THUMBPRINT, METADATA_XML
from federation.record import Record
from federation.saml.metadata import read_metadata
from federation.sides import Side


@dataclass(frozen=True)
class Choice:
    """`keep` is the certificate to sign with; None means that one must be made, to take the place of
    `successor_of` (a thumbprint, "" for the first one).

    `replaces` is the thumbprint AWS has heard of so far and will not hear from again, "" if there is none.
    `because` explains why nothing is made although a new one was asked for.
    """

    keep: SigningCertificate | None
    successor_of: str = ""
    replaces: str = ""
    because: str = ""


@dataclass(frozen=True)
class HandedOver:
    """What AWS was told of: the recorded thumbprint ("" for none) and all that the metadata holds."""

    recorded: str
    in_metadata: tuple[str, ...]

    @classmethod
    def of(cls, record: Record) -> "HandedOver":
        xml = record.get(METADATA_XML)
        held = tuple(one.thumbprint for one in read_metadata(xml).certificates) if xml else ()
        return cls((record.get(CERTIFICATE_THUMBPRINT) or "").upper(), held)

    @property
    def known_to_aws(self) -> str:
        """The thumbprint people would name: the recorded one, else the first of the metadata."""
        return self.recorded or next(iter(self.in_metadata), "")


def choose_certificate(known: SigningCertificates, record: Record, now: datetime) -> Choice:
    """What the recorded answer means now; without an answer it is the setup's own certificate.

    Raises AnswerRefused if the active certificate was chosen and there is none that can be used.
    """
    handed = HandedOver.of(record)
    answer = record.get(CERTIFICATE_CHOICE) or "setup"
    choose = {"setup": _of_setup, "active": _active, "new": _new}[answer]
    chosen = choose(known, handed, now)
    stays = chosen.keep is not None and (not handed.in_metadata or chosen.keep.thumbprint in handed.in_metadata)
    return replace(chosen, replaces="" if stays else handed.known_to_aws)


def _of_setup(known: SigningCertificates, handed: HandedOver, now: datetime) -> Choice:
    """The recorded one, else the active one if it is the setup's, else the setup's that lasts longest."""
    usable = [
        one for one in known.known if one.lasts(now) and (one.ours or one.thumbprint in handed.in_metadata)
    ]
    return Choice(
        max(
            usable,
            key=lambda one: (
                one.thumbprint == handed.recorded,
                one.thumbprint == known.active_thumbprint,
                one.certificate.not_after,
            ),
            default=None,
        )
    )


def _active(known: SigningCertificates, handed: HandedOver, now: datetime) -> Choice:
    active = known.active
    if active is None:
        raise _refused("No certificate is active in Entra.")
    if active.certificate.expired(now):
        ended = f"{active.certificate.not_after:%d %B %Y}"
        raise _refused(f"The active certificate {active.short} ended on {ended}.")
    return Choice(active)


def _new(known: SigningCertificates, handed: HandedOver, now: datetime) -> Choice:
    """One is made once: what was made to replace another is kept until it is itself about to end."""
    current = known.with_thumbprint(handed.recorded) or known.active
    if current is None:
        return _of_setup(known, handed, now)
    if current.made_to_replace and not current.ends_soon(now):
        begun = f"{current.certificate.not_before:%d %B %Y}"
        return Choice(
            current,
            because=f"{current.short} is the new one, made on {begun}. For yet another one, make it in Entra, "
            f"activate it, and choose “{CERTIFICATE_CHOICES['active']}”.",
        )
    made = next((one for one in known.made_to_replace(current) if one.lasts(now)), None)
    return Choice(made, successor_of=current.thumbprint)


def _refused(sentence: str) -> AnswerRefused:
    return AnswerRefused(
        CERTIFICATE_CHOICE.key,
        f"{sentence} Choose “{CERTIFICATE_CHOICES['setup']}” or “{CERTIFICATE_CHOICES['new']}”.",
        owner=Side.AZURE,
    )
