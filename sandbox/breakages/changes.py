"""What exactly became different in the world, kept so that exactly that can be taken back."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.breakages.places import Found, Place, entry_name, is_named_list
from sandbox.rows import Row
from sandbox.world import World


@dataclass(frozen=True)
class Change:
    """One value that became another one. An empty list stands for nothing."""

    place: Place
    before: Found
    after: Found

    def stands(self, world: World) -> bool:
        """Whether what became of it is still there, so that nobody has changed it since."""
        return self.place.read(world) == self.after

    def take_back(self, world: World) -> None:
        """Let what was there before stand again, unless somebody has changed it since."""
        if self.stands(world):
            # A copy: the row must not share its insides with what is kept here.
            self.place.write(world, json.loads(json.dumps(self.before)))

    def as_row(self) -> Row:
        """To be kept in a table."""
        place = self.place
        where = {"table": place.table, "key": place.key, "path": list(place.path)}
        return {**where, "before": self.before, "after": self.after}

    @classmethod
    def of_row(cls, row: Row) -> "Change":
        """The reverse of `as_row`."""
        place = Place(row["table"], row["key"], tuple(row["path"]))
        return cls(place, row["before"], row["after"])


Snapshot = dict[str, Any]
"""Copies of whole tables."""


def snapshot(world: World, tables: Iterable[str]) -> Snapshot:
    """Tables as they are now. Hold the world's lock."""
    copied: Snapshot = json.loads(json.dumps({name: world.table(name) for name in tables}))
    return copied


def differences(before: Snapshot, after: Snapshot) -> list[Change]:
    """Every difference, as deep inside as it can be told."""
    return [
        Change(Place(table, path[0], path[1:]), old, new)
        for table in before
        for path, old, new in _compared((), [before[table]], [after[table]])
    ]


def _compared(path: tuple[str, ...], old: Found, new: Found) -> Iterator[tuple[tuple[str, ...], Found, Found]]:
    if old == new:
        return
    insides = [_entries(found[0]) for found in (old, new) if found]
    if len(insides) < 2 or None in insides:
        yield path, old, new
        return
    one, two = ({name: [value] for name, value in inside.items()} for inside in insides if inside is not None)
    for name in [*one, *(name for name in two if name not in one)]:
        yield from _compared((*path, name), one.get(name, []), two.get(name, []))


def _entries(value: Any) -> dict[str, Any] | None:
    """The insides of a value by name, or None if it is one whole."""
    if isinstance(value, dict):
        return value
    return {entry_name(entry): entry for entry in value} if is_named_list(value) else None
