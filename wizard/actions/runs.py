"""Ask for plans and runs, and write down work done by hand."""

from django.db.models.functions import Now

from federation.progress import State
from federation.routes import ROUTES
from federation.steps.base import Step
from wizard import permissions
from wizard.actions.answers import Answers, record_answers, unless_outrun
from wizard.actions.collisions import refuse_collision
from wizard.actions.start import NotNow, start_run
from wizard.models import ACTIVE, Event, Kind, Person, Run, RunState, Setup
from wizard.queries.history import WORK
from wizard.queries.overview import Overview
from wizard.record import SetupRecord


def ask_for_plan(setup: Setup, step: Step, *, by: Person) -> Run:
    """Let a worker look at what the step would change. Raises PermissionDenied or NotNow."""
    permissions.require_side(by, setup, step.side)
    _require_inputs(setup, step)
    return _start(setup, step, Kind.PLAN, by=by, event="plan-asked")


def carry_out_plan(plan: Run, *, by: Person) -> Run:
    """Carry out what the person saw and agreed to. A second press finds the same run.

    Raises PermissionDenied, or NotNow if the values changed since the plan was made.
    """
    step = ROUTES[plan.setup.route].step(plan.step_key)
    permissions.require_side(by, plan.setup, step.side)
    done = Run.objects.filter(plan=plan).first()
    if done is not None:
        return done
    if not plan.succeeded or plan.kind != Kind.PLAN:
        raise NotNow("There is no finished plan to carry out.")
    if plan.inputs != SetupRecord(plan.setup).inputs_of(step):
        raise NotNow("A value changed since this plan was made. Look again at what would change.")
    return _start(plan.setup, step, Kind.CARRY_OUT, by=by, event="run-asked", plan=plan)


def _require_inputs(setup: Setup, step: Step, *, by_hand: bool = False) -> None:
    record = SetupRecord(setup)
    missing = [item.label for item in step.needs if item not in record]
    if missing:
        raise NotNow(f"Still missing: {', '.join(missing)}.")
    asked = [ask for ask in step.asks if not ask.optional and (ask.by_hand or not by_hand)]
    unanswered = [ask.item.label for ask in asked if ask.item not in record]
    if unanswered:
        raise NotNow(f"Not answered yet: {', '.join(unanswered)}.")


def done_by_hand(setup: Setup, step: Step, answers: Answers, *, by: Person) -> Run | None:
    """Write down what was done by hand; returns the run that reads it back, if the side is connected.

    Raises PermissionDenied, NotNow, or SavedMeanwhile (then nothing was written).
    """
    permissions.require_side(by, setup, step.side)
    unless_outrun(lambda: _put_on_record(setup, step, answers, by=by))
    if not connected(setup, step):
        return None
    return _start(setup, step, Kind.OBSERVE, by=by, event="plan-asked")


def _start(setup: Setup, step: Step, kind: Kind, *, by: Person, event: str, plan: Run | None = None) -> Run:
    inputs = SetupRecord(setup).inputs_of(step)
    said = (event, {"step": step.title})
    return start_run(setup, step.key, kind, by=by, event=said, side=step.side, inputs=inputs, plan=plan)


def _put_on_record(setup: Setup, step: Step, answers: Answers, *, by: Person) -> None:
    # One at a time: a form that is sent twice must not be two pieces of work.
    Setup.objects.select_for_update().get(pk=setup.pk)
    if Run.objects.filter(setup=setup, step_key=step.key, kind=Kind.CARRY_OUT, state__in=ACTIVE).exists():
        raise NotNow("Handoff is carrying this step out just now. Wait for its end.")
    refuse_collision(setup, Kind.BY_HAND, step.key)
    written = record_answers(setup, answers, by=by)
    _require_inputs(setup, step, by_hand=True)
    if not written and _done_by_hand_already(setup, step):
        return
    Run.objects.create(
        setup=setup,
        step_key=step.key,
        kind=Kind.BY_HAND,
        state=RunState.SUCCEEDED,
        asked_by=by,
        inputs=SetupRecord(setup).inputs_of(step),
        started_at=Now(),
        finished_at=Now(),
    )
    Event.objects.create(setup=setup, person=by, side=step.side, key="done-by-hand", data={"step": step.title})


def _done_by_hand_already(setup: Setup, step: Step) -> bool:
    """So that the same form twice is once. After a check found something wrong, it is work anew."""
    overview = Overview(setup)
    newest = overview.newest(step.key, *WORK)
    by_hand = newest is not None and newest.kind == Kind.BY_HAND
    return by_hand and overview.by_key[step.key].state is State.DONE


def connected(setup: Setup, step: Step) -> bool:
    """Whether Handoff itself is signed in to the step's cloud, so that it can read back."""
    overview = Overview(setup)
    connect = next(p for p in overview.progress if p.step.side is step.side)
    newest = overview.newest(connect.step.key, Kind.CARRY_OUT)
    return connect.state is State.DONE and newest is not None and newest.succeeded
