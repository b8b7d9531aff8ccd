"""What a worker does for each kind of run. Pure of the ledger: the runner claims and records."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from federation.clouds import Clouds
from federation.errors import CloudNotReady, NeedsPerson, NotFound, UnexpectedResponse
from federation.findings import Finding
from federation.routes import ROUTES
from federation.steps.base import Outcome, Step
from wizard.connections import clouds_of
from wizard.drift import SPREADING, look
from wizard.ledger import RunLedger
from wizard.models import Event, Kind, Origin, Resource, Run
from wizard.queries.scopes import scope_of
from wizard.record import SetupRecord, write
from wizard.undo import Undoing, inputs_of

UNDOING = (Kind.UNDO_PLAN, Kind.UNDO, Kind.INVENTORY)

Events = list[tuple[str, dict[str, Any]]]


@dataclass
class Result:
    """What came out of a run. `rows` are planned changes or findings, `outcome` what to put on record."""

    inputs: dict[str, str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    outcome: Outcome | None = None
    side: str = ""
    events: Events = field(default_factory=list)

    def record(self, run: Run) -> None:
        """Write the given items and resources. Called in the runner's fenced transaction."""
        if self.outcome is None:
            return
        given = [
            item.label
            for item, value in self.outcome.items.items()
            if write(run.setup, item, value, origin=Origin.READ, run=run)
        ]
        if given:
            Event.objects.create(
                setup=run.setup, side=self.side, key="items-given", data={"what": ", ".join(given)}
            )
        for resource in self.outcome.resources:
            Resource.objects.update_or_create(
                setup=run.setup,
                side=self.side,
                kind=resource.kind,
                cloud_id=resource.cloud_id,
                removed_at=None,
                defaults={"name": resource.name},
                create_defaults={"name": resource.name, "adopted": resource.adopted, "run": run},
            )


def do(run: Run, ledger: RunLedger) -> Result:
    """Do the work of a run. Raises FederationError."""
    record = SetupRecord(run.setup)
    with clouds_of(record, ledger) as clouds:
        if run.kind == Kind.AGREEMENT:
            return _agreement(run, record, clouds)
        if run.kind == Kind.DRIFT:
            found = look(run, record, clouds)
            return Result(record.fingerprints, [f.as_dict() for f in found.findings], events=found.events)
        if run.kind in UNDOING:
            return _undoing(Undoing(run, record, clouds, ledger))
        step = _step(run)
        if run.kind == Kind.CARRY_OUT and run.inputs != record.inputs_of(step):
            raise _changed_meanwhile(step)
        try:
            return _STEP_WORK[Kind(run.kind)](step, record, clouds)
        except NotFound as error:
            if not record.made(step.needs, within=SPREADING):
                raise
            raise _not_everywhere_yet(error) from error


def _undoing(one: Undoing) -> Result:
    side = one.scope.side.value
    if one.run.kind != Kind.UNDO:
        return Result(inputs_of(one.record, one.scope.steps), rows=one.look(), side=side)
    return Result(one.run.inputs, rows=one.undo(), side=side)


def _step(run: Run) -> Step:
    """The step of a run, which an older version of Handoff may have started. Raises NeedsPerson."""
    try:
        return ROUTES[run.setup.route].step(run.step_key)
    except KeyError:
        raise NeedsPerson(
            f"Handoff was renewed, and now has no step “{run.step_key}”.",
            hint="Open the steps of this setup and go on there. What was made already is found and kept.",
        ) from None


def _not_everywhere_yet(error: NotFound) -> CloudNotReady:
    return CloudNotReady(
        f"{error.message} What this step builds on was made a moment ago, and the cloud may not show it "
        "everywhere yet.",
        retry_after=5.0,
        owner=error.owner,
        detail=error.detail,
    )


def _changed_meanwhile(step: Step) -> NeedsPerson:
    return NeedsPerson(
        "A value changed after this run was started, so Handoff did not go on.",
        hint="Look again at what would change.",
        owner=step.side,
    )


def _plan(step: Step, record: SetupRecord, clouds: Clouds) -> Result:
    changes = step.plan(record, clouds)
    return Result(record.inputs_of(step), rows=[change.as_dict() for change in changes], side=step.side)


def _carry_out(step: Step, record: SetupRecord, clouds: Clouds) -> Result:
    outcome = step.carry_out(record, clouds)
    missing = [item.key for item in step.gives if item not in outcome.items]
    if missing:
        raise UnexpectedResponse(f"The step “{step.title}” did not give {', '.join(missing)}.")
    events: Events = [("run-succeeded", {"step": step.title})]
    return Result(record.inputs_of(step), outcome=outcome, side=step.side, events=events)


def _observe(step: Step, record: SetupRecord, clouds: Clouds) -> Result:
    findings = step.observe(record, clouds)
    return Result(record.inputs_of(step), rows=[f.as_dict() for f in findings], side=step.side)


def _agreement(run: Run, record: SetupRecord, clouds: Clouds) -> Result:
    from federation.checks.agreement import check_agreement

    findings = check_agreement(ROUTES[run.setup.route].steps, record, clouds)
    rows = [finding.as_dict() for finding in findings]
    return Result(record.fingerprints, rows=rows, events=[_check_event(findings)])


def _check_event(findings: tuple[Finding, ...]) -> tuple[str, dict[str, Any]]:
    failures = [finding for finding in findings if finding.failed]
    if not failures:
        return "check-passed", {}
    return "check-failed", {"count": len(failures)}


_STEP_WORK: dict[Kind, Callable[[Step, SetupRecord, Clouds], Result]] = {
    Kind.PLAN: _plan,
    Kind.CARRY_OUT: _carry_out,
    Kind.OBSERVE: _observe,
}


def failure_events(run: Run) -> Events:
    """What the timeline says of a failed run. A plan that fails is no event: nothing was tried."""
    if run.kind == Kind.UNDO:
        scope = scope_of(run)
        return [("undo-failed", {"what": scope.title if scope else run.step_key})]
    if run.kind != Kind.CARRY_OUT:
        return []
    try:
        title = _step(run).title
    except NeedsPerson:
        title = run.step_key
    return [("run-failed", {"step": title})]
