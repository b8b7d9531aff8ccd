"""Undoing: what a setup made is taken away again, step by step, the last one first.

Every step looks before it removes, and writes down each thing that is gone. So a worker that takes over finds
what is left, and ends where the first one would have ended. A step's items leave the record when all of it is
gone; until then the step has a problem, and can be undone or run again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now

from federation.clouds import Clouds
from federation.clouds.entra.patience import SETTLE_SECONDS
from federation.errors import CloudNotReady, NeedsPerson
from federation.steps.base import Step
from federation.traces.trace import Fate, Trace, take_away
from wizard.ledger import LEASE, RunLedger, hold
from wizard.models import Effect, Event, Origin, Resource, Run
from wizard.queries.scopes import Scope, scope_of
from wizard.queries.undoing import known
from wizard.record import SetupRecord, write

SHOWN_AFTER = timedelta(seconds=60)
"""How long after it was made a thing that does not show may still be on its way, and does not count as gone."""
_LOOK_AGAIN = "Look again at what would be removed, then decide anew."

Rows = list[dict[str, Any]]


@dataclass
class Undoing:
    """One worker at one undo, its plan, or a look at what is there."""

    run: Run
    record: SetupRecord
    clouds: Clouds
    ledger: RunLedger
    done: Rows = field(default_factory=list)

    @property
    def scope(self) -> Scope:
        """Raises NeedsPerson for a step that an older version of Handoff had."""
        found = scope_of(self.run)
        if found is None:
            raise NeedsPerson(
                f"Handoff was renewed, and now has no step “{self.run.step_key}”.", hint=_LOOK_AGAIN
            )
        return found

    def look(self) -> Rows:
        """Everything that is there, as lines of a plan. Raises FederationError."""
        return [trace.as_dict(step.key) for step in self.scope.steps for trace in self.traces(step)]

    def traces(self, step: Step) -> tuple[Trace, ...]:
        """What a step left in its cloud; notes of each known thing whether it is there."""
        _wait_for_answers(self.run, step)
        found = tuple(step.traces(self.record, self.clouds, known(self.run.setup, step.side)))
        rows = self._made_by(step)
        there = [(one.resource.kind, one.resource.cloud_id) for one in found]
        missing = [row.pk for row in rows if (row.kind, row.cloud_id) not in there]
        late = rows.filter(pk__in=missing, at__gt=Now() - SHOWN_AFTER).first()
        if late is not None:
            raise CloudNotReady(
                f"{late.kind} {late.name} was made a moment ago and does not show yet.",
                retry_after=5.0,
                owner=step.side,
            )
        with transaction.atomic():
            hold(self.run, lease_until=Now() + LEASE)
            rows.update(there=True, looked_at=Now())
            rows.filter(pk__in=missing).update(there=False)
        return found

    def _made_by(self, step: Step) -> Any:
        return Resource.objects.filter(setup=self.run.setup, run__step_key=step.key, removed_at=None)

    def undo(self) -> Rows:
        """Remove everything the person agreed to; gives the steps that are undone. Raises FederationError."""
        self.done = [row for row in self.run.result if row["undone"]]
        left = [step for step in self.scope.steps if step.key not in {row["step"] for row in self.done}]
        refuse_changed(self.run, self.record, left)
        # All of it before the first removal: what is in the way of the last step stops the first one too.
        looked = {step.key: self._foreseen(step) for step in left}
        for number, step in enumerate(left):
            # Time has passed for all but the first, so these are looked at again.
            self._undo(step, self._foreseen(step) if number else looked[step.key])
        return self.done

    def _undo(self, step: Step, traces: tuple[Trace, ...]) -> None:
        self._note([*self.done, _row(step, undone=False)])
        take_away(traces, lambda trace: self._gone(step, trace), owner=step.side)
        try:
            self._end(step, traces)
        except IntegrityError:
            self._end(step, traces)  # a person saved the same item in the same instant

    def _foreseen(self, step: Step) -> tuple[Trace, ...]:
        """What a step left. Raises NeedsPerson if nobody has agreed to remove some of it."""
        traces = self.traces(step)
        take_away((one for one in traces if one.fate is Fate.BLOCK), lambda _: None, owner=step.side)
        agreed = _agreed(self.run)
        for trace in traces:
            key = (step.key, trace.resource.kind, trace.resource.cloud_id)
            unasked = trace.consent and not agreed.get(key)
            if trace.fate is Fate.REMOVE and (key not in agreed or unasked):
                raise NeedsPerson(
                    f"{trace.resource.kind} {trace.resource.name} would be removed too, or means more than it "
                    "did when this was agreed to.",
                    hint=_LOOK_AGAIN,
                    owner=step.side,
                )
        return traces

    def _note(self, rows: Rows) -> None:
        with transaction.atomic():
            hold(self.run, result=rows)
        self.run.result = rows

    def _gone(self, step: Step, trace: Trace) -> None:
        rows = Resource.objects.filter(setup=self.run.setup, side=step.side, removed_at=None)
        with transaction.atomic():
            hold(self.run, lease_until=Now() + LEASE)
            rows.filter(kind=trace.resource.kind, cloud_id=trace.resource.cloud_id).update(**self._removed)
        total = len(_agreed(self.run))
        number = min(total, self.run.got_to + 1)
        self.ledger.got_to(number, f"{number} of {total} things are removed.")

    @property
    def _removed(self) -> dict[str, Any]:
        return {"removed_at": Now(), "removed_by": self.run, "there": False, "looked_at": Now()}

    def _end(self, step: Step, traces: Iterable[Trace]) -> None:
        """Nothing of the step is left: neither in the record, nor in question."""
        kept = {(one.resource.kind, one.resource.cloud_id) for one in traces if one.fate is Fate.KEEP}
        rows = [*self.done, _row(step, undone=True)]
        with transaction.atomic():
            hold(self.run, result=rows)
            self._gone_with(step, kept)
            for item in step.gives:
                write(self.run.setup, item, None, origin=Origin.UNDONE, run=self.run)
            Effect.objects.filter(setup=self.run.setup, run__step_key=step.key).delete()
            data = {"step": step.title}
            Event.objects.create(setup=self.run.setup, side=step.side, key="undone", data=data)
        self.run.result = self.done = rows

    def _gone_with(self, step: Step, kept: set[tuple[str, str]]) -> None:
        """What an earlier worker or a person removed, and what goes with everything of this step."""
        gone = [row.pk for row in self._made_by(step) if (row.kind, row.cloud_id) not in kept]
        parts = Q(kind__in=step.takes) if not kept else Q(pk__in=[])
        rows = Resource.objects.filter(setup=self.run.setup, side=step.side, removed_at=None)
        rows.filter(Q(pk__in=gone) | parts).update(**self._removed)


def _row(step: Step, *, undone: bool) -> dict[str, Any]:
    return {"step": step.key, "title": step.title, "undone": undone}


def _agreed(run: Run) -> dict[tuple[str, str, str], str]:
    """What the person agreed to remove, with what was asked for by itself."""
    rows = run.plan.result if run.plan else []
    return {(row["step"], row["what"], row["id"]): row["consent"] for row in rows if row["change"] == "remove"}


def inputs_of(record: SetupRecord, steps: Iterable[Step]) -> dict[str, str]:
    """Fingerprints of what these steps gave and asked: they say where to look."""
    current = record.fingerprints
    items = [item for step in steps for item in (*step.gives, *(ask.item for ask in step.asks))]
    return {item.key: current[item.key] for item in items if item.key in current}


def refuse_changed(run: Run, record: SetupRecord, steps: Iterable[Step]) -> None:
    """Raises NeedsPerson if somebody changed one of these values since it was agreed to."""
    now = inputs_of(record, steps)
    if any(run.inputs.get(key) != value for key, value in now.items()):
        raise NeedsPerson(
            "A value changed after this was agreed to, so Handoff did not go on.", hint=_LOOK_AGAIN
        )


def _wait_for_answers(run: Run, step: Step) -> None:
    """Raises CloudNotReady while a call whose answer got lost may still make something."""
    settled = Now() - timedelta(seconds=SETTLE_SECONDS)
    if Effect.objects.filter(setup=run.setup, run__step_key=step.key, at__gt=settled).exists():
        raise CloudNotReady(
            f"It is not known yet whether “{step.title}” made something: an answer got lost.",
            retry_after=15.0,
            owner=step.side,
        )
