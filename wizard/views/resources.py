"""What exists in the clouds because of a setup."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wizard import permissions
from wizard.actions.start import NotNow
from wizard.actions.undo import take_inventory
from wizard.queries.overview import Overview
from wizard.queries.resources import resources_of
from wizard.views.pages import SetupRequest, find_side, setup_page


@setup_page
@require_safe
def resources(request: SetupRequest) -> HttpResponse:
    """The list. The project manager sees that things exist, but neither names nor ids."""
    overview = Overview(request.setup)
    context = {
        "parts": resources_of(overview, request.user),
        "values": permissions.sees_values(overview.roles_of(request.user)),
    }
    return render(request, "resources/resources.html", context)


@setup_page
@require_POST
def inventory(request: SetupRequest, side_key: str) -> HttpResponse:
    """Look what is still there of one side."""
    try:
        return redirect("run", take_inventory(request.setup, find_side(side_key), by=request.user).pk)
    except NotNow as error:
        messages.error(request, str(error))
        return redirect("resources", request.setup.pk)
