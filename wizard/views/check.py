"""The login check: compare both clouds, sign in for real, and see who must mend what."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from federation.errors import FederationError
from federation.items import USER_ACCESS_URL
from wizard import permissions
from wizard.actions.checks import ask_for_agreement, redeem_response
from wizard.forms.response import ResponseForm
from wizard.models import Kind, Person, Run
from wizard.pictures.trust import build_trust
from wizard.queries.findings import ShownFinding, shown_findings
from wizard.queries.overview import LOGIN_CHECK, Overview
from wizard.views.pages import SetupRequest, setup_page


@setup_page
@sensitive_post_parameters("response")
@require_http_methods(["GET", "HEAD", "POST"])
def login_check(request: SetupRequest) -> HttpResponse:
    """GET shows the newest findings; POST redeems a captured response."""
    if request.method == "POST":
        permissions.require_engineer(request.user, request.setup)
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
    checks = [check for kind in _RUNGS if (check := _newest(overview, kind, request.user)) is not None]
    fresh = [finding for check in checks if check.fresh for finding in check.findings]
    url = overview.record.revisions.get(USER_ACCESS_URL.key)
    context = {
        "overview": overview,
        "state": overview.check_state,
        "checks": checks,
        "compared": any(check.run.kind == Kind.AGREEMENT and check.fresh for check in checks),
        "trust": build_trust(fresh),
        "form": form,
        "user_access_url": url.text if url else "",
        "mine": permissions.is_engineer(request.user, request.setup),
    }
    return render(request, "check/check.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True)
class NewestCheck:
    """The newest run of one rung.

    `fresh`: it looked at things as they are, and nobody worked since. `detail`: why it failed.
    """

    title: str
    run: Run
    fresh: bool
    findings: list[ShownFinding]
    detail: str


_RUNGS = {Kind.AGREEMENT: "Both clouds compared", Kind.REAL_THING: "A real sign-in"}


def _newest(overview: Overview, kind: Kind, person: Person) -> NewestCheck | None:
    run = overview.newest(LOGIN_CHECK, kind)
    if run is None:
        return None
    fresh = overview.history.current(run, overview.record.fingerprints)
    detail = run.error_detail if permissions.may_see_values(person, run.setup) else ""
    return NewestCheck(_RUNGS[kind], run, fresh, shown_findings(run, person), detail)


@setup_page
@require_POST
def start_check(request: SetupRequest) -> HttpResponse:
    """Read both clouds back and compare."""
    return redirect("run", ask_for_agreement(request.setup, by=request.user).pk)
