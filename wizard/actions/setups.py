"""Start a setup, add people, make entry links."""

from collections.abc import Iterable
from dataclasses import dataclass

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
    """Start a setup. `by` becomes its owner; None is a management command."""
    setup = Setup.objects.create(name=name, route=route)
    Event.objects.create(setup=setup, person=by, key="setup-started")
    if by is not None:
        Membership.objects.create(setup=setup, person=by, role=Role.OWNER)
    for participant in participants:
        _add(setup, participant, by=by)
    return setup


@transaction.atomic
def add_participant(setup: Setup, participant: Participant, *, by: Person) -> Person:
    """Add a person to a running setup. Raises PermissionDenied unless `by` owns it."""
    permissions.require_owner(by, setup)
    return _add(setup, participant, by=by)


def _add(setup: Setup, participant: Participant, *, by: Person | None) -> Person:
    person = Person.objects.filter(email__iexact=participant.email).first()
    if person is None:
        person = Person.objects.create_person(email=participant.email, name=participant.name)
    elif by is not None and not permissions.may_hand_out_link(by, person):
        # From now on the link opens a setup of another owner: those handed out before must not.
        Person.objects.filter(pk=person.pk).update(link_serial=F("link_serial") + 1)
    _, added = Membership.objects.get_or_create(setup=setup, person=person, role=participant.role)
    if added:
        data = {"name": person.name, "role": participant.role.label}
        Event.objects.create(setup=setup, person=by, key="person-added", data=data)
    return person


def entry_token(person: Person) -> str:
    """The secret part of a person's entry link. Good for 14 days, or until a newer one is made."""
    return TimestampSigner(salt=_SALT).sign(f"{person.pk}-{person.link_serial}")


def read_entry_token(token: str) -> Person | None:
    """Whose link this is; None if it is forged, too old or replaced."""
    try:
        text = TimestampSigner(salt=_SALT).unsign(token, max_age=LINK_AGE_SECONDS)
    except (BadSignature, SignatureExpired):
        return None
    person_id, _, serial = text.partition("-")
    return Person.objects.filter(pk=person_id, link_serial=serial, is_active=True).first()


def new_entry_link(person: Person) -> None:
    """Make every entry link of the person invalid that was handed out before."""
    Person.objects.filter(pk=person.pk).update(link_serial=F("link_serial") + 1)
    person.refresh_from_db(fields=["link_serial"])
