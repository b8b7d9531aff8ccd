"""What every page needs around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from federation.sides import Side
from wizard import permissions
from wizard.models import Person, Setup


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: whether the clouds are simulated, and the links of the current setup."""
    setup = getattr(request, "setup", None)
    person = getattr(request, "user", None)
    nav = _nav(request, setup, person) if setup is not None and isinstance(person, Person) else []
    return {
        "sandbox": settings.SANDBOX,
        "sandbox_address": settings.SANDBOX_ADDRESS,
        "hints": settings.SANDBOX_HINTS,
        "setup": setup,
        "nav": nav,
    }


def _nav(request: HttpRequest, setup: Setup, person: Person) -> list[dict[str, Any]]:
    links = [("status", "Status", "")]
    links += [
        ("side", f"{side.label} tasks", side.value)
        for side in Side
        if permissions.may_work(person, setup, side)
    ]
    links += [
        ("record", "Handoff record", ""),
        ("resources", "Resources", ""),
        ("login-check", "Login check", ""),
        ("people", "People", ""),
    ]
    return [_link(request, setup, *link) for link in links]


def _link(request: HttpRequest, setup: Setup, name: str, label: str, side: str) -> dict[str, Any]:
    url = reverse(name, args=[setup.pk, side] if side else [setup.pk])
    return {"label": label, "url": url, "side": side, "current": request.path == url}
