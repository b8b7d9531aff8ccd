"""Everything that exists in the simulated clouds, in tables of plain JSON rows."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sandbox.budgets import Budgets
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.replication import Replication, changes, frozen
from sandbox.rows import Table
from sandbox.storage import Storage


class World:
    """Tables by name ("iam.roles", "entra.users", ...), each a dict of JSON-able rows by id.

    With a `path`, every change is on disk before its answer leaves, so that a second start finds the
    first one's data. `offset` moves the clouds' clock.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.offset = timedelta(0)
        self.faults = Faults()
        self.budgets = Budgets()
        self.journal = Journal()
        self._lag = timedelta(0)
        self._replication = Replication()
        self._storage = Storage(path) if path else None
        self._tables: dict[str, Table] = self._storage.load() if self._storage else {}

    @property
    def empty(self) -> bool:
        """Whether nothing was ever put into this world."""
        return not self._tables

    def now(self) -> datetime:
        """The clouds' time, UTC."""
        return datetime.now(UTC) + self.offset

    def table(self, name: str) -> Table:
        """The rows of a table; made when first asked for. Hold `lock` or use `changing` to write."""
        return self._tables.setdefault(name, {})

    def replica(self) -> "World":
        """What a lagging replica shows, to be read only. Hold `lock`."""
        seen = World()
        seen.lock, seen.offset, seen.faults, seen.journal = self.lock, self.offset, self.faults, self.journal
        seen._tables = {name: self._seen(name) for name in self._tables}
        return seen

    def sees(self, name: str, key: str) -> bool:
        """Whether a row that a call refers to has reached every replica. Hold `lock`."""
        return key in self._seen(name)

    def _seen(self, name: str) -> Table:
        return self._replication.shown(name, self.table(name), now=self.now())

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Change rows as one unit: others see all of it or nothing, and it is saved at the end."""
        with self.lock, self._remembering():
            yield
            self.save()

    @contextmanager
    def lagging(self, seconds: float) -> Iterator[None]:
        """What is changed inside reaches the replicas that much later. Hold `lock`."""
        self._lag = timedelta(seconds=seconds)
        try:
            yield
        finally:
            self._lag = timedelta(0)

    @contextmanager
    def _remembering(self) -> Iterator[None]:
        """Keep what the rows looked like before, if this change is to lag."""
        # A change within a change belongs to it: it is compared once, at the outer end.
        lag, self._lag = self._lag, timedelta(0)
        before = frozen(self._tables) if lag else {}
        try:
            yield
        finally:
            self._lag = lag
            for name, key, old in changes(before, frozen(self._tables)) if lag else ():
                self._replication.remember(name, key, json.loads(old), until=self.now() + lag)

    def save(self) -> None:
        """Have everything on disk."""
        if self._storage is not None:
            self._storage.save(self._tables)
