"""The handoff map: two lanes, steps as stations, items as arrows between the lanes.

    Azure ──○────────○──────●──────○─┐
             ╱        ╲    ╱         │ Login check
    AWS ──○─╯──────────╰○─╯──────────┘

Geometry only. `templates/pictures/handoff_map.html` draws it; colours are in the stylesheet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from federation.sides import Side
from wizard.pictures.crossings import Crossing, draw_crossings
from wizard.pictures.forms import Form, compact, large
from wizard.pictures.lanes import Lane, finish_height, lay_finish, lay_lane, track_depth
from wizard.pictures.stations import Arrow, Station, columns
from wizard.pictures.stops import Stop, Words, words_of
from wizard.pictures.ways import arrange, ways

__all__ = ["Arrow", "HandoffMap", "Station", "build_map"]


@dataclass(frozen=True)
class HandoffMap:
    """Everything the template needs. `finish` are the stations over both lanes."""

    form: Form
    height: float
    lanes: tuple[Lane, ...]
    finish: tuple[Stop, ...]
    crossings: tuple[Crossing, ...]
    front: str

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Every station: lane by lane, the ones over both lanes last."""
        return (*(stop for lane in self.lanes for stop in lane.stops), *self.finish)

    @property
    def has_links(self) -> bool:
        """Whether any station leads somewhere: then the picture is more than an image."""
        return any(stop.station.url for stop in self.stops)

    @property
    def summary(self) -> str:
        """The picture in one sentence."""
        done = sum(stop.station.state == "done" for stop in self.stops)
        return f"{done} of {len(self.stops)} steps are done."


def build_map(stations: Sequence[Station], arrows: Sequence[Arrow], *, front: str | None = None) -> HandoffMap:
    """Lay the map out. With `front` (a side's key) it is the small form with that lane in front.

    Arrows within a lane only order the stations; the lane's line shows them. Arrows from or to a station
    that is not on the map are left out.
    """
    places = columns(stations, arrows)
    form = (compact if front else large)(max(places.values(), default=0))
    xs = {key: form.x_of(column) for key, column in places.items()}
    upper = frozenset(s.key for s in stations if s.side == Side.AZURE)
    found = ways(_between_lanes(stations, arrows), xs=xs, upper=upper, size=form.small, port=form.port)
    rows, chosen = arrange(found, margin=form.inner - form.reach + 6)
    words = [words_of(station, form) for station in stations]
    lanes = _lanes(words, xs=xs, tracks_apart=rows.span + 2 * form.reach, gives=_gives(stations, arrows))
    finish = _finish(words, lanes=lanes, xs=xs)
    top = lanes[0].track + form.reach if lanes else 0
    right = min((stop.box.x for stop in finish), default=form.width)
    crossings = draw_crossings(found, chosen=chosen, rows=rows, top=top, right=right)
    boxes = [*(lane.box for lane in lanes), *(stop.box for stop in finish)]
    bottom = max((box.bottom for box in boxes), default=0)
    return HandoffMap(form, round(bottom + 1, 1), lanes, finish, crossings, front or "")


def _between_lanes(stations: Sequence[Station], arrows: Sequence[Arrow]) -> list[Arrow]:
    sides = {station.key: station.side for station in stations}
    both = {side.value for side in Side}
    return [arrow for arrow in arrows if {sides.get(arrow.from_key), sides.get(arrow.to_key)} == both]


def _gives(stations: Sequence[Station], arrows: Sequence[Arrow]) -> dict[str, tuple[str, ...]]:
    titles = {station.key: station.title for station in stations}
    sentences: dict[str, tuple[str, ...]] = {}
    for arrow in _between_lanes(stations, arrows):
        sentence = f"{arrow.label} for “{titles[arrow.to_key]}”: {arrow.note}"
        sentences[arrow.from_key] = (*sentences.get(arrow.from_key, ()), sentence)
    return sentences


def _lanes(
    words: Sequence[Words],
    *,
    xs: Mapping[str, float],
    tracks_apart: float,
    gives: Mapping[str, tuple[str, ...]],
) -> tuple[Lane, ...]:
    sides = [side for side in Side if any(one.station.side == side for one in words)]
    tallest = max((finish_height(one) for one in words if not one.station.side), default=0)
    lanes: list[Lane] = []
    for side in sides:
        own = [one for one in words if one.station.side == side]
        depth = track_depth(own, side)
        if lanes:
            top = lanes[-1].track + tracks_apart - depth
        else:
            # A station over a single lane may be higher than what stands above the lane's line.
            top = 1 + (max(0, tallest / 2 - depth) if len(sides) == 1 else 0)
        lanes.append(lay_lane(own, side=side, top=top, xs=xs, gives=gives, goes_on=tallest > 0))
    return tuple(lanes)


def _finish(words: Sequence[Words], *, lanes: Sequence[Lane], xs: Mapping[str, float]) -> tuple[Stop, ...]:
    tracks = [lane.track for lane in lanes] or [0]
    return tuple(
        lay_finish(one, x=xs[one.station.key], top=min(tracks), bottom=max(tracks))
        for one in words
        if not one.station.side
    )
