"""What an undo finds on record, and what stands in its way."""

from collections.abc import Iterable

from federation.sides import Side
from federation.steps import base
from federation.steps.base import Step
from wizard.models import Resource, Setup
from wizard.queries.overview import Overview
from wizard.queries.scopes import Scope


def known(setup: Setup, side: Side) -> list[base.Resource]:
    """What the record says exists in the clouds of this side, as steps read it."""
    rows = Resource.objects.filter(setup=setup, side=side, removed_at=None).order_by("pk")
    return [base.Resource(row.kind, row.cloud_id, row.name, row.adopted) for row in rows]


def has_something(overview: Overview, step: Step) -> bool:
    """Whether there is anything to undo: something given, done or begun. What an undo kept is not counted."""
    given = any(item in overview.record for item in step.gives)
    begun = step.key in overview.history.evidence or step.key in overview.history.problems
    return step.undoable and (given or begun)


def builds_on(overview: Overview, step: Step) -> list[Step]:
    """The later steps of the same side that use what this one gave: they are undone first."""
    given = set(step.gives)
    return [
        later
        for later in overview.route.steps
        if later.side is step.side and given & set(later.needs) and has_something(overview, later)
    ]


def obstacle(overview: Overview, scope: Scope) -> str:
    """Why this cannot be undone as things stand, in a sentence; empty if it can."""
    if not any(has_something(overview, step) for step in scope.steps):
        return "There is nothing to undo."
    first = [] if scope.whole else builds_on(overview, scope.steps[0])
    if not first:
        return ""
    return f"Undo {_named(reversed(first))} first: {'it builds' if len(first) == 1 else 'they build'} on this."


def _named(steps: Iterable[Step]) -> str:
    return " and ".join(f"“{step.title}”" for step in steps)
