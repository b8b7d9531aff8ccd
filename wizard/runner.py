"""Carries out one run: claim, work, record. Holds the only broad `except` of the project.

The row is the engine, the queue only a hint: any number of deliveries of the same id, late or never, do
no harm. Protocol: claim by compare-and-set with lease and fence, work, record while the fence still fits.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    transaction,
)
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce, Now

from federation.errors import CloudNotReady, FederationError, HeldBack, NeedsPerson
from federation.pauses import span
from wizard import backoff, pulse, work
from wizard.lease import kept
from wizard.ledger import LEASE, Fenced, RunLedger, hold, settle
from wizard.models import Event, Kind, Run, RunLine, RunState

logger = logging.getLogger(__name__)

GIVE_UP_AFTER = timedelta(minutes=20)
"""How long a run may go on meeting errors that can pass, and get no further, before a person must look."""
_GAVE_UP = "Handoff tried for 20 minutes and gave up. Look at the cloud's status page, then try again."
MOST_LOST_WORKERS = 3
_POISON = "Show this to whoever runs Handoff, then try again: what was made already is found and kept."
SWEEP_FOR = timedelta(seconds=20)
"""How long one sweep begins runs: it is one task, and no task may last for ever."""
_AWAY = (OperationalError, InterfaceError)
"""What Django raises when the database cannot be reached, or the connection to it broke."""


def due() -> "Q":
    """Rows a worker may take: queued and due, or running with a lease that ran out."""
    waiting = Q(state=RunState.QUEUED) & (Q(next_attempt_at=None) | Q(next_attempt_at__lte=Now()))
    abandoned = Q(state=RunState.RUNNING, lease_until__lt=Now())
    return waiting | abandoned


def sweep() -> None:
    """Carry out the runs that are due, oldest first. What takes too long is left to the next sweep."""
    end = time.monotonic() + SWEEP_FOR.total_seconds()
    due_ids: list[UUID] = []
    with _connected():
        due_ids = list(Run.objects.filter(due()).order_by("created_at").values_list("pk", flat=True))
    for run_id in due_ids:
        if time.monotonic() > end:
            return
        carry_out(str(run_id))


def carry_out(run_id: str) -> None:
    """Carry out one run if it is due and nobody else has it. Never raises for what a run can meet."""
    with _connected():
        run = _claim(run_id)
        if run is not None:
            _work(run)


@contextmanager
def _connected() -> Iterator[None]:
    """A database that is away stops nothing for good: the rows are as they were, and a sweep comes back."""
    close_old_connections()
    try:
        yield
    except _AWAY as error:
        logger.warning("The database is away: %s", error)
    finally:
        close_old_connections()


def _claim(run_id: str) -> Run | None:
    claimed = Run.objects.filter(due(), pk=run_id).update(
        state=RunState.RUNNING,
        lease_until=Now() + LEASE,
        fence=F("fence") + 1,
        started_at=Coalesce("started_at", Now()),
        waiting_because="",
        lost_workers=F("lost_workers") + Case(When(state=RunState.RUNNING, then=1), default=0),
    )
    return Run.objects.select_related("setup").get(pk=run_id) if claimed else None


def _work(run: Run) -> None:
    try:
        _refuse_poison(run)
        with kept(lambda: _renew(run), every=LEASE.total_seconds() / 3):
            result = work.do(run, RunLedger(run))
        _succeed(run, result)
    except Fenced:
        logger.warning("Run %s was taken over by another worker.", run.pk)
    except FederationError as error:
        _meet(run, error)
    except SoftTimeLimitExceeded:
        _meet(run, CloudNotReady("This took longer than a worker may take at once.", retry_after=1.0))
    except _AWAY as error:
        _meet_no_database(run, error)
    except Exception:
        # A bug must still end the run, or its step would say "running" for ever.
        logger.exception("Run %s met an unexpected error.", run.pk)
        _meet(run, FederationError("Something went wrong inside Handoff.", detail=f"Run {run.pk}"))


def _refuse_poison(run: Run) -> None:
    if run.lost_workers >= MOST_LOST_WORKERS:
        raise NeedsPerson(f"{run.lost_workers} workers stopped in the middle of this run.", hint=_POISON)


def _renew(run: Run) -> bool:
    try:
        hold(run, lease_until=Now() + LEASE)
        pulse.beat()
    except Fenced:
        return False
    except DatabaseError:
        logger.warning("The lease of run %s could not be renewed just now.", run.pk)
    return True


def _succeed(run: Run, result: work.Result) -> None:
    try:
        _put_on_record(run, result)
    except IntegrityError:
        # A person saved the same item in the same instant; the cloud has changed, so record it after theirs.
        _put_on_record(run, result)


def _put_on_record(run: Run, result: work.Result) -> None:
    with transaction.atomic():
        hold(run, state=RunState.SUCCEEDED, finished_at=Now(), inputs=result.inputs, result=result.rows)
        if run.kind == Kind.CARRY_OUT:
            settle(run)
        result.record(run)
        for key, data in result.events:
            Event.objects.create(setup=run.setup, key=key, data=data, side=result.side)


def _meet_no_database(run: Run, error: Exception) -> None:
    """If it is back already, put the run off; else whoever sweeps finds it when its lease has run out."""
    logger.warning("The database went away from run %s: %s", run.pk, error)
    close_old_connections()
    _meet(run, CloudNotReady("Handoff's own database was away for a moment.", retry_after=1.0))


def _meet(run: Run, error: FederationError) -> None:
    try:
        with transaction.atomic():
            if not error.retryable:
                _fail(run, error, hint=error.hint)
            elif _too_late(run):
                _fail(run, error, hint=_GAVE_UP)
            else:
                _put_off(run, error)
    except Fenced:
        logger.warning("Run %s was taken over by another worker.", run.pk)


def _too_late(run: Run) -> bool:
    return Run.objects.filter(pk=run.pk, troubled_since__lt=Now() - GIVE_UP_AFTER).exists()


def _put_off(run: Run, error: FederationError) -> None:
    pause = backoff.pause(error, run.attempts + 1)
    # Waiting for our own turn is no trouble: however many are before us, it comes.
    trouble = {} if isinstance(error, HeldBack) else _TROUBLE
    hold(
        run,
        state=RunState.QUEUED,
        lease_until=None,
        next_attempt_at=Now() + timedelta(seconds=pause),
        waiting_because=f"{error.message} Handoff tries again in {span(pause)}.",
        **trouble,
    )
    newest = run.lines.last()
    if newest is None or newest.text != error.message:
        # So that a person can see afterwards what took so long.
        RunLine.objects.create(run=run, text=error.message)


_TROUBLE = {"attempts": F("attempts") + 1, "troubled_since": Coalesce("troubled_since", Now())}


def _fail(run: Run, error: FederationError, *, hint: str) -> None:
    hold(
        run,
        state=RunState.FAILED,
        finished_at=Now(),
        error_code=error.code,
        error_message=error.message,
        error_hint=hint,
        error_owner=error.owner.value if error.owner else "",
        error_item=error.item_key,
        error_detail=error.detail,
    )
    for key, data in work.failure_events(run):
        Event.objects.create(setup=run.setup, key=key, data=data)
