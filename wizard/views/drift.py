"""Look again now, and keep what somebody else made."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from federation.steps.base import Step
from wizard.actions.answers import SavedMeanwhile
from wizard.actions.drift import keep_what_is_there
from wizard.actions.drift import look_again as ask_for_look
from wizard.actions.start import NotNow
from wizard.views.pages import SetupRequest, setup_page, step_page


@setup_page
@require_POST
def look_again(request: SetupRequest) -> HttpResponse:
    """Read both clouds back now, whenever the next look would have been."""
    try:
        return redirect("run", ask_for_look(request.setup, by=request.user).pk)
    except NotNow as error:
        messages.error(request, str(error))
        return redirect("status", request.setup.pk)


@step_page
@require_POST
def keep(request: SetupRequest, step: Step) -> HttpResponse:
    """Write down what is in the cloud instead of changing it back."""
    try:
        run = keep_what_is_there(request.setup, step, request.POST.get("code", ""), by=request.user)
    except (NotNow, SavedMeanwhile) as error:
        messages.error(request, str(error))
        return redirect("step", request.setup.pk, step.key)
    return redirect("run", run.pk) if run else redirect("side", request.setup.pk, step.side)
