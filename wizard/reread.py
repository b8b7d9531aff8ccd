"""Which finished setups are read back now. A question to the database: asked twice or never, it does no harm.

It only writes rows; a sweep takes them up like all others.
"""

import logging
import math
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from federation.routes import ROUTES, Route
from wizard.drift import SPREADING
from wizard.models import ACTIVE, Kind, Run, RunState, Setup
from wizard.queries.history import DRIFT_LOOK, WORK

logger = logging.getLogger(__name__)


def start_due() -> int:
    """Begin as many looks as keep the load even over the day; gives how many."""
    try:
        return sum(_start(setup_id) for setup_id in _due_ids()[: _allowed()])
    except OperationalError as error:
        logger.warning("The database is away: %s", error)
        return 0


def _due_ids() -> list[UUID]:
    """Every setup whose time has come, the one that waited longest first."""
    never = datetime.min.replace(tzinfo=UTC)
    found = [(setup.last_look or never, setup.pk) for route in ROUTES.values() for setup in due(route)]
    return [pk for _, pk in sorted(found)]


def due(route: Route) -> QuerySet[Any]:
    """Setups of a route whose every step was done once, and that nobody reads, has just read or works on.

    Each comes with `last_look`.
    """
    looks = Run.objects.filter(setup=OuterRef("pk"), kind=Kind.DRIFT)
    work = Run.objects.filter(setup=OuterRef("pk"), kind__in=WORK)
    recent = Q(created_at__gt=Now() - timedelta(hours=settings.REREAD_HOURS)) | Q(state__in=ACTIVE)
    under_way = Q(state__in=ACTIVE) | Q(finished_at__gt=Now() - SPREADING)
    keys = [step.key for step in route.steps]
    done = Q(runs__kind__in=WORK, runs__state=RunState.SUCCEEDED, runs__step_key__in=keys)
    return (
        Setup.objects.filter(route=route.key, sandbox=settings.SANDBOX)
        .filter(~Exists(looks.filter(recent)), ~Exists(work.filter(under_way)))
        .annotate(
            done=Count("runs__step_key", distinct=True, filter=done),
            last_look=Max("runs__created_at", filter=Q(runs__kind=Kind.DRIFT)),
        )
        .filter(done=len(keys))
    )


def _allowed() -> int:
    """Twice the even pace, so that what was put off by a pause of Handoff is made up for in half the time."""
    tick = timedelta(seconds=settings.WATCH_EVERY_SECONDS)
    ticks = timedelta(hours=settings.REREAD_HOURS) / tick
    begun = Run.objects.filter(kind=Kind.DRIFT, asked_by=None, created_at__gt=Now() - tick).count()
    pace = math.ceil(2 * Setup.objects.filter(sandbox=settings.SANDBOX).count() / ticks)
    return max(0, pace - begun)


def _start(setup_id: UUID) -> int:
    try:
        with transaction.atomic():
            # Of several who saw that it is due, the first makes the row, and the others then see it.
            setup = Setup.objects.select_for_update().get(pk=setup_id)
            if not due(ROUTES[setup.route]).filter(pk=setup_id).exists():
                return 0
            Run.objects.create(setup=setup, step_key=DRIFT_LOOK, kind=Kind.DRIFT)
    except IntegrityError:
        return 0  # a person asked for it in the same instant
    return 1
