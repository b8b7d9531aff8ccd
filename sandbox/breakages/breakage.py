"""One thing that somebody breaks behind Handoff's back, and how it is put right again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sandbox.breakages.changes import Change, differences, snapshot
from sandbox.breakages.places import Place
from sandbox.breakages.settled import is_settled
from sandbox.rows import Row, Table
from sandbox.world import World

_KEPT = "control.broken"
"""What each breakage has changed, by its key: it must be found again after a restart."""


@dataclass(frozen=True)
class Breakage:
    """`changes`, `sees` and `lesson` are for people; `words` is what the clouds then show, word for word.

    `places` are the values it changes, `edit` changes one of them, `tables` are all it may write to;
    `missing` says what there must be first if there is no place.
    """

    key: str
    side: str
    title: str
    changes: str
    sees: str
    words: str
    lesson: str
    places: Callable[[World], list[Place]]
    edit: Callable[[World, Place], None]
    tables: tuple[str, ...]
    missing: str

    def break_it(self, world: World) -> None:
        """Break it, unless it is broken already. Raises NotPossible."""
        with world.changing():
            if self.broken_since(world) is not None:
                return
            if problem := self.possible(world):
                raise NotPossible(problem)
            groups = [self._broken_at(world, place) for place in self.places(world)]
            kept = {"at": world.now().isoformat(), "groups": groups}
            world.table(_KEPT)[self.key] = kept

    def _broken_at(self, world: World, place: Place) -> Row:
        before = snapshot(world, self.tables)
        self.edit(world, place)
        found = differences(before, snapshot(world, self.tables))
        main = [change for change in found if change.place.overlaps(place)]
        others = [change for change in found if change not in main]
        return {
            "main": [change.as_row() for change in main],
            "others": [change.as_row() for change in others],
        }

    def put_right(self, world: World) -> None:
        """Take back exactly what it changed, as far as nobody else has changed it since."""
        with world.changing():
            for main, others in self._standing(world):
                for change in (*main, *others):
                    change.take_back(world)
            _kept(world).pop(self.key, None)

    def possible(self, world: World) -> str:
        """Why it cannot be broken now, or "" if it can. Hold the world's lock."""
        places = self.places(world)
        if not places:
            return self.missing
        for other in _all_kept(world, but=self.key):
            if any(change.place.overlaps(place) for change in other for place in places):
                return "Something else is broken at the same place. Put that right first."
        return ""

    def broken_since(self, world: World) -> datetime | None:
        """Since when it is broken; None if it is not, or if people have repaired it. Hold the world's lock."""
        if not any(self._standing(world)):
            return None
        return datetime.fromisoformat(_kept(world)[self.key]["at"])

    def broken_things(self, world: World) -> list[Change]:
        """What it has changed and is still so. Hold the world's lock."""
        return [change for main, _ in self._standing(world) for change in main]

    def _standing(self, world: World) -> Iterator[tuple[list[Change], list[Change]]]:
        for group in _kept(world).get(self.key, {"groups": []})["groups"]:
            main, others = ([Change.of_row(row) for row in group[part]] for part in ("main", "others"))
            still = [one for one in main if one.stands(world) and not is_settled(world, one)]
            if still:
                yield still, others


class NotPossible(Exception):
    """There is nothing to break yet, or it would spoil another breakage. The text says what to do first."""


def _kept(world: World) -> Table:
    return world.table(_KEPT)


def _all_kept(world: World, *, but: str) -> Iterator[list[Change]]:
    for key, row in _kept(world).items():
        if key != but:
            changes = [Change.of_row(one) for group in row["groups"] for one in group["main"]]
            yield [change for change in changes if change.stands(world)]
