"""The request log: what was called, by whom, and what was answered."""

import json
from dataclasses import asdict

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sandbox.control.context import Control
from sandbox.control.pages import page
from sandbox.journal import Call

ADDRESS = "/control/log"
CLOUDS = {"": "Both clouds", "aws": "AWS", "entra": "Entra ID"}
FIRST = 200
"""Calls a page shows unless it is asked for all."""


def show(control: Control, request: Request) -> Response:
    """GET /control/log?cloud=aws&refused=1&all=1&format=json"""
    cloud = request.args.get("cloud", "")
    cloud = cloud if cloud in CLOUDS else ""
    refused = request.args.get("refused", "") == "1"
    with control.world.lock:
        calls, kept = list(reversed(control.world.journal.calls)), len(control.world.journal.calls)
    found = [call for call in calls if cloud in {"", call.cloud} and (_refused(call) or not refused)]
    if _wants_json(request):
        rows = [{**asdict(call), "at": call.at.isoformat()} for call in found]
        return Response(json.dumps(rows, indent=1), content_type="application/json")
    shown = found if request.args.get("all") == "1" else found[:FIRST]
    query = "&".join(part for part in (cloud and f"cloud={cloud}", refused and "refused=1") if part)
    return page(
        request,
        "log.html",
        rows=[(call, _refused(call)) for call in shown],
        found=len(found),
        kept=kept,
        clouds=CLOUDS,
        cloud=cloud,
        refused=refused,
        query=query,
    )


def _refused(call: Call) -> bool:
    """Whether the answer was an error, or none at all (status 0)."""
    return not 200 <= call.status < 400


def _wants_json(request: Request) -> bool:
    if "format" in request.args:
        return request.args["format"] == "json"
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


def clear(control: Control, _: Request) -> Response:
    """POST /control/log/clear"""
    with control.world.lock:
        control.world.journal.clear()
    return redirect(ADDRESS, 303)
