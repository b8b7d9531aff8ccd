"""The two sizes of the handoff map."""

from dataclasses import dataclass
from math import floor

from wizard.pictures.lettering import ADVANCE

LONGEST_WORD = 11
"""Letters of "Application" and "Certificate": the font shrinks before such a word is broken."""


@dataclass(frozen=True)
class Form:
    """Measures in the picture's own unit, which is a CSS pixel at full width.

    `pitch` is the distance of two columns, `title` and `small` are font sizes, `inner` goes from a lane's
    line to its edge at the arrows, `reach` from the line to where arrows begin and end.
    """

    width: float
    margin: float
    pitch: float
    title: float
    small: float
    radius: float
    pad: float

    @property
    def room(self) -> float:
        """The width a station's words may take."""
        return self.pitch - 8

    @property
    def reach(self) -> float:
        return self.radius + 9

    @property
    def inner(self) -> float:
        return self.radius + 15

    @property
    def port(self) -> float:
        """How far two arrows stand apart that meet at one station."""
        return self.radius * 1.4

    @property
    def ball_height(self) -> float:
        return self.small + 10

    def x_of(self, column: float) -> float:
        """Where a column's middle is."""
        return round(self.margin + (column + 0.5) * self.pitch, 1)


def large(columns: float) -> Form:
    """For the status page; `columns` is the number of the last one, counted from 0."""
    return _fitted(columns, width=1100, margin=84, title=15, radius=17, pad=14)


def compact(columns: float) -> Form:
    """For the head of a wizard's task list."""
    return _fitted(columns, width=860, margin=68, title=13, radius=14, pad=10)


def _fitted(columns: float, *, width: float, margin: float, title: float, radius: float, pad: float) -> Form:
    pitch = (width - margin) / (columns + 1)
    size = floor(10 * min(title, (pitch - 8) / (LONGEST_WORD * ADVANCE))) / 10
    return Form(width, margin, pitch, title=size, small=round(size * 0.88, 1), radius=radius, pad=pad)
