"""Start a setup with its people, make and read entry links."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import transaction
from django.db.models import F

from wizard import permissions
from wizard.models import Event, Membership, Person, Role, Setup

_SALT = "wizard.entry-link"
LINK_AGE_SECONDS = 14 * 24 * 3600


@dataclass(frozen=True)
class Participant:
    """Somebody to take part in a setup."""

    name: str
    email: str
    role: Role


@transaction.atomic
def start_setup(*, by: Person | None, name: str, route: str, participants: Iterable[Participant]) -> Setup:
    """Start a setup. `by` becomes its owner; None is a management command.

    Raises PermissionDenied if `by` may not start setups.
    """
    if by is not None:
        permissions.require_may_start(by)
    setup = Setup.objects.create(name=name, route=route, sandbox=settings.SANDBOX)
    Event.objects.create(setup=setup, person=by, key="setup-started")
    if by is not None:
        Membership.objects.create(setup=setup, person=by, role=Role.OWNER)
    for participant in participants:
        _add(setup, participant, by=by)
    return setup


def _add(setup: Setup, participant: Participant, *, by: Person | None) -> None:
    person = Person.objects.filter(email__iexact=participant.email).first()
    if person is None:
        person = Person.objects.create_person(email=participant.email, name=participant.name)
    _, added = Membership.objects.get_or_create(setup=setup, person=person, role=participant.role)
    if added:
        data = {"name": person.name, "role": participant.role.label}
        Event.objects.create(setup=setup, person=by, key="person-added", data=data)


@dataclass(frozen=True)
class Entry:
    """What an entry link opens: the person's setups, or only one of them."""

    person: Person
    only_setup: UUID | None


def entry_token(person: Person, *, only_setup: Setup | None = None) -> str:
    """The secret part of an entry link, good for 14 days or until the person's serial is raised.

    A link an owner hands out must name `only_setup`: it signs in as somebody else, and must not open what
    that person takes part in elsewhere.
    """
    scope = only_setup.pk.hex if only_setup else ""
    return TimestampSigner(salt=_SALT).sign(f"{person.pk}-{person.link_serial}-{scope}")


def read_entry_token(token: str) -> Entry | None:
    """What this link opens; None if it is forged, too old or replaced."""
    try:
        text = TimestampSigner(salt=_SALT).unsign(token, max_age=LINK_AGE_SECONDS)
    except (BadSignature, SignatureExpired):
        return None
    person_id, serial, scope = text.split("-")
    person = Person.objects.filter(pk=person_id, link_serial=serial, is_active=True).first()
    return Entry(person, UUID(scope) if scope else None) if person else None


def new_entry_link(person: Person) -> None:
    """End every entry link and session of the person."""
    Person.objects.filter(pk=person.pk).update(link_serial=F("link_serial") + 1)
    person.refresh_from_db(fields=["link_serial"])
