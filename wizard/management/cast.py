"""The three people of the demo and the setup they work on."""

from dataclasses import dataclass

from django.urls import reverse

from wizard.actions.setups import Participant, entry_token, start_setup
from wizard.models import Person, Role, Setup

NAME = "Amazon Connect for Contoso"
MANAGER = Participant("Petra Lind", "petra@contoso.example", Role.MANAGER)
PARTICIPANTS = (
    Participant("Asha Rao", "asha@contoso.example", Role.AZURE),
    Participant("Wes Brandt", "wes@contoso.example", Role.AWS),
    MANAGER,
)


@dataclass(frozen=True)
class Seat:
    """One person's way in."""

    person: Person
    role: Role
    path: str


def demo_setup() -> Setup:
    """The setup of the demo; started the first time."""
    found = (
        Setup.objects.filter(sandbox=True, memberships__person__email=PARTICIPANTS[0].email)
        .order_by("created_at")
        .first()
    )
    return found or _start()


def _start() -> Setup:
    setup = start_setup(by=None, name=NAME, route="direct-custom", participants=PARTICIPANTS)
    Person.objects.filter(email=MANAGER.email).update(may_start_setups=True)
    return setup


def seats(setup: Setup) -> list[Seat]:
    """One seat a person, each under its own path so that one browser can hold all three."""
    rows = setup.memberships.select_related("person").order_by("id")
    return [
        Seat(row.person, Role(row.role), f"/as/{row.role}" + reverse("enter", args=[entry_token(row.person)]))
        for row in rows
    ]
