"""How much room words take in a picture."""

import textwrap
from dataclasses import dataclass

# The reader's system font is not known here. The widest common one (DejaVu Sans, bold) takes up to 0.66 em.
ADVANCE = 0.66
LEADING = 1.2


@dataclass(frozen=True)
class Line:
    """One line of text; `y` is its baseline."""

    text: str
    y: float


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def of(cls, x: float, y: float, width: float, height: float) -> "Box":
        """The rectangle in tenths, as it is written into the picture."""
        return cls(round(x, 1), round(y, 1), round(width, 1), round(height, 1))

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


def width_of(text: str, size: float) -> float:
    """The estimated width, a little on the wide side, in the unit of `size`."""
    return len(text) * size * ADVANCE


def wrap(text: str, *, room: float, size: float) -> list[str]:
    """The text in lines that fit into `room`. A word that is too long by itself is broken."""
    return textwrap.wrap(text, max(1, int(room / (size * ADVANCE)))) or [""]


def stack(lines: list[str], *, top: float, size: float) -> tuple[Line, ...]:
    """Lines one below the other; `top` is the upper edge of the block."""
    return tuple(Line(text, round(top + size * (0.95 + LEADING * n), 1)) for n, text in enumerate(lines))


def height_of(lines: list[str], size: float) -> float:
    """The height of such a block."""
    return round(len(lines) * size * LEADING, 1)
