"""How one setup stands: states, who has the ball, since when. All derived, nothing stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from federation.items import Item
from federation.progress import Snapshot, State, StepProgress, derive
from federation.routes import ROUTES, Route
from federation.sides import Side
from federation.steps.base import Step
from wizard import permissions
from wizard.models import Kind, Membership, Person, Revision, Role, Run, Setup
from wizard.queries.history import CHECKS, LOGIN_CHECK, WORK, History
from wizard.queries.scopes import scope_of
from wizard.record import SetupRecord

__all__ = ["LOGIN_CHECK", "Ball", "Overview"]


@dataclass(frozen=True)
class Ball:
    """One side that can do something now. `since` is when it became its turn."""

    side: Side
    names: str
    task: Step
    since: datetime

    @property
    def sentence(self) -> str:
        return f"{self.names} ({self.side.label}): {self.task.title}"


class Overview:
    """One reading of a setup. Make a new one for each request."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.route: Route = ROUTES[setup.route]
        self.record = SetupRecord(setup)
        self._roles: dict[int, frozenset[Role]] = {}
        self.runs: list[Run] = list(Run.objects.filter(setup=setup).order_by("created_at"))

    def roles_of(self, person: Person) -> frozenset[Role]:
        """What the person is in this setup; asked once, because a page asks it for every step."""
        if person.pk not in self._roles:
            self._roles[person.pk] = permissions.roles_in(person, self.setup)
        return self._roles[person.pk]

    @cached_property
    def progress(self) -> tuple[StepProgress, ...]:
        """Every step of the route as it stands."""
        return derive(self.route.steps, self._snapshot)

    @cached_property
    def by_key(self) -> dict[str, StepProgress]:
        """The same, by step key."""
        return {p.step.key: p for p in self.progress}

    @cached_property
    def history(self) -> History:
        """What the runs say."""
        return History.of(self.runs, self.record.fingerprints)

    @cached_property
    def undoing(self) -> dict[str, Run]:
        """The undo that is under way, by the keys of the steps it takes back."""
        scopes = [(run, scope_of(run)) for run in self._of([Kind.UNDO]) if run.active]
        return {step.key: run for run, scope in scopes if scope for step in scope.steps}

    @cached_property
    def _snapshot(self) -> Snapshot:
        running = frozenset(run.step_key for run in self._of(WORK) if run.active) | self.undoing.keys()
        failed = frozenset(self.history.problems)
        return Snapshot(self.record.fingerprints, self.history.evidence, running, failed)

    def _of(self, kinds: Iterable[Kind]) -> list[Run]:
        wanted = {str(kind) for kind in kinds}
        return [run for run in self.runs if run.kind in wanted]

    def newest(self, step_key: str, *kinds: Kind) -> Run | None:
        """The newest run of a step, of these kinds."""
        found = [run for run in self._of(kinds) if run.step_key == step_key]
        return found[-1] if found else None

    @cached_property
    def people(self) -> dict[Role, str]:
        """Names by role, joined with "and"."""
        rows = Membership.objects.filter(setup=self.setup).select_related("person").order_by("id")
        names: dict[Role, list[str]] = {}
        for row in rows:
            names.setdefault(Role(row.role), []).append(row.person.name)
        return {role: " and ".join(found) for role, found in names.items()}

    def names(self, side: Side) -> str:
        """Who works on this side, or a phrase if nobody does yet."""
        return self.people.get(Role(side.value), f"the {side.label} engineer")

    @cached_property
    def balls(self) -> tuple[Ball, ...]:
        """For each side that can go on: its first task. Both sides may have one at once."""
        first: dict[Side, Ball] = {}
        for p in self.progress:
            if p.state.actionable and p.step.side not in first:
                first[p.step.side] = Ball(p.step.side, self.names(p.step.side), p.step, self.since(p))
        return tuple(first.values())

    def since(self, p: StepProgress) -> datetime:
        """Since when the step stands as it does: the newest of what it needed or what happened to it."""
        moments = [self.setup.created_at]
        moments += [self.record.revisions[i.key].at for i in p.step.needs if i.key in self.record.revisions]
        for run in (self.newest(p.step.key, *WORK), self.problem(p.step)):
            if run is not None:
                moments.append(run.finished_at or run.created_at)
        return max(moments)

    def problem(self, step: Step) -> Run | None:
        """The run that shows what is wrong with a step: it failed, or it read back something else."""
        return self.history.problems.get(step.key)

    def done_at(self, step: Step) -> datetime | None:
        """When the step was last done."""
        evidence = self.history.evidence.get(step.key)
        return evidence.at if evidence else None

    def used(self, step: Step, item: Item[Any]) -> Revision | None:
        """The revision of an input that the step used when it was last done."""
        evidence = self.history.evidence.get(step.key)
        if evidence is None or item.key not in evidence.inputs:
            return None
        rows = Revision.objects.filter(setup=self.setup, key=item.key, fingerprint=evidence.inputs[item.key])
        return rows.order_by("-number").first()

    def by_hand(self, step: Step) -> bool:
        """Whether the step was last done by hand."""
        evidence = self.history.evidence.get(step.key)
        return evidence is not None and evidence.by_hand

    @cached_property
    def complete(self) -> bool:
        """Whether every step is done."""
        return all(p.state is State.DONE for p in self.progress)

    @cached_property
    def check_state(self) -> State:
        """How the login check stands. Only a real sign-in through the current record counts as done."""
        newest = self.newest(LOGIN_CHECK, *CHECKS)
        if newest is not None and newest.active:
            return State.RUNNING
        if any(self.findings_failed(run) for run in self._current_checks):
            return State.PROBLEM
        if not self.complete:
            return State.WAITING
        if newest is None or newest.failed:
            return State.PROBLEM if newest else State.READY
        if newest not in self._current_checks:
            return State.STALE
        return State.DONE if any(run.kind == Kind.REAL_THING for run in self._current_checks) else State.READY

    @cached_property
    def _current_checks(self) -> list[Run]:
        """The newest run of each rung, if it looked at things as they are."""
        newest = [self.newest(LOGIN_CHECK, kind) for kind in CHECKS]
        return [run for run in newest if run and self.history.current(run, self.record.fingerprints)]

    @staticmethod
    def findings_failed(run: Run) -> bool:
        """Whether any finding of a check run is an error."""
        return any(row.get("level") == "error" for row in run.result)
