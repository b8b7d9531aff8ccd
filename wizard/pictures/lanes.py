"""Lanes and stations of the handoff map with their places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from federation.sides import Side
from wizard.pictures.lettering import Box
from wizard.pictures.stops import GAP, Stop, Words


@dataclass(frozen=True)
class Lane:
    """One side's lane. `track` is the y of its line, which runs from x `start` to x `end` behind the `sign`."""

    side: Side
    box: Box
    sign: Box
    track: float
    start: float
    end: float
    stops: tuple[Stop, ...]


def track_depth(words: Sequence[Words], side: Side) -> float:
    """From the upper edge of a lane to its line. Azure's words stand above the line, those of AWS below."""
    form = words[0].form
    return form.pad + _tallest(words) + GAP + form.radius if side is Side.AZURE else form.inner


def _tallest(words: Sequence[Words]) -> float:
    return max(one.height for one in words)


def lay_lane(
    words: Sequence[Words],
    *,
    side: Side,
    top: float,
    xs: Mapping[str, float],
    gives: Mapping[str, tuple[str, ...]],
    goes_on: bool,
) -> Lane:
    """The lane with its upper edge at `top`. `xs` are the middles of all stations, of every lane.

    `goes_on`: its line runs on to the last station of all, which is over both lanes.
    """
    form = words[0].form
    track = top + track_depth(words, side)
    height = form.pad + _tallest(words) + GAP + form.radius + form.inner
    stops = tuple(_lay_stop(one, side=side, x=xs[one.station.key], y=track, gives=gives) for one in words)
    return Lane(
        side=side,
        box=Box.of(0, top, form.width, height),
        sign=Box.of(12, track - form.radius * 0.8, form.radius * 3.6, form.radius * 1.6),
        track=round(track, 1),
        start=30,
        end=max(xs.values()) if goes_on else stops[-1].x,
        stops=stops,
    )


def _lay_stop(words: Words, *, side: Side, x: float, y: float, gives: Mapping[str, tuple[str, ...]]) -> Stop:
    above = side is Side.AZURE
    away = words.form.radius + GAP
    return words.at(
        x=x,
        y=y,
        top=y - away - words.height if above else y + away,
        gives=gives.get(words.station.key, ()),
        ball_first=above,
    )


def finish_height(words: Words) -> float:
    """How high a station over both lanes must be at least."""
    return _content(words) + 2 * words.form.pad


def lay_finish(words: Words, *, x: float, top: float, bottom: float) -> Stop:
    """A station over both lanes, whose lines are at y `top` and `bottom`."""
    form, middle = words.form, (top + bottom) / 2
    height = max(bottom - top + 2 * form.inner, finish_height(words))
    mark = middle - _content(words) / 2 + form.radius
    box = Box.of(x - form.pitch / 2 + 5, middle - height / 2, form.pitch - 12, height)
    return words.at(x=x, y=mark, top=mark + form.radius + GAP, box=box)


def _content(words: Words) -> float:
    return 2 * words.form.radius + GAP + words.height
