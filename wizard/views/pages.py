"""Decorators for pages of a setup: load it, keep strangers out, refuse the wrong side."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from federation.routes import ROUTES
from federation.sides import Side
from federation.steps.base import Step
from wizard import permissions
from wizard.models import Person, Run, Setup

P = ParamSpec("P")


class SetupRequest(HttpRequest):
    """A request for a page of a setup, by somebody who takes part in it."""

    setup: Setup
    user: Person


Page = Callable[Concatenate[SetupRequest, P], HttpResponse]


def setup_page(view: Page[P]) -> Callable[Concatenate[HttpRequest, UUID, P], HttpResponse]:
    """A page under /setups/<id>/. Strangers get 404."""

    @wraps(view)
    def inner(request: HttpRequest, setup_id: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        found = cast("SetupRequest", request)
        found.setup = permissions.visible_setup(permissions.person_of(request), setup_id)
        return view(found, *args, **kwargs)

    return inner  # type: ignore[return-value] # wraps cannot say that the arguments differ


def step_page(
    view: Callable[[SetupRequest, Step], HttpResponse],
) -> Callable[[HttpRequest, UUID, str], HttpResponse]:
    """A page of one step. Only the engineers of its side may open it."""

    @setup_page
    def inner(request: SetupRequest, step_key: str) -> HttpResponse:
        step = find_step(request.setup, step_key)
        permissions.require_side(request.user, request.setup, step.side)
        return view(request, step)

    return wraps(view)(inner)


def find_step(setup: Setup, step_key: str) -> Step:
    """The step of the setup's route. Raises Http404."""
    for step in ROUTES[setup.route].steps:
        if step.key == step_key:
            return step
    raise Http404


def find_side(side: str) -> Side:
    """The side of an address. Raises Http404."""
    try:
        return Side(side)
    except ValueError:
        raise Http404 from None


def find_run(request: HttpRequest, run_id: UUID) -> Run:
    """A run of a setup the person takes part in. Raises Http404."""
    run = Run.objects.select_related("setup", "asked_by", "plan").filter(pk=run_id).first()
    if run is None:
        raise Http404
    cast("SetupRequest", request).setup = permissions.visible_setup(
        permissions.person_of(request), run.setup_id
    )
    return run
