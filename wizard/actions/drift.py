"""Look now whether something changed, and keep what somebody else made of it."""

from collections.abc import Mapping
from typing import Any

from federation.items import Item
from federation.steps.base import Step
from wizard import permissions
from wizard.actions.answers import Answers, save_answers
from wizard.actions.runs import ask_for_plan, done_by_hand
from wizard.actions.start import NotNow, start_run
from wizard.drift import CLOUDS
from wizard.models import Event, Kind, Person, Run, Setup
from wizard.queries.drift import keepable
from wizard.queries.history import DRIFT_LOOK, failures_of
from wizard.queries.overview import Overview


def look_again(setup: Setup, *, by: Person) -> Run:
    """Let a worker read every done step back. Raises PermissionDenied, or NotNow if none is done."""
    permissions.require_values(by, setup)
    if not Overview(setup).history.evidence:
        raise NotNow("No step is done yet, so there is nothing that could have changed.")
    return start_run(setup, DRIFT_LOOK, Kind.DRIFT, by=by, event=("look-asked", {}))


def keep_what_is_there(setup: Setup, step: Step, code: str, *, by: Person) -> Run | None:
    """Let the record say what the finding `code` read in the cloud; gives the run that goes on from there.

    Where Handoff has to fetch more than was read, that is a plan, which the person has yet to agree to. Raises
    PermissionDenied, SavedMeanwhile, or NotNow if it cannot be kept or is no longer so.
    """
    permissions.require_side(by, setup, step.side)
    overview = Overview(setup)
    values = _found(overview, step, code)
    answers = Answers(
        {item.key: value for item, value in values.items()},
        {item.key: overview.record.revisions[item.key].number for item in values if item in overview.record},
    )
    if any(not ask.by_hand for ask in step.asks if ask.item in values):
        save_answers(setup, step, answers, by=by)
        return ask_for_plan(setup, step, by=by)
    run = done_by_hand(setup, step, answers, by=by)
    said = {"step": step.title, "cloud": CLOUDS[step.side], "what": ", ".join(item.label for item in values)}
    Event.objects.create(setup=setup, person=by, side=step.side, key="kept-as-is", data=said)
    return run


def _found(overview: Overview, step: Step, code: str) -> Mapping[Item[Any], Any]:
    problem = overview.problem(step)
    rows = failures_of(problem, step.key) if problem else []
    found = next((row for row in rows if row["code"] == code), None)
    values = keepable(overview, step, code, found["actual"]) if found else {}
    if not values:
        raise NotNow("This cannot be kept, or it is no longer so. Look again.")
    return values
