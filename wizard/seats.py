"""Seats: several people at once in one browser, for the demo.

Each demo link lies under its own path (`/as/azure/...`), and cookies are bound to that path, so that the
three people do not sign each other out. Addresses made by `reverse` stay under the seat by themselves,
because the seat becomes the script name.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix

SEAT = re.compile(r"/as/[a-z0-9]+(?=/)")


def in_own_seat(path: str, name: str) -> str:
    """An address made by `reverse`, moved to a seat of its own; unchanged outside the sandbox."""
    if not settings.SANDBOX:
        return path
    return f"/as/{name}/" + path.removeprefix(get_script_prefix())


class SeatMiddleware:
    """Takes the seat off the path and binds cookies to it. Without a seat it does nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = SEAT.match(request.path_info) if settings.SANDBOX else None
        if match is None:
            return self.get_response(request)
        root = get_script_prefix()
        seat = root.rstrip("/") + match[0]
        request.path_info = request.path_info[match.end() :]
        request.META["SCRIPT_NAME"] = seat
        set_script_prefix(f"{seat}/")
        try:
            response = self.get_response(request)
        finally:
            set_script_prefix(root)
        for morsel in response.cookies.values():
            morsel["path"] = f"{seat}/"
        return response
