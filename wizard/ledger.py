"""What a worker writes while it has a run: lines of the log, its lease, and what it is about to make.

Every write first makes sure that the run is still this worker's (the fence), in the same transaction.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from wizard.models import Effect, Run, RunLine, RunState

LEASE = timedelta(seconds=settings.LEASE_SECONDS)


class Fenced(Exception):
    """Another worker has taken this run over; this one must not write."""


def hold(run: Run, **changes: object) -> None:
    """Change the row while it is still ours. Raises Fenced otherwise."""
    ours = Run.objects.filter(pk=run.pk, state=RunState.RUNNING, fence=run.fence)
    if not ours.update(**changes):
        raise Fenced


def settle(run: Run) -> None:
    """The step is done, so nothing it ever began to make is in question any more."""
    Effect.objects.filter(setup=run.setup, run__step_key=run.step_key).delete()


class RunLedger:
    """One worker's pen for one run. Implements `federation.effects.Effects`."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def say(self, line: str) -> None:
        """Add a line to the run's log. Raises Fenced."""
        with transaction.atomic():
            self._renew()
            RunLine.objects.create(run=self._run, text=line)

    def got_to(self, number: int, sentence: str) -> None:
        """Tell how far a long step is. A higher number than ever ends all trouble. Raises Fenced."""
        changes: dict[str, object] = {"progress": sentence, "lease_until": Now() + LEASE}
        if number > self._run.got_to:
            self._run.got_to, self._run.attempts, self._run.troubled_since = number, 0, None
            changes |= {"got_to": number, "attempts": 0, "troubled_since": None}
        hold(self._run, **changes)

    def since(self, key: str) -> float | None:
        """Seconds since the making of `key` was begun, by the database's clock; None if it is not open."""
        row = Effect.objects.filter(setup=self._run.setup, key=key).annotate(present=Now()).first()
        return max(0.0, (row.present - row.at).total_seconds()) if row else None

    def begin(self, key: str) -> None:
        """Commit the intent. Raises Fenced: then the call must not be made."""
        with transaction.atomic():
            self._renew()
            values = {"run": self._run, "at": Now()}
            Effect.objects.update_or_create(setup=self._run.setup, key=key, defaults=values)

    def end(self, key: str) -> None:
        """The outcome is known. Raises Fenced."""
        with transaction.atomic():
            self._renew()
            Effect.objects.filter(setup=self._run.setup, key=key).delete()

    def _renew(self) -> None:
        hold(self._run, lease_until=Now() + LEASE)
