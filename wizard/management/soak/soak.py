"""Many setups at once while everything under them is killed: how it went, in figures."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.db.models import F

from wizard.management.soak.audit import Audit, Before, audit
from wizard.management.soak.clouds import prepare
from wizard.management.soak.monkey import Monkey, at_large
from wizard.management.soak.people import Pair, busy
from wizard.management.soak.recovery import Recoveries
from wizard.management.soak.rig import LEASE_SECONDS, SWEEP_SECONDS, Rig, rig
from wizard.models import ACTIVE, Effect, Run

PAUSE = 0.1
HANDS = 4
"""Clicks at the same time: one waits up to a second for a queue that does not answer."""
COMPRESSION = 60
"""The simulated clouds show at once what they made, so one second of waiting for it counts as a minute."""
AWAY = (OperationalError, InterfaceError)


@dataclass(frozen=True)
class Plan:
    """What to do to whom. `at_once` setups are under way at any time."""

    setups: int
    workers: int = 3
    kill: bool = False
    broker_down: bool = False
    restart_database: bool = False
    throttle: float = 0.0
    seed: int = 0
    at_once: int = 12
    patience: float = 3600.0


@dataclass
class Soak:
    """One soak. `say` takes one line of progress."""

    plan: Plan
    say: Callable[[str], None]
    pairs: list[Pair] = field(default_factory=list)
    _clock: float = field(default_factory=time.monotonic)
    _hands: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(HANDS))

    def run(self) -> dict[str, Any]:
        """Start everything, let the monkey loose, wait for the end, compare. Raises MissingProgram."""
        begun = time.monotonic()
        with rig(workers=self.plan.workers, seed=self.plan.seed) as running:
            groups = prepare(running.world, self.plan.setups, throttle=self.plan.throttle, seed=self.plan.seed)
            before = Before.of(running.world)
            self.pairs = [Pair(number, group) for number, group in enumerate(groups, start=1)]
            monkey = Monkey(Random(self.plan.seed), running.workers, running.broker, running.database)  # noqa: S311
            recoveries = Recoveries(timedelta(seconds=LEASE_SECONDS), monkey.kills)
            with at_large(monkey, self._habits(monkey)):
                self._until_over(begun + self.plan.patience, recoveries, running)
            seconds = time.monotonic() - begun
            return self._report(seconds, self._audit(running, before), monkey, recoveries, running)

    def _habits(self, monkey: Monkey) -> list[Callable[[], None]]:
        wanted = (
            (self.plan.kill, monkey.kill_workers),
            (self.plan.broker_down, monkey.take_broker_down),
            (self.plan.restart_database, monkey.restart_database),
        )
        return [habit for on, habit in wanted if on]

    def _until_over(self, deadline: float, recoveries: Recoveries, running: Rig) -> None:
        said = 0
        while time.monotonic() < deadline:
            waiting = [pair for pair in self.pairs if not pair.over]
            if not waiting:
                return
            self._bring_back(running)
            self._one_round(waiting[: self.plan.at_once], recoveries)
            finished = len(self.pairs) - len(waiting)
            if finished >= said + 10:
                said = finished
                self.say(f"{finished} of {len(self.pairs)} setups are finished.")
            time.sleep(PAUSE)

    def _bring_back(self, running: Rig) -> None:
        """What ended by itself is started again, as any supervisor does: Celery gives up if a child is
        killed while it starts."""
        for process in (*running.workers, running.beat):
            if not process.alive:
                process.start()

    def _one_round(self, pairs: list[Pair], recoveries: Recoveries) -> None:
        try:
            recoveries.look()
            self._compress_time()
            taken = busy(pairs)
        except AWAY:
            connection.close()
            return
        free = [pair for pair in pairs if pair.setup is None or pair.setup.pk not in taken]
        list(self._hands.map(_click, free))

    def _compress_time(self) -> None:
        now = time.monotonic()
        passed, self._clock = now - self._clock, now
        Effect.objects.update(at=F("at") - timedelta(seconds=passed * (COMPRESSION - 1)))

    def _audit(self, running: Rig, before: Before) -> Audit:
        for process in (*running.workers, running.beat):
            process.end()
        connection.close()
        return audit(running.world, before, [pair.setup for pair in self.pairs if pair.setup is not None])

    def _report(
        self, seconds: float, found: Audit, monkey: Monkey, recoveries: Recoveries, running: Rig
    ) -> dict[str, Any]:
        done = [pair for pair in self.pairs if pair.done]
        asked: Counter[str] = sum((pair.asked for pair in self.pairs), Counter())
        unfinished = [pair.stuck or f"{pair.name} was not over in time" for pair in self.pairs if not pair.done]
        still = Run.objects.filter(state__in=ACTIVE).count()
        disagree = [sentence for pair in done for sentence in pair.disagreements]
        return {
            "setups": len(self.pairs),
            "done": len(done),
            "need_a_person": unfinished,
            "people_asked": dict(asked.most_common()),
            "duplicates": found.duplicates,
            "orphans": found.orphans,
            "lost": found.lost,
            "misplaced": found.misplaced,
            "disagreements": disagree,
            "still_running": still,
            "open_effects": Effect.objects.count(),
            "recovery": {
                "takeovers": len(recoveries.seconds),
                "unmatched": recoveries.unmatched,
                "p50": recoveries.percentile(0.5),
                "p95": recoveries.percentile(0.95),
                "lease": LEASE_SECONDS,
                "sweep": SWEEP_SECONDS,
            },
            "deeds": dict(monkey.deeds),
            "calls": sum(running.world.journal.counts.values()),
            "seconds": round(seconds, 1),
            "seed": self.plan.seed,
            "clean": found.clean and not unfinished and not still and not disagree,
        }


def _click(pair: Pair) -> None:
    """A person does what can be done. If the page says that something went wrong, they come back to it."""
    try:
        pair.go_on()
    except AWAY:
        connection.close()
    finally:
        close_old_connections()
