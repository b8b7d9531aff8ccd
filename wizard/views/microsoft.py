"""Signing in with Microsoft: out to Entra with PKCE, and back with a code."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from federation.errors import FederationError
from federation.routes import ROUTES
from federation.sides import Side
from wizard import permissions
from wizard.actions import microsoft
from wizard.actions.runs import ask_for_plan
from wizard.actions.start import NotNow
from wizard.views.pages import SetupRequest, setup_page

_FLOW = "microsoft_flow"


@setup_page
@never_cache
@require_safe
def sign_in(request: SetupRequest) -> HttpResponse:
    """Says who will be asked for what, and links to Entra. The flow waits in the session meanwhile."""
    permissions.require_side(request.user, request.setup, Side.AZURE)
    redirect_uri = request.build_absolute_uri(reverse("microsoft-callback"))
    context: dict[str, object] = {"step_key": microsoft.STEP_KEY, "redirect_uri": redirect_uri}
    try:
        flow = microsoft.begin_sign_in(request.setup, redirect_uri=redirect_uri, by=request.user)
    except FederationError as error:
        return render(request, "step/microsoft.html", {**context, "error": error}, status=502)
    request.session[_FLOW] = {"setup": str(request.setup.pk), "flow": flow}
    context |= {
        "auth_uri": flow["auth_uri"],
        "host": urlsplit(flow["auth_uri"]).netloc,
        "scopes": sorted(scope.rsplit("/", 1)[1] for scope in flow["scope"] if "/" in scope),
    }
    return render(request, "step/microsoft.html", context)


@never_cache
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Entra sent the person back. The code is redeemed once; the tokens are kept encrypted."""
    waiting = request.session.pop(_FLOW, None)
    if waiting is None:
        raise Http404
    person = permissions.person_of(request)
    setup = permissions.visible_setup(person, waiting["setup"])
    step = ROUTES[setup.route].step(microsoft.STEP_KEY)
    try:
        microsoft.finish_sign_in(setup, waiting["flow"], request.GET.dict(), by=person)
        return redirect("run", ask_for_plan(setup, step, by=person).pk)
    except FederationError as error:
        messages.error(request, f"{error.message} {error.hint}")
    except NotNow as error:
        messages.error(request, str(error))
    return redirect("step", setup.pk, step.key)
