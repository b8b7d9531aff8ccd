"""The tables, one subject per file."""

from wizard.models.budget import Budget
from wizard.models.effect import Effect
from wizard.models.event import Event
from wizard.models.person import Person
from wizard.models.pulse import Pulse
from wizard.models.record import Origin, Revision
from wizard.models.resource import Resource
from wizard.models.run import ACTIVE, Kind, Run, RunLine, RunState
from wizard.models.secret import Secret
from wizard.models.setup import Membership, Role, Setup

__all__ = [
    "ACTIVE",
    "Budget",
    "Effect",
    "Event",
    "Kind",
    "Membership",
    "Origin",
    "Person",
    "Pulse",
    "Resource",
    "Revision",
    "Role",
    "Run",
    "RunLine",
    "RunState",
    "Secret",
    "Setup",
]
