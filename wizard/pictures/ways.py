"""The ways items take between the lanes, and where their labels find room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from wizard.pictures.lettering import LEADING, width_of
from wizard.pictures.stations import Arrow

PADDING = 8.0


@dataclass(frozen=True)
class Way:
    """One or several items between the same two stations. `start` and `end` are x; `down`: drawn downwards."""

    from_key: str
    to_key: str
    start: float
    end: float
    down: bool
    rows: tuple[str, ...]
    note: str
    given: bool
    size: float

    @property
    def width(self) -> float:
        """The width of its label."""
        return max(width_of(text, self.size) for text in (*self.rows, self.note)) + 2 * PADDING

    @property
    def height(self) -> float:
        """The height of its label."""
        return (len(self.rows) + 1) * self.size * LEADING + PADDING

    def x_at(self, depth: float) -> float:
        """Where the curve is at `depth`: 0 at the upper end of the arrow, 1 at the lower."""
        part = depth if self.down else 1 - depth
        return self.start + (self.end - self.start) * part * part * (3 - 2 * part)


@dataclass(frozen=True)
class Rows:
    """The space between the lanes, cut into rows of labels. `margin`: from an arrow's end to the rows."""

    count: int
    height: float
    margin: float

    @property
    def span(self) -> float:
        """From the upper ends of the arrows to the lower ends."""
        return self.count * self.height + 2 * self.margin

    def depth(self, row: int) -> float:
        """Where the middle of a row is: 0 at the upper ends of the arrows, 1 at the lower."""
        return (self.margin + (row + 0.5) * self.height) / self.span


def ways(
    arrows: Sequence[Arrow], *, xs: Mapping[str, float], upper: frozenset[str], size: float, port: float
) -> list[Way]:
    """The arrows with their ends, from left to right. Several items on the same way share one arrow.

    `port` is how far two arrows stand apart that meet at one station.
    """
    ordered = sorted(arrows, key=lambda a: (xs[a.from_key] + xs[a.to_key], a.from_key, a.to_key))
    groups = {pair: list(group) for pair, group in groupby(ordered, key=lambda a: (a.from_key, a.to_key))}
    return [
        Way(
            *pair,
            start=xs[pair[0]] + port * _port(pair, pair[0], groups, xs),
            end=xs[pair[1]] + port * _port(pair, pair[1], groups, xs),
            down=pair[0] in upper,
            rows=tuple(arrow.label for arrow in group),
            note=_note(group),
            given=all(arrow.given for arrow in group),
            size=size,
        )
        for pair, group in groups.items()
    ]


def _note(group: Sequence[Arrow]) -> str:
    notes = {arrow.note for arrow in group}
    if len(notes) == 1:
        return notes.pop()
    return "given" if all(arrow.given for arrow in group) else "not all yet"


def _port(
    pair: tuple[str, str], at: str, pairs: Mapping[tuple[str, str], object], xs: Mapping[str, float]
) -> float:
    """Where an arrow docks, counted from the station's middle. More than two share the space of three."""
    here = sorted((one for one in pairs if at in one), key=lambda one: xs[one[0]] + xs[one[1]])
    return (here.index(pair) - (len(here) - 1) / 2) * min(1, 2 / max(1, len(here) - 1))


def arrange(found: Sequence[Way], *, margin: float) -> tuple[Rows, list[int]]:
    """As few rows as no label overlaps another one, and the row of each way."""
    height = max((way.height for way in found), default=0.0) + PADDING
    for count in range(1, len(found) + 1):
        rows = Rows(count, height, margin)
        chosen = _fill(found, rows)
        if len(chosen) == len(found):
            return rows, chosen
    return Rows(1, height, margin), []


def _fill(found: Sequence[Way], rows: Rows) -> list[int]:
    taken: list[list[tuple[float, float]]] = [[] for _ in range(rows.count)]
    chosen: list[int] = []
    for way in found:
        spans = {row: _span(way, rows.depth(row)) for row in range(rows.count)}
        free = [row for row, span in spans.items() if not any(_overlap(span, other) for other in taken[row])]
        if not free:
            return []
        row = min(free, key=lambda row: _cost(found, way, rows, row))
        taken[row].append(spans[row])
        chosen.append(row)
    return chosen


def _cost(found: Sequence[Way], way: Way, rows: Rows, row: int) -> tuple[int, float, float]:
    """What speaks against a row: other arrows under the label, away from the middle, away from the giver."""
    depth = rows.depth(row)
    left, right = _span(way, depth)
    half = rows.height / 2 / rows.span
    hidden = sum(
        any(left < other.x_at(at) < right for at in (depth - half, depth, depth + half))
        for other in found
        if other is not way
    )
    return hidden, round(abs(depth - 0.5), 3), depth if way.down else 1 - depth


def _span(way: Way, depth: float) -> tuple[float, float]:
    middle, half = way.x_at(depth), (way.width + PADDING) / 2
    return middle - half, middle + half


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
