"""The status page: who has the ball, since when, what is done. Read only, without values."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from wizard import permissions
from wizard.queries.drift import last_look
from wizard.queries.overview import Overview
from wizard.queries.timeline import timeline
from wizard.views.pages import SetupRequest, setup_page
from wizard.views.presenting import balls, handoff_map, stations_for


@setup_page
@require_safe
@vary_on_headers("HX-Request")
def status(request: SetupRequest) -> HttpResponse:
    """The whole page, or only its live part for htmx."""
    overview = Overview(request.setup)
    values = permissions.sees_values(overview.roles_of(request.user))
    context = {
        "overview": overview,
        "map": handoff_map(overview, person=request.user),
        "balls": balls(overview, request.user),
        "events": timeline(request.setup, values=values),
        "look": last_look(overview, request.user),
        "rows": stations_for(overview, request.user),
    }
    live = request.headers.get("HX-Request") == "true"
    return render(request, "status/live.html" if live else "status/status.html", context)
