"""The page of one run. It shows the right state on reload, from another device and for the other role."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from federation.items import USER_ACCESS_URL
from federation.progress import givers
from federation.routes import ROUTES
from federation.steps.base import Change, Step
from wizard import permissions
from wizard.actions.runs import ask_for_plan, carry_out_plan
from wizard.actions.start import NotNow
from wizard.models import Kind, Person, Run
from wizard.queries.findings import proven, shown_findings, verdict
from wizard.queries.overview import LOGIN_CHECK, Overview
from wizard.record import SetupRecord
from wizard.views.pages import find_run, find_step
from wizard.views.presenting import ShownValue, balls, shown_value, tasks_for


@require_safe
@vary_on_headers("HX-Request")
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Live progress, then the plan to agree to, the findings, or what went wrong."""
    found = find_run(request, run_id)
    live = request.headers.get("HX-Request") == "true"
    template = "run/live.html" if live else "run/run.html"
    return render(request, template, _context(request, found))


def _context(request: HttpRequest, run: Run) -> dict[str, object]:
    person = permissions.person_of(request)
    # None for the login check, and for a step that an older version of Handoff had.
    step = next((one for one in ROUTES[run.setup.route].steps if one.key == run.step_key), None)
    mine = step is not None and permissions.may_work(person, run.setup, step.side)
    findings = shown_findings(run, person) if run.kind in _WITH_FINDINGS else []
    values = permissions.may_see_values(person, run.setup)
    return {
        "run": run,
        "poll": _poll(run),
        "step": step,
        "is_check": run.step_key == LOGIN_CHECK,
        "is_look": run.kind == Kind.DRIFT,
        "asker": givers(ROUTES[run.setup.route].steps).get(run.error_item, step),
        "mine": mine,
        "values": values,
        "lines": list(run.lines.all()) if values else [],
        "detail": run.error_detail if values else "",
        "findings": findings,
        "verdict": verdict(findings),
        "changes": run.result if run.kind == Kind.PLAN else [],
        "nothing_changes": all(row.get("change") == Change.KEEP for row in run.result),
        "carried_out": Run.objects.filter(plan=run).first() if run.kind == Kind.PLAN else None,
        "given": _given(run) if values else [],
        "access_url": _access_url(run) if values and proven(findings) else "",
        **_onwards(run, step, person),
    }


def _poll(run: Run) -> str:
    """How often the page asks: often at first, seldom when it takes long."""
    age = now() - run.created_at
    return "500ms" if age < timedelta(seconds=20) else "2s" if age < timedelta(minutes=2) else "5s"


def _given(run: Run) -> list[ShownValue]:
    rows = run.revisions.select_related("person", "run").order_by("id")
    return [replace(shown_value(row), run_url="") for row in rows]


def _access_url(run: Run) -> str:
    row = SetupRecord(run.setup).revisions.get(USER_ACCESS_URL.key)
    return row.text if row else ""


def _onwards(run: Run, step: Step | None, person: Person) -> dict[str, object]:
    """What to do after this run: the next own task, or whom everybody waits for."""
    if step is None or not run.succeeded or run.kind == Kind.PLAN:
        return {}
    overview = Overview(run.setup)
    mine = [task for task in tasks_for(overview, step.side, person) if task.url and task.state != "done"]
    return {"next_task": mine[0] if mine else None, "balls": balls(overview, person)}


_WITH_FINDINGS = {Kind.OBSERVE, Kind.AGREEMENT, Kind.REAL_THING, Kind.DRIFT}


@require_POST
def start(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Carry out a plan, as the person agreed to it."""
    plan = find_run(request, run_id)
    find_step(plan.setup, plan.step_key)
    try:
        return redirect("run", carry_out_plan(plan, by=permissions.person_of(request)).pk)
    except NotNow as error:
        messages.error(request, str(error))
        return redirect("run", plan.pk)


@require_POST
def again(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Look again at what would change, after a failure or a change of values."""
    before = find_run(request, run_id)
    step = find_step(before.setup, before.step_key)
    try:
        return redirect("run", ask_for_plan(before.setup, step, by=permissions.person_of(request)).pk)
    except NotNow as error:
        messages.error(request, str(error))
        return redirect("step", before.setup_id, step.key)
