"""The first page: what there is, and how things stand."""

from typing import Any

from werkzeug.wrappers import Request, Response

from sandbox.breakages import BREAKAGES
from sandbox.control.context import Control
from sandbox.control.pages import page


def show(control: Control, request: Request) -> Response:
    """GET /control/"""
    world, addresses = control.world, control.addresses
    with world.lock:
        context: dict[str, Any] = {
            "broken": sum(one.broken_since(world) is not None for one in BREAKAGES.values()),
            "breakages": len(BREAKAGES),
            "profile": world.faults.profile.name,
            "planned": len(world.faults.planned),
            "calls": dict(world.journal.counts),
            "now": world.now(),
            "ahead": round(world.offset.total_seconds()),
        }
    hosts = {
        "AWS API": addresses.aws,
        "Microsoft Graph": addresses.graph,
        "Entra authority": addresses.authority,
        "User access URLs begin with": addresses.launcher,
    }
    return page(request, "overview.html", hosts=hosts, web=addresses.web, **context)
