"""Ask what undoing would remove, and have it removed."""

from federation.sides import Side
from wizard import permissions
from wizard.actions.start import NotNow, start_run
from wizard.models import Kind, Person, Run, Setup
from wizard.queries.overview import Overview
from wizard.queries.scopes import Scope, half, scope_of
from wizard.queries.undoing import obstacle
from wizard.record import SetupRecord
from wizard.undo import inputs_of


def ask_for_undo_plan(setup: Setup, scope: Scope, *, by: Person) -> Run:
    """Let a worker look at what would be removed. Raises PermissionDenied or NotNow."""
    permissions.require_undo(by, setup, scope.side)
    if problem := obstacle(Overview(setup), scope):
        raise NotNow(problem)
    return _start(setup, scope, Kind.UNDO_PLAN, by=by, event="undo-plan-asked")


def carry_out_undo(plan: Run, *, by: Person) -> Run:
    """Remove what the person saw and agreed to. A second press finds the same run.

    Raises PermissionDenied, or NotNow if something is in the way or changed since the plan was made.
    """
    scope = scope_of(plan)
    if scope is None or plan.kind != Kind.UNDO_PLAN:
        raise NotNow("There is no plan to undo anything.")
    permissions.require_undo(by, plan.setup, scope.side)
    done = Run.objects.filter(plan=plan).first()
    if done is not None:
        return done
    if not plan.succeeded:
        raise NotNow("There is no finished plan to carry out.")
    if any(row["blocked"] for row in plan.result):
        raise NotNow("Something is in the way. Clear it away, then look again at what would be removed.")
    if plan.inputs != inputs_of(SetupRecord(plan.setup), scope.steps):
        raise NotNow("A value changed since this plan was made. Look again at what would be removed.")
    if problem := obstacle(Overview(plan.setup), scope):
        raise NotNow(problem)
    return _start(plan.setup, scope, Kind.UNDO, by=by, event="undo-asked", plan=plan)


def take_inventory(setup: Setup, side: Side, *, by: Person) -> Run:
    """Let a worker look what is still there of one side. Raises PermissionDenied."""
    permissions.require_undo(by, setup, side)
    scope = half(Overview(setup).route, side)
    return _start(setup, scope, Kind.INVENTORY, by=by, event="inventory-asked")


def _start(setup: Setup, scope: Scope, kind: Kind, *, by: Person, event: str, plan: Run | None = None) -> Run:
    inputs = inputs_of(SetupRecord(setup), scope.steps)
    said = (event, {"what": scope.title})
    return start_run(setup, scope.key, kind, by=by, event=said, side=scope.side, inputs=inputs, plan=plan)
