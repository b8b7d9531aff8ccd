"""The login check: compare both clouds, sign in for real, and see who must mend what."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from federation.errors import FederationError
from federation.items import USER_ACCESS_URL
from wizard import permissions
from wizard.actions.checks import ask_for_agreement, redeem_response
from wizard.forms.response import ResponseForm
from wizard.models import Kind
from wizard.pictures.trust import build_trust
from wizard.queries.findings import shown_findings
from wizard.queries.overview import LOGIN_CHECK, Overview
from wizard.views.pages import SetupRequest, setup_page


@setup_page
@sensitive_post_parameters("response")
@require_http_methods(["GET", "HEAD", "POST"])
def login_check(request: SetupRequest) -> HttpResponse:
    """GET shows the newest findings; POST redeems a captured response."""
    form = ResponseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = redeem_response(request.setup, form.cleaned_data["response"], by=request.user)
        except FederationError as error:
            form.add_error("response", f"{error.message} {error.hint}")
        else:
            return redirect("run", run.pk)
    return _render(request, form)


def _render(request: SetupRequest, form: ResponseForm) -> HttpResponse:
    overview = Overview(request.setup)
    agreement = overview.newest(LOGIN_CHECK, Kind.AGREEMENT)
    real = overview.newest(LOGIN_CHECK, Kind.REAL_THING)
    newest = max((run for run in (agreement, real) if run), key=lambda run: run.created_at, default=None)
    findings = shown_findings(newest, request.user) if newest and newest.succeeded else []
    url = overview.record.revisions.get(USER_ACCESS_URL.key)
    context = {
        "overview": overview,
        "state": overview.check_state,
        "agreement": agreement,
        "real": real,
        "newest": newest,
        "findings": findings,
        "trust": build_trust(findings),
        "form": form,
        "user_access_url": url.text if url else "",
        "mine": permissions.is_engineer(request.user, request.setup),
    }
    return render(request, "check/check.html", context, status=422 if form.errors else 200)


@setup_page
@require_POST
def start_check(request: SetupRequest) -> HttpResponse:
    """Read both clouds back and compare."""
    return redirect("run", ask_for_agreement(request.setup, by=request.user).pk)
