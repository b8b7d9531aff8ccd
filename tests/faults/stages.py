"""A setup brought up to one step by Handoff itself, and brought back there as often as a test wants."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from sandbox.replication import Replication
from sandbox.world import World
from tests.cast import ROUTE, Cast, plan, start, step
from tests.faults.crash import Instants, Killed, watching
from tests.faults.invariants import Scene, broken, foreign_rows
from wizard import runner
from wizard.actions.runs import carry_out_plan
from wizard.management.tour import ANSWERS
from wizard.models import Effect, Run, RunState

LONG = timedelta(seconds=700)
"""Longer than any cloud takes to show what was made, and than any pause of a run."""
SPREAD = timedelta(seconds=20)
"""Longer than replicas lag in these tests. Short, because the clouds' clock must stay near the worker's."""
MOST_TURNS = 12


@dataclass(frozen=True)
class Stage:
    """Everything before `key` is done, and its plan was agreed to; no worker has the run yet."""

    cast: Cast
    world: World
    key: str
    run_id: str
    foreign: dict[str, str]

    @classmethod
    def before(cls, cast: Cast, world: World, key: str) -> "Stage":
        for earlier in ROUTE.steps:
            if earlier.key == key:
                break
            done = start(cast, earlier.key, **ANSWERS.get(earlier.key, {}))
            runner.carry_out(str(done.pk))
            done.refresh_from_db()
            assert done.succeeded, done.error_message or done.waiting_because
        foreign = foreign_rows(world, cast.setup)
        run = start(cast, key, **ANSWERS.get(key, {}))
        return cls(cast, world, key, str(run.pk), foreign)

    @property
    def run(self) -> Run:
        return Run.objects.get(pk=self.run_id)

    @contextmanager
    def rewound(self) -> Iterator[None]:
        """Whatever happens inside is undone, in the database and in the clouds."""
        world = self.world
        tables, offset = copy.deepcopy(world._tables), world.offset
        point = transaction.savepoint()
        try:
            yield
        finally:
            transaction.savepoint_rollback(point)
            world._tables, world.offset = tables, offset
            world._replication = Replication()
            world.faults.clear()

    def carry_out(self, *, fatal: int = 0) -> Instants:
        """One worker takes the run; it dies at the fatal instant, if there is one."""
        instants = Instants(fatal)
        try:
            with watching(instants):
                runner.carry_out(self.run_id)
        except Killed:
            Run.objects.filter(pk=self.run_id).update(lease_until=now() - timedelta(seconds=1))
        return instants

    def let_time_pass(self, *, aged: bool = True) -> None:
        """Pauses are over, clouds show what they made, and open questions are as old, unless not `aged`."""
        self.world.offset += SPREAD
        if aged:
            Effect.objects.update(at=F("at") - LONG)
        self._end_pause()

    def carry_out_now(self) -> None:
        """The pause is over before anything else has changed."""
        self._end_pause()
        self.carry_out()

    def _end_pause(self) -> None:
        Run.objects.filter(pk=self.run_id).update(next_attempt_at=now() - timedelta(seconds=1))

    def problems(self) -> list[str]:
        """Let workers go on until it ends, as a person would try again; then every broken invariant."""
        self._go_on()
        if not self.run.succeeded:
            return [f"{self.run}: {self.run.error_message or self.run.waiting_because}"]
        return broken(Scene(self.world, self.cast.setup, self.foreign))

    def _go_on(self) -> None:
        asked_again = False
        for _ in range(MOST_TURNS):
            run = self.run
            if run.succeeded:
                return
            if run.state == RunState.FAILED:
                if asked_again or run.error_code != "needs-person":
                    return
                asked_again = True
                self._try_again()
            self.let_time_pass()
            runner.carry_out(self.run_id)

    def _try_again(self) -> None:
        """The engineer reads the reason, looks once more what would change, and agrees."""
        agreed = plan(self.cast, self.key, **ANSWERS.get(self.key, {}))
        again = carry_out_plan(agreed, by=self.cast.engineer(step(self.key).side))
        object.__setattr__(self, "run_id", str(again.pk))


def each(stage: Stage, cases: dict[str, Callable[[], object]]) -> dict[str, list[str]]:
    """Try every case from the same beginning; gives the broken invariants of those that broke any."""
    found = {}
    run_id = stage.run_id
    for name, happens in cases.items():
        with stage.rewound():
            happens()
            if problems := stage.problems():
                found[name] = problems
        object.__setattr__(stage, "run_id", run_id)
    return found
