"""Pages from the templates, with the headers each of them has."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from werkzeug.wrappers import Request, Response

from sandbox.faults import Planned

SECTIONS = (
    ("/control/", "Overview"),
    ("/control/what-if", "What if…"),
    ("/control/misbehaviour", "Misbehaviour"),
    ("/control/log", "Request log"),
)
"""Addresses and names of the pages, as the navigation shows them."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    # Forms of these pages must tell where they come from, so not "no-referrer".
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@cache
def _templates() -> Environment:
    loader = PackageLoader("sandbox.control")
    made = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(ago=ago, short_caller=short_caller, when=when)
    made.globals["sections"] = SECTIONS
    return made


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """A whole page."""
    html = _templates().get_template(template).render(path=request.path, **context)
    return Response(html, status=status, content_type="text/html; charset=utf-8")


def refusal(request: Request, title: str, message: str, *, status: int) -> Response:
    """A page that says why there is no other."""
    return page(request, "refusal.html", status=status, title=title, message=message)


def secured(response: Response) -> Response:
    """The same response with the headers all answers have; own ones stay."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def ago(moment: datetime, now: datetime | None = None) -> str:
    """How long ago something was, in words."""
    seconds = max(0, round(((now or datetime.now(UTC)) - moment).total_seconds()))
    sizes = ((86_400, "day"), (3_600, "hour"), (60, "minute"))
    for size, name in sizes:
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return "just now"


def short_caller(caller: str) -> str:
    """The end of an ARN, which tells people who it is; anything else as it is."""
    return caller.split(":", 5)[-1] if caller.startswith("arn:") else caller


def when(planned: Planned) -> str:
    """Which of the calls to come meet a planned fault."""
    wait = max(0, planned.call - 1 - planned.seen)
    left = planned.call + planned.times - 1 - planned.seen - wait
    begins = "the next call" if wait == 0 else f"after {wait} more {'call' if wait == 1 else 'calls'}"
    share = f", {planned.share:.0%} of them" if planned.share < 1 else ""
    return f"{begins}, {left} times{share}" if left > 1 else begins + share
