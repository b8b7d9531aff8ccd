"""What the handoff map shows, before anything has a place."""

from collections.abc import Sequence
from dataclasses import dataclass

STEP = 1.0
CROSSING = 0.5


@dataclass(frozen=True)
class Station:
    """One step. `side` is "azure", "aws", or "" for a station over both lanes; `state` a state's key.

    `short` stands on the map, `title` is what screen readers say. Without a `url` it is no link.
    """

    key: str
    side: str
    short: str
    title: str
    state: str
    state_label: str
    url: str | None = None
    has_ball: bool = False


@dataclass(frozen=True)
class Arrow:
    """One item going from the step that gives it to a step that needs it. `age`: "2 hours ago"."""

    from_key: str
    to_key: str
    label: str
    given: bool
    age: str = ""

    @property
    def note(self) -> str:
        """Whether the item is there, in words."""
        return (self.age or "given") if self.given else "not yet"


def columns(stations: Sequence[Station], arrows: Sequence[Arrow]) -> dict[str, float]:
    """How far right each station stands: behind its neighbour in the lane and behind all that it needs.

    Stations keep their order within a lane. An arrow that would close a circle is left out of account,
    so it points to the left.
    """
    before = _predecessors(stations, arrows)
    found: dict[str, float] = {}
    for station in stations:
        _place(station.key, before, found, frozenset())
    last = max((found[s.key] for s in stations if s.side), default=-STEP)
    for station in stations:
        if not station.side:
            last += STEP
            found[station.key] = last
    return found


def _predecessors(stations: Sequence[Station], arrows: Sequence[Arrow]) -> dict[str, dict[str, float]]:
    sides = {station.key: station.side for station in stations}
    before: dict[str, dict[str, float]] = {key: {} for key in sides}
    for arrow in arrows:
        if sides.get(arrow.from_key) and sides.get(arrow.to_key):
            across = sides[arrow.from_key] != sides[arrow.to_key]
            before[arrow.to_key][arrow.from_key] = CROSSING if across else STEP
    neighbour: dict[str, str] = {}
    for station in stations:
        if station.side in neighbour:
            before[station.key][neighbour[station.side]] = STEP
        neighbour[station.side] = station.key
    return before


def _place(
    key: str, before: dict[str, dict[str, float]], found: dict[str, float], on_the_way: frozenset[str]
) -> float:
    if key not in found:
        way = on_the_way | {key}
        steps = [
            _place(other, before, found, way) + distance
            for other, distance in before[key].items()
            if other not in way
        ]
        found[key] = max(steps, default=0.0)
    return found[key]
