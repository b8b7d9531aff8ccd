"""The task list of one side: the wizard's face for its engineer."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from wizard import permissions
from wizard.queries.overview import Overview
from wizard.views.pages import SetupRequest, find_side, setup_page
from wizard.views.presenting import balls, handoff_map, tasks_for


@setup_page
@require_safe
@vary_on_headers("HX-Request")
def side(request: SetupRequest, side_key: str) -> HttpResponse:
    """The tasks of one side; the whole page, or only its live part for htmx."""
    found = find_side(side_key)
    permissions.require_side(request.user, request.setup, found)
    overview = Overview(request.setup)
    context = {
        "side": found,
        "overview": overview,
        "tasks": tasks_for(overview, found, request.user),
        "map": handoff_map(overview, person=request.user, front=found),
        "balls": balls(overview, request.user),
    }
    live = request.headers.get("HX-Request") == "true"
    return render(request, "side/live.html" if live else "side/side.html", context)
