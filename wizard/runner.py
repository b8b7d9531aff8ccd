"""Carries out one run: claim, work, record. Holds the only broad `except` of the project.

The row is the engine, the queue only a hint: any number of deliveries of the same id, late or never, do
no harm. Protocol: claim by compare-and-set with lease and fence, work, record while the fence still fits.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, IntegrityError, close_old_connections, transaction
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce, Now

from federation.errors import FederationError, NeedsPerson
from wizard import work
from wizard.lease import kept
from wizard.models import Event, Run, RunLine, RunState

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
GIVE_UP_AFTER = timedelta(minutes=20)
"""How long a run may go on meeting errors that can pass before a person must look."""
_GAVE_UP = "Handoff tried for 20 minutes and gave up. Look at the cloud's status page, then try again."
MOST_LOST_WORKERS = 3
_POISON = "Show this to whoever runs Handoff, then try again: what was made already is found and kept."
BACK_OFF = (1, 2, 4, 8, 15, 30)


class Fenced(Exception):
    """Another worker has taken this run over; this one must not write."""


def due() -> "Q":
    """Rows a worker may take: queued and due, or running with a lease that ran out."""
    waiting = Q(state=RunState.QUEUED) & (Q(next_attempt_at=None) | Q(next_attempt_at__lte=Now()))
    abandoned = Q(state=RunState.RUNNING, lease_until__lt=Now())
    return waiting | abandoned


def sweep() -> None:
    """Carry out every run that is due, oldest first."""
    for run_id in Run.objects.filter(due()).order_by("created_at").values_list("pk", flat=True):
        carry_out(str(run_id))


def carry_out(run_id: str) -> None:
    """Carry out one run if it is due and nobody else has it. Never raises for what a run can meet."""
    close_old_connections()
    try:
        run = _claim(run_id)
        if run is not None:
            _work(run)
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
            result = work.do(run, say=_sayer(run))
        _succeed(run, result)
    except Fenced:
        logger.warning("Run %s was taken over by another worker.", run.pk)
    except FederationError as error:
        _meet(run, error)
    except Exception:
        # A bug must still end the run, or its step would say "running" for ever.
        logger.exception("Run %s met an unexpected error.", run.pk)
        _meet(run, FederationError("Something went wrong inside Handoff.", detail=f"Run {run.pk}"))


def _refuse_poison(run: Run) -> None:
    if run.lost_workers >= MOST_LOST_WORKERS:
        raise NeedsPerson(f"{run.lost_workers} workers stopped in the middle of this run.", hint=_POISON)


def _renew(run: Run) -> bool:
    try:
        _hold(run, lease_until=Now() + LEASE)
    except Fenced:
        return False
    except DatabaseError:
        logger.warning("The lease of run %s could not be renewed just now.", run.pk)
    return True


def _sayer(run: Run) -> Callable[[str], None]:
    def say(line: str) -> None:
        with transaction.atomic():
            _hold(run, lease_until=Now() + LEASE)
            RunLine.objects.create(run=run, text=line)

    return say


def _hold(run: Run, **changes: object) -> None:
    """Change the row while it is still ours. Raises Fenced otherwise."""
    ours = Run.objects.filter(pk=run.pk, state=RunState.RUNNING, fence=run.fence)
    if not ours.update(**changes):
        raise Fenced


def _succeed(run: Run, result: work.Result) -> None:
    try:
        _put_on_record(run, result)
    except IntegrityError:
        # A person saved the same item in the same instant; the cloud has changed, so record it after theirs.
        _put_on_record(run, result)


def _put_on_record(run: Run, result: work.Result) -> None:
    with transaction.atomic():
        _hold(run, state=RunState.SUCCEEDED, finished_at=Now(), inputs=result.inputs, result=result.rows)
        result.record(run)
        for key, data in result.events:
            Event.objects.create(setup=run.setup, key=key, data=data, side=result.side)


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
    return Run.objects.filter(pk=run.pk, started_at__lt=Now() - GIVE_UP_AFTER).exists()


def _put_off(run: Run, error: FederationError) -> None:
    pause = error.retry_after or BACK_OFF[min(run.fence, len(BACK_OFF)) - 1]
    _hold(
        run,
        state=RunState.QUEUED,
        lease_until=None,
        next_attempt_at=Now() + timedelta(seconds=pause),
        waiting_because=f"{error.message} Handoff tries again in {pause:g} s.",
    )
    newest = run.lines.last()
    if newest is None or newest.text != error.message:
        # So that a person can see afterwards what took so long.
        RunLine.objects.create(run=run, text=error.message)


def _fail(run: Run, error: FederationError, *, hint: str) -> None:
    _hold(
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
