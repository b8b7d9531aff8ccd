"""A setup that Handoff itself carried out from first to last, long enough ago to be believed."""

from datetime import timedelta

from django.db.models import F

from tests.cast import ROUTE, Cast, start, work
from wizard.management.tour import ANSWERS
from wizard.models import Kind, Run
from wizard.queries.history import DRIFT_LOOK

LONG_AGO = timedelta(minutes=10)
"""Longer than clouds take to spread a change."""


def finish(cast: Cast) -> None:
    """Every step, by Handoff, ten minutes ago."""
    for step in ROUTE.steps:
        run = work(start(cast, step.key, **ANSWERS.get(step.key, {})))
        assert run.succeeded, (step.key, run.error_message or run.waiting_because)
    age()


def age(by: timedelta = LONG_AGO) -> None:
    """Everything that was done is that much older."""
    moments = ("created_at", "started_at", "finished_at")
    Run.objects.update(**{name: F(name) - by for name in moments})


def look(cast: Cast) -> Run:
    """One scheduled look, carried out by one worker."""
    return work(Run.objects.create(setup=cast.setup, step_key=DRIFT_LOOK, kind=Kind.DRIFT))
