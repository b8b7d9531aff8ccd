"""Everything that exists in the simulated clouds, in tables of plain JSON rows."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sandbox.faults import Faults
from sandbox.journal import Journal

Row = dict[str, Any]
Table = dict[str, Row]


class World:
    """Tables by name ("iam.roles", "entra.users", ...), each a dict of JSON-able rows by id.

    With a `path`, every change is on disk before its answer leaves, so that a second start finds the
    first one's data. `offset` moves the clouds' clock.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.offset = timedelta(0)
        self.faults = Faults()
        self.journal = Journal()
        self._path = path
        self._tables: dict[str, Table] = {}
        if path is not None and path.exists():
            self._tables = json.loads(path.read_text())

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

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Change rows as one unit: others see all of it or nothing, and it is saved at the end."""
        with self.lock:
            yield
            self.save()

    def save(self) -> None:
        """Write everything to disk, atomically."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps(self._tables))
        beside.replace(self._path)
