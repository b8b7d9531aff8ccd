"""One station of the handoff map: its mark, its words and the ball."""

from dataclasses import dataclass

from federation.sides import Side
from wizard.pictures.forms import Form
from wizard.pictures.lettering import Box, Line, height_of, stack, wrap
from wizard.pictures.stations import Station

GAP = 8.0
"""Between a station's mark and its words."""
BALL_SHAPE = 58 / 24
"""Width to height of the ball's tag, as its template draws it."""


@dataclass(frozen=True)
class Stop:
    """A station with its place. `x` is its middle; `box` holds the mark, the words and the ball.

    `gives` are sentences about the items that leave it.
    """

    station: Station
    x: float
    mark: Box
    titles: tuple[Line, ...]
    states: tuple[Line, ...]
    ball: Box | None
    box: Box
    gives: tuple[str, ...] = ()

    @property
    def middle(self) -> float:
        """The y of the mark's middle."""
        return round(self.mark.y + self.mark.height / 2, 1)

    @property
    def halo(self) -> float:
        """The radius of the ring around the mark of a station that has the ball."""
        return self.mark.width / 2 + 5

    @property
    def name(self) -> str:
        """What a screen reader says."""
        side = f"{Side(self.station.side).label}: " if self.station.side else ""
        ball = ", has the ball" if self.station.has_ball else ""
        return f"{side}{self.station.title}, {self.station.state_label}{ball}"


@dataclass(frozen=True)
class Words:
    """A station's words in lines that fit its column, before they have a place."""

    station: Station
    titles: list[str]
    states: list[str]
    form: Form

    @property
    def height(self) -> float:
        """The height of all words, the ball included if it is here."""
        ball = self.form.ball_height + 4 if self.station.has_ball else 0
        return height_of(self.titles, self.form.title) + height_of(self.states, self.form.small) + ball

    def at(
        self,
        *,
        x: float,
        y: float,
        top: float,
        gives: tuple[str, ...] = (),
        ball_first: bool = False,
        box: Box | None = None,
    ) -> Stop:
        """The stop with the middle of its mark at `x`, `y` and its words from `top` downwards."""
        form = self.form
        ball = self._ball(x, top if ball_first else top + self.height - form.ball_height)
        title_top = top + form.ball_height + 4 if ball and ball_first else top
        state_top = title_top + height_of(self.titles, form.title)
        return Stop(
            station=self.station,
            x=x,
            mark=Box.of(x - form.radius, y - form.radius, 2 * form.radius, 2 * form.radius),
            titles=stack(self.titles, top=title_top, size=form.title),
            states=stack(self.states, top=state_top, size=form.small),
            ball=ball,
            box=box or self._box(x, y, top),
            gives=gives,
        )

    def _ball(self, x: float, top: float) -> Box | None:
        if not self.station.has_ball:
            return None
        width = self.form.ball_height * BALL_SHAPE
        return Box.of(x - width / 2, top, width, self.form.ball_height)

    def _box(self, x: float, y: float, top: float) -> Box:
        upper = min(top, y - self.form.radius) - 5
        lower = max(top + self.height, y + self.form.radius) + 5
        return Box.of(x - self.form.pitch / 2 + 3, upper, self.form.pitch - 6, lower - upper)


def words_of(station: Station, form: Form) -> Words:
    """The station's words, wrapped."""
    room = form.room if station.side else form.room - 14
    titles = wrap(station.short, room=room, size=form.title)
    return Words(station, titles, wrap(station.state_label, room=room, size=form.small), form)
