"""Ends processes and servers at random instants. Servers it brings back itself; a supervisor does the rest."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random

from wizard.management.soak.processes import Process
from wizard.management.soak.servers import Postgres, Redis

BETWEEN_KILLS = (2.0, 8.0)
BROKER_PERIOD = (2.0, 5.0)
"""The broker is down for as long as it is up."""
BETWEEN_RESTARTS = (10.0, 25.0)
MOST_DOWN = 1.5


@dataclass
class Monkey:
    """What it did, and when: `kills` by the clock of `time.time`, the database's on this machine."""

    draw: Random
    workers: list[Process]
    broker: Redis
    database: Postgres
    kills: list[float] = field(default_factory=list)
    deeds: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)

    def kill_workers(self) -> None:
        """SIGKILL to a worker with all its children, to the worker alone, or to its children."""
        while not self.over.wait(self.draw.uniform(*BETWEEN_KILLS)):
            worker = self.draw.choice(self.workers)
            if not worker.children:
                continue
            deed = self.draw.choice(("machine", "worker", "children"))
            if deed == "children":
                self._kill_children(worker)
            elif deed == "worker":
                # What it leaves behind goes on: the fence must hold it off.
                worker.send(signal.SIGKILL)
            else:
                worker.send_all(signal.SIGKILL)
            self._note(f"{deed} killed")

    def _kill_children(self, worker: Process) -> None:
        for child in worker.children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def take_broker_down(self) -> None:
        """Killed with everything in it or not, and back after a while."""
        while not self.over.wait(self.draw.uniform(*BROKER_PERIOD)):
            self.broker.crash()
            self.deeds["broker down"] += 1
            self.over.wait(self.draw.uniform(*BROKER_PERIOD))
            self.broker.start()
            if self.draw.random() < 0.5:
                self.broker.client.flushall()
                self.deeds["broker emptied"] += 1

    def restart_database(self) -> None:
        """Stopped or crashed, and back within a second or two."""
        while not self.over.wait(self.draw.uniform(*BETWEEN_RESTARTS)):
            self._note("database restarted")
            self.draw.choice((self.database.stop, self.database.crash))()
            self.over.wait(self.draw.uniform(0, MOST_DOWN))
            self.database.start()

    def _note(self, deed: str) -> None:
        self.kills.append(time.time())
        self.deeds[deed] += 1


@contextmanager
def at_large(monkey: Monkey, habits: list[Callable[[], None]]) -> Iterator[Monkey]:
    """The monkey does these things until the block ends; then everything is up again."""
    threads = [threading.Thread(target=habit, name=habit.__name__, daemon=True) for habit in habits]
    for thread in threads:
        thread.start()
    try:
        yield monkey
    finally:
        monkey.over.set()
        for thread in threads:
            thread.join(timeout=30)
