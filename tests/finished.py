"""A setup whose every step Handoff has carried out, long enough ago to be believed."""

import copy
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db.models import F

from sandbox.world import World
from tests.cast import ROUTE, Cast, assemble, start, work
from wizard.management.tour import ANSWERS
from wizard.models import Kind, Person, Run, Setup
from wizard.queries.history import DRIFT_LOOK, failures_of
from wizard.queries.overview import Overview

LONG_AGO = timedelta(minutes=10)
"""Longer than clouds take to spread a change."""

_kept: dict[str, Any] = {}
"""Rows of the database, tables of the clouds: carried out once, then put back for each test."""


def finished(world: World) -> Cast:
    """The cast, every step of whose setup Handoff carried out. Needs an empty database."""
    if not _kept:
        cast = assemble()
        _carry_out(cast)
        rows = [row for model in apps.get_app_config("wizard").get_models() for row in model.objects.all()]
        _kept.update(rows=serializers.serialize("json", rows), tables=copy.deepcopy(world._tables))
        return cast
    for row in serializers.deserialize("json", _kept["rows"]):
        row.save()
    world._tables = copy.deepcopy(_kept["tables"])
    everybody = {person.name.lower(): person for person in Person.objects.all()}
    return Cast(
        Setup.objects.get(name="Connect for Contoso"),
        Setup.objects.get(name="Connect for Fabrikam"),
        **everybody,
    )


def _carry_out(cast: Cast) -> None:
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


def problems(cast: Cast) -> dict[str, set[str]]:
    found = Overview(cast.setup).history.problems
    return {key: {row["code"] for row in failures_of(run, key)} for key, run in found.items()}
