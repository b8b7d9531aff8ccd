"""The timeline of a setup, newest first."""

from dataclasses import dataclass
from datetime import datetime

from wizard.models import Event, Setup
from wizard.sentences import sentence


@dataclass(frozen=True)
class Moment:
    """One happening in words."""

    at: datetime
    sentence: str
    side: str
    actor: str


_QUIET = ("plan-asked", "undo-plan-asked", "inventory-asked")
"""On record for an audit, but nothing happened."""


def timeline(setup: Setup, *, values: bool = False, newest: int = 200) -> list[Moment]:
    """What happened, newest first; with `values` for those who may read them."""
    events = Event.objects.filter(setup=setup).exclude(key__in=_QUIET).select_related("person")
    newest_events = events.order_by("-id")[:newest]
    return [
        Moment(e.at, sentence(e, values=values), e.side, e.person.name if e.person else "Handoff")
        for e in newest_events
    ]
