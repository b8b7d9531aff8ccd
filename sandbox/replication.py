"""Replicas that lag behind: for a while after a change, they still show the rows as they were.

New objects are not there yet, deleted ones still are, changed ones show their old values. Sources: the
project's facts on Graph (3.1, replication delay) and on IAM (7, consistency).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sandbox.rows import Row, Table

REPLICATED = ("entra.", "iam.", "ids.")
"""Names of tables begin with these if the real service keeps several copies of them."""


@dataclass(frozen=True)
class _Past:
    """A row before a change (None: it did not exist), shown until a moment."""

    row: Row | None
    until: datetime


class Replication:
    """The past that lagging replicas still show."""

    def __init__(self) -> None:
        self._past: dict[str, dict[str, list[_Past]]] = {}

    def remember(self, name: str, key: str, before: Row | None, *, until: datetime) -> None:
        """Keep what a row looked like. Later changes of a row never become visible before earlier ones."""
        of_row = self._past.setdefault(name, {}).setdefault(key, [])
        latest = max([until, *(past.until for past in of_row)])
        of_row.append(_Past(before, latest))

    def shown(self, name: str, rows: Table, *, now: datetime) -> Table:
        """A table as a lagging replica shows it: a new dict, or the very table if nothing lags."""
        self._forget(name, now)
        of_table = self._past.get(name)
        if not of_table:
            return rows
        seen = {key: row for key, row in rows.items() if key not in of_table}
        for key, pasts in of_table.items():
            if pasts[0].row is not None:
                seen[key] = pasts[0].row
        return seen

    def _forget(self, name: str, now: datetime) -> None:
        of_table = self._past.get(name, {})
        for key, pasts in list(of_table.items()):
            kept = [past for past in pasts if past.until > now]
            if kept:
                of_table[key] = kept
            else:
                del of_table[key]


def frozen(tables: Mapping[str, Table]) -> dict[str, dict[str, str]]:
    """The replicated tables as they are now, row by row, to find out later what changed."""
    return {
        name: {key: json.dumps(row) for key, row in rows.items()}
        for name, rows in tables.items()
        if name.startswith(REPLICATED)
    }


def changes(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]) -> list[tuple[str, str, str]]:
    """Table, key and old JSON ("null": there was no row) of every row that is different now."""
    found: list[tuple[str, str, str]] = []
    for name in before.keys() | after.keys():
        old, new = before.get(name, {}), after.get(name, {})
        different = (key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
        found.extend((name, key, old.get(key, "null")) for key in different)
    return found
