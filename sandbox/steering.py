"""The HTTP interface that makes the simulated clouds misbehave: JSON, for tests and scripts.

GET, POST, DELETE /control/faults    what is planned; plan one; forget all
GET, PUT          /control/profile   {"name": "lifelike", "seed": 1}
GET, POST         /control/clock     {"seconds": 2400} moves the clouds' clock on by that much
GET               /control/calls     the request log, oldest first
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Request, Response

from sandbox.faults import LOST_STATUSES, Fault, Planned
from sandbox.profiles import PROFILES
from sandbox.world import World

LONGEST = 3600.0
"""Seconds a fault may last; an answer that is later than that helps nobody."""


class Unreadable(ValueError):
    """A request that was not understood; the message says what was expected."""


def steer(world: World, request: Request) -> Response | None:
    """Answer a request to the control interface; None if the path is not part of it."""
    methods = _PATHS.get(request.path)
    if methods is None:
        return None
    act = methods.get(request.method)
    if act is None:
        return _answer({"error": f"Use {' or '.join(methods)}."}, 405)
    try:
        body = request.get_json(force=True) if request.method in {"POST", "PUT"} else {}
        with world.lock:
            answer = act(world, body)
    except RecursionError:
        return _answer({"error": "Expected a JSON body."}, 400)
    except (Unreadable, BadRequest) as error:
        return _answer({"error": str(error) if isinstance(error, Unreadable) else "Expected a JSON body."}, 400)
    return _answer(answer) if answer is not None else Response(status=204)


def _answer(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json")


def plan(world: World, body: Any) -> Planned:
    """Plan the fault a JSON object describes. Hold the world's lock. Raises Unreadable.

    {"operation": "CreateRole", "fault": "lose", "status": 504, "seconds": 0, "call": 1, "times": 1,
    "share": 1}; only the first two are required.
    """
    if not isinstance(body, dict) or not body.get("operation"):
        raise Unreadable("Expected operation: a name such as CreateRole, or a pattern such as Create*.")
    if body.get("fault") not in list(Fault):
        raise Unreadable(f"Expected fault: one of {', '.join(Fault)}.")
    return world.faults.plan(
        str(body["operation"]),
        Fault(body["fault"]),
        seconds=_number(body, "seconds", default=0, least=0, most=LONGEST),
        status=_status(body),
        call=int(_number(body, "call", default=1, least=1, most=1_000_000)),
        times=int(_number(body, "times", default=1, least=1, most=1_000_000)),
        share=_number(body, "share", default=1, least=0, most=1),
    )


def _number(body: dict[str, Any], name: str, *, default: float, least: float, most: float) -> float:
    try:
        value = float(body.get(name, default))
    except (TypeError, ValueError):
        value = float("nan")
    if not least <= value <= most:
        raise Unreadable(f"Expected {name}: a number from {least:g} to {most:g}.")
    return value


def _status(body: dict[str, Any]) -> int:
    status = body.get("status", 504)
    if status not in LOST_STATUSES:
        raise Unreadable(f"Expected status: one of {', '.join(map(str, LOST_STATUSES))}.")
    return int(status)


def _shown(planned: Planned) -> dict[str, Any]:
    return {**asdict(planned), "met": str(planned.met)}


def _planned(world: World, _: Any) -> Any:
    return [_shown(planned) for planned in world.faults.planned]


def _plan(world: World, body: Any) -> None:
    plan(world, body)


def _forget(world: World, _: Any) -> None:
    world.faults.clear()


def _profile(world: World, _: Any) -> Any:
    return {"name": world.faults.profile.name, "seed": world.faults.seed}


def _choose(world: World, body: Any) -> Any:
    if not isinstance(body, dict) or body.get("name") not in list(PROFILES):
        raise Unreadable(f"Expected name: one of {', '.join(PROFILES)}.")
    world.faults.profile = PROFILES[body["name"]]
    world.faults.seed = int(_number(body, "seed", default=world.faults.seed, least=0, most=2**31))
    return _profile(world, body)


def _clock(world: World, _: Any) -> Any:
    return {"now": world.now().isoformat(), "seconds": world.offset.total_seconds()}


def _move_clock(world: World, body: Any) -> Any:
    day = 86_400.0
    seconds = _number(body if isinstance(body, dict) else {}, "seconds", default=-1, least=0, most=400 * day)
    world.offset += timedelta(seconds=seconds)
    return _clock(world, body)


def _calls(world: World, _: Any) -> Any:
    return [{**asdict(call), "at": call.at.isoformat()} for call in world.journal.calls]


_Act = Callable[[World, Any], Any]
_PATHS: dict[str, dict[str, _Act]] = {
    "/control/faults": {"GET": _planned, "POST": _plan, "DELETE": _forget},
    "/control/profile": {"GET": _profile, "PUT": _choose},
    "/control/clock": {"GET": _clock, "POST": _move_clock},
    "/control/calls": {"GET": _calls},
}
