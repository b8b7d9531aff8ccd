"""Starts a run: one row, one event, one message once it is committed."""

from typing import Any

from django.db import IntegrityError, transaction

from wizard.actions import enqueue
from wizard.actions.collisions import NotNow, refuse_collision
from wizard.models import Event, Kind, Person, Run, Setup

__all__ = ["NotNow", "start_run"]


def start_run(
    setup: Setup,
    step_key: str,
    kind: Kind,
    *,
    by: Person,
    event: tuple[str, dict[str, Any]],
    side: str = "",
    **row: Any,
) -> Run:
    """Start a run. Whoever asks for the same while it is under way gets the same run.

    `event` goes to the timeline, `row` are more columns of the run. Raises NotNow.
    """
    try:
        with transaction.atomic():
            refuse_collision(setup, kind, step_key)
            run = Run.objects.create(setup=setup, step_key=step_key, kind=kind, asked_by=by, **row)
            Event.objects.create(setup=setup, person=by, side=side, key=event[0], data=event[1])
            enqueue.on_commit(run)
    except IntegrityError:
        # Two presses at once: the database let one through, and both people get that one.
        return _under_way(setup, step_key, kind)
    return run


def _under_way(setup: Setup, step_key: str, kind: Kind) -> Run:
    found = Run.objects.filter(setup=setup, step_key=step_key, kind=kind).order_by("-created_at").first()
    if found is None:
        raise NotNow("Somebody else is just starting this. Try again.")
    return found
