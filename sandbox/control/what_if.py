"""What if…: one thing is broken behind Handoff's back, and put right again."""

from dataclasses import dataclass
from datetime import datetime

from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sandbox.breakages import BREAKAGES, Breakage, NotPossible, put_everything_right
from sandbox.breakages.changes import Change
from sandbox.control.context import Control
from sandbox.control.pages import page
from sandbox.world import World

ADDRESS = "/control/what-if"
_SIDES = (("azure", "Azure"), ("aws", "AWS"))


@dataclass(frozen=True)
class ShownBreakage:
    """A breakage and how it stands: broken since when and where, or why it cannot be broken."""

    breakage: Breakage
    since: datetime | None
    things: list[str]
    problem: str


def show(control: Control, request: Request) -> Response:
    """GET /control/what-if"""
    return _page(control, request)


def _page(control: Control, request: Request, *, problem: str = "", status: int = 200) -> Response:
    world = control.world
    with world.lock:
        now, shown = world.now(), [_shown(world, one) for one in BREAKAGES.values()]
    sides = [(key, name, [one for one in shown if one.breakage.side == key]) for key, name in _SIDES]
    broken = [one for one in shown if one.since is not None]
    return page(request, "what_if.html", status=status, sides=sides, broken=broken, now=now, problem=problem)


def _shown(world: World, breakage: Breakage) -> ShownBreakage:
    since = breakage.broken_since(world)
    things = [_thing(world, change) for change in breakage.broken_things(world)]
    problem = "" if since is not None else breakage.possible(world)
    return ShownBreakage(breakage, since, list(dict.fromkeys(things)), problem)


def _thing(world: World, change: Change) -> str:
    """What was changed, by a name people know: that of the row, which may be gone."""
    place = change.place
    if place.table == "entra.settings":
        return f"Entra’s {place.key}"
    row = world.table(place.table).get(place.key) or (change.before[0] if change.before else {})
    if not isinstance(row, dict):
        return place.key
    if place.table == "entra.assignments":
        return f"{row['principalDisplayName']} in {row['resourceDisplayName']}"
    if place.table == "connect.users" and place.path:
        return f"{change.before[0]}, now {change.after[0]}"
    names = ("Username", "userPrincipalName", "RoleName", "Arn", "displayName")
    return next((str(row[name]) for name in names if name in row), "")


def break_one(control: Control, request: Request, *, key: str) -> Response:
    """POST /control/what-if/{key}/break"""
    try:
        _known(key).break_it(control.world)
    except NotPossible as error:
        return _page(control, request, problem=f"Nothing was broken. {error}", status=409)
    return redirect(f"{ADDRESS}#{key}", 303)


def put_one_right(control: Control, _: Request, *, key: str) -> Response:
    """POST /control/what-if/{key}/right"""
    _known(key).put_right(control.world)
    return redirect(f"{ADDRESS}#{key}", 303)


def put_all_right(control: Control, _: Request) -> Response:
    """POST /control/what-if/right"""
    put_everything_right(control.world)
    return redirect(ADDRESS, 303)


def _known(key: str) -> Breakage:
    if key not in BREAKAGES:
        raise NotFound
    return BREAKAGES[key]
