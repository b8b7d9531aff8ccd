"""The arrows of the handoff map as they are drawn."""

from dataclasses import dataclass

from wizard.pictures.lettering import Line, stack
from wizard.pictures.ways import PADDING, Rows, Way

HEAD = 7.0


@dataclass(frozen=True)
class Label:
    """The words of an arrow in their box. `rows` name the items, `note` says since when."""

    x: float
    y: float
    width: float
    height: float
    rows: tuple[Line, ...]
    note: Line

    @property
    def middle(self) -> float:
        """Where the lines are centred."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Crossing:
    """One arrow: `path` and `head` are SVG path data, `side` is the giver's."""

    side: str
    given: bool
    path: str
    head: str
    label: Label


def draw_crossings(
    found: list[Way], *, chosen: list[int], rows: Rows, top: float, right: float
) -> tuple[Crossing, ...]:
    """The arrows between y `top` and y `top` + the span of the rows. No label goes beyond x `right`."""
    return tuple(
        _draw(way, top=top, bottom=top + rows.span, depth=rows.depth(row), right=right)
        for way, row in zip(found, chosen, strict=True)
    )


def _draw(way: Way, *, top: float, bottom: float, depth: float, right: float) -> Crossing:
    begin, end = (top, bottom) if way.down else (bottom, top)
    # Control points at a third and two thirds of the height: y grows evenly, so Way.x_at is exact.
    third = (end - begin) / 3
    path = (
        f"M{way.start:.1f} {begin:.1f}C{way.start:.1f} {begin + third:.1f} "
        f"{way.end:.1f} {end - third:.1f} {way.end:.1f} {end:.1f}"
    )
    back = end - HEAD if way.down else end + HEAD
    head = f"M{way.end - 5:.1f} {back:.1f}L{way.end:.1f} {end:.1f}L{way.end + 5:.1f} {back:.1f}"
    label = _label(way, x=way.x_at(depth), y=top + (bottom - top) * depth, right=right)
    return Crossing("azure" if way.down else "aws", way.given, path, head, label)


def _label(way: Way, *, x: float, y: float, right: float) -> Label:
    left = max(PADDING, min(x - way.width / 2, right - way.width))
    upper = y - way.height / 2
    lines = stack([*way.rows, way.note], top=upper + PADDING / 2, size=way.size)
    return Label(
        x=round(left, 1),
        y=round(upper, 1),
        width=round(way.width, 1),
        height=round(way.height, 1),
        rows=lines[:-1],
        note=lines[-1],
    )
