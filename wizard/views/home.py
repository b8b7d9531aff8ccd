"""The list of setups, and starting a new one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from federation.sides import Side
from wizard import permissions
from wizard.actions.setups import entry_token, start_setup
from wizard.forms.new_setup import NewSetupForm
from wizard.models import Membership, Person, Setup
from wizard.queries.overview import Overview
from wizard.seats import in_own_seat
from wizard.views.pages import SetupRequest, setup_page
from wizard.views.presenting import balls


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Setups the person takes part in. With a single one, straight to it."""
    person = permissions.person_of(request)
    found = list(permissions.visible_setups(person))
    return redirect(_first_page(person, found[0]) if len(found) == 1 else "setups")


@require_safe
def setups(request: HttpRequest) -> HttpResponse:
    """The list of them."""
    person = permissions.person_of(request)
    rows = [_row(person, setup) for setup in permissions.visible_setups(person)]
    context = {"rows": rows, "may_start": permissions.may_start_setups(person)}
    return render(request, "home/setups.html", context)


def _row(person: Person, setup: Setup) -> dict[str, object]:
    overview = Overview(setup)
    url = _first_page(person, setup)
    return {"setup": setup, "overview": overview, "url": url, "balls": balls(overview, person)}


def _first_page(person: Person, setup: Setup) -> str:
    """An engineer of one side starts at their tasks, everybody else at the status page."""
    mine = [side for side in Side if permissions.may_work(person, setup, side)]
    return reverse("side", args=[setup.pk, mine[0]]) if len(mine) == 1 else reverse("status", args=[setup.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def new_setup(request: HttpRequest) -> HttpResponse:
    """Name a setup and the people of both sides."""
    permissions.require_may_start(permissions.person_of(request))
    form = NewSetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        setup = start_setup(by=permissions.person_of(request), **form.setup)
        return redirect("people", setup.pk)
    return render(request, "home/new_setup.html", {"form": form}, status=422 if form.errors else 200)


@setup_page
@require_safe
def people(request: SetupRequest) -> HttpResponse:
    """Who takes part. The owner sees the entry links to hand out."""
    memberships = request.setup.memberships.select_related("person").order_by("id")
    owner = permissions.owns(request.user, request.setup)
    rows = [{"membership": m, "link": _link(request, m)} for m in memberships]
    return render(request, "home/people.html", {"rows": rows, "owner": owner})


def _link(request: SetupRequest, membership: Membership) -> str:
    """The entry link the owner may hand out; empty for everybody else."""
    if not permissions.owns(request.user, request.setup) or membership.person == request.user:
        return ""
    token = entry_token(membership.person, only_setup=request.setup)
    path = in_own_seat(reverse("enter", args=[token]), f"guest{membership.pk}")
    return request.build_absolute_uri(path)
