"""The pages of one task: questions, and the guide for doing it by hand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from federation.progress import State
from federation.steps.base import Step
from wizard.actions import microsoft
from wizard.actions.answers import SavedMeanwhile, save_answers
from wizard.actions.runs import ask_for_plan, done_by_hand
from wizard.actions.start import NotNow
from wizard.forms.steps import StepForm, by_hand_form, questions_form
from wizard.models import Kind, Person, Run
from wizard.queries.drift import drifted
from wizard.queries.findings import ShownFinding, shown_findings
from wizard.queries.overview import Overview
from wizard.views.pages import SetupRequest, step_page
from wizard.views.presenting import hint, shown_changes, shown_value


@step_page
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: SetupRequest, step: Step) -> HttpResponse:
    """What Handoff must know before it can look what would change."""
    overview = Overview(request.setup)
    form = questions_form(step, overview.record, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_answers(request.setup, step, form.answers, by=request.user)
            if step.key == microsoft.STEP_KEY and microsoft.must_sign_in(request.setup):
                return redirect("microsoft", request.setup.pk)
            return redirect("run", ask_for_plan(request.setup, step, by=request.user).pk)
        except SavedMeanwhile as meanwhile:
            form.show_conflicts(meanwhile.conflicts)
        except NotNow as error:
            form.add_error(None, str(error))
    _show_refused_answer(form, overview.newest(step.key, Kind.PLAN, Kind.CARRY_OUT))
    return _render(request, "step/questions.html", overview, step, form)


def _show_refused_answer(form: StepForm, newest: Run | None) -> None:
    """Say beside the field what the cloud refused, until the answer is changed."""
    if form.is_bound or newest is None or not newest.failed or newest.error_item not in form.fields:
        return
    form.refused = {newest.error_item: newest.error_message}


@step_page
@require_http_methods(["GET", "HEAD", "POST"])
def by_hand(request: SetupRequest, step: Step) -> HttpResponse:
    """Exact values to copy into the console, and fields to paste back what came out."""
    overview = Overview(request.setup)
    form = by_hand_form(step, overview.record, data=request.POST or None, files=request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = done_by_hand(request.setup, step, form.answers, by=request.user)
        except SavedMeanwhile as meanwhile:
            form.show_conflicts(meanwhile.conflicts)
        except NotNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"“{step.title}” is on record as done by hand.")
            return redirect("run", run.pk) if run else redirect("side", request.setup.pk, step.side)
    return _render(request, "step/by_hand.html", overview, step, form)


def _render(
    request: SetupRequest, template: str, overview: Overview, step: Step, form: StepForm
) -> HttpResponse:
    p = overview.by_key[step.key]
    rows = overview.record.revisions
    have_needs = not p.missing
    problem = overview.problem(step) if p.state is State.PROBLEM else None
    failures = _failures(problem, step, request.user)
    assumed = step.assume_defaults(overview.record)
    context = {
        "step": step,
        "side": step.side,
        "progress": p,
        "hint": hint(overview, p, request.user),
        "form": form,
        "handed": [shown_value(rows[i.key]) for i in step.needs if i.key in rows],
        "missing": p.missing,
        "given": [shown_value(rows[i.key]) for i in step.gives if i.key in rows],
        "changes": shown_changes(overview, p),
        "guide": f"guides/{step.key}.html",
        "values": step.by_hand(assumed) if have_needs else (),
        "links": step.links(assumed) if have_needs else (),
        "problem": problem,
        "problem_findings": failures,
        "drifted": drifted(overview, step, failures) if problem else None,
        "signed_in": step.key == microsoft.STEP_KEY and microsoft.signed_in(request.setup),
    }
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)


def _failures(problem: Run | None, step: Step, person: Person) -> list[ShownFinding]:
    """What a check or a read-back found wrong with this step."""
    if problem is None:
        return []
    shown = shown_findings(problem, person)
    return [f for f in shown if f.failed and (f.step == step.key or problem.kind == Kind.OBSERVE)]
