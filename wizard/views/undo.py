"""The pages of an undo: what it means, what it would remove, and how it goes."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from federation.routes import ROUTES
from federation.steps.base import Change
from wizard import permissions
from wizard.actions.start import NotNow
from wizard.actions.undo import ask_for_undo_plan, carry_out_undo
from wizard.forms.undo import UndoForm
from wizard.models import Kind, Run
from wizard.queries.overview import Overview
from wizard.queries.scopes import Scope, alone, half, scope_of
from wizard.queries.undoing import obstacle
from wizard.views.pages import SetupRequest, find_run, find_side, find_step, setup_page
from wizard.views.presenting_undo import groups, later, permissions_of, poll, withdrawn


@setup_page
@require_http_methods(["GET", "HEAD", "POST"])
def undo_step(request: SetupRequest, step_key: str) -> HttpResponse:
    """Undo one step: what that means, and the button that lets a worker look."""
    step = find_step(request.setup, step_key)
    if not step.undoable:
        raise Http404
    return _ask(request, alone(step))


@setup_page
@require_http_methods(["GET", "HEAD", "POST"])
def undo_side(request: SetupRequest, side_key: str) -> HttpResponse:
    """The same for everything of one side."""
    return _ask(request, half(ROUTES[request.setup.route], find_side(side_key)))


def _ask(request: SetupRequest, scope: Scope) -> HttpResponse:
    permissions.require_undo(request.user, request.setup, scope.side)
    if request.method == "POST":
        try:
            return redirect("run", ask_for_undo_plan(request.setup, scope, by=request.user).pk)
        except NotNow as error:
            messages.error(request, str(error))
            return redirect(request.path)
    overview = Overview(request.setup)
    context = {
        "scope": scope,
        "side": scope.side,
        "obstacle": obstacle(overview, scope),
        "withdrawn": withdrawn(overview, scope),
        "later": later(overview, scope),
        "needed": permissions_of(scope),
    }
    return render(request, "undo/ask.html", context)


@require_POST
def undo(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Remove what the plan names, once the person has agreed to it."""
    plan = find_run(request, run_id)
    scope = scope_of(plan)
    if scope is None or plan.kind != Kind.UNDO_PLAN:
        raise Http404
    person = permissions.person_of(request)
    permissions.require_undo(person, plan.setup, scope.side)
    form = UndoForm(plan, scope, request.POST)
    if not plan.succeeded or not form.is_valid():
        return show_run(request, plan, form=form, status=422)
    try:
        return redirect("run", carry_out_undo(plan, by=person).pk)
    except NotNow as error:
        messages.error(request, str(error))
        return redirect("run", plan.pk)


def show_run(
    request: HttpRequest, run: Run, *, form: UndoForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a plan, an undo or a look at what is there."""
    live = request.headers.get("HX-Request") == "true"
    template = "undo/live.html" if live else "undo/run.html"
    return render(request, template, _run_context(request, run, form), status=status)


def _run_context(request: HttpRequest, run: Run, form: UndoForm | None) -> dict[str, object]:
    scope = scope_of(run)
    person = permissions.person_of(request)
    mine = scope is not None and permissions.may_undo(person, run.setup, scope.side)
    values = permissions.may_see_values(person, run.setup)
    rows = run.result if run.kind != Kind.UNDO else []
    return {
        "run": run,
        "scope": scope,
        "poll": poll(run),
        "mine": mine,
        "values": values,
        "engineer": scope is not None and permissions.may_work(person, run.setup, scope.side),
        "lines": list(run.lines.all()) if values else [],
        "detail": run.error_detail if values else "",
        "groups": groups(run, scope) if scope and rows else [],
        "removed": sum(row["change"] == Change.REMOVE for row in rows),
        "blocked": [row for row in rows if row["blocked"]],
        "undone": [row for row in run.result if row["undone"]] if run.kind == Kind.UNDO else [],
        "carried_out": Run.objects.filter(plan=run).first() if run.kind == Kind.UNDO_PLAN else None,
        "form": form or (UndoForm(run, scope) if scope and mine else None),
        "look_again": _look_again(run, scope),
    }


def _look_again(run: Run, scope: Scope | None) -> str:
    """Where the next attempt begins."""
    if scope is None or run.kind == Kind.INVENTORY:
        return reverse("resources", args=[run.setup_id])
    if scope.whole:
        return reverse("undo-side", args=[run.setup_id, scope.side.value])
    return reverse("undo-step", args=[run.setup_id, scope.key])
