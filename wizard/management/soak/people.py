"""Many engineers at once, each pair with a setup of their own, doing what the pages would let them do."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from federation.progress import StepProgress
from federation.routes import ROUTES
from federation.sides import Side
from federation.steps.base import Step
from wizard.actions.answers import save_answers
from wizard.actions.checks import ask_for_agreement
from wizard.actions.runs import ask_for_plan, carry_out_plan
from wizard.actions.setups import Participant, start_setup
from wizard.actions.start import NotNow
from wizard.forms.steps import questions_form
from wizard.management.tour import ANSWERS
from wizard.models import ACTIVE, Kind, Person, Role, Run, Setup
from wizard.queries.overview import Overview
from wizard.record import SetupRecord

ROUTE = "direct-custom"
MOST_TRIES = 6
"""How often a person tries a step again before this counts as a setup nobody could finish."""


@dataclass
class Pair:
    """Two engineers and their setup. `asked` counts by reason how often Handoff needed one of them."""

    number: int
    group: str
    setup: Setup | None = None
    asked: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    done: bool = False
    stuck: str = ""
    disagreements: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"Soak {self.number:04}"

    @property
    def over(self) -> bool:
        """Whether there is nothing more to do for them."""
        return self.done or bool(self.stuck)

    def begin(self) -> None:
        """Start the setup, unless an earlier click was carried out although its answer got lost."""
        self.setup = Setup.objects.filter(name=self.name).first() or start_setup(
            by=None, name=self.name, route=ROUTE, participants=self._participants()
        )

    def _participants(self) -> Iterable[Participant]:
        for role in (Role.AZURE, Role.AWS):
            yield Participant(f"{role.label} {self.number}", f"{role.value}-{self.number}@soak.example", role)

    def go_on(self) -> None:
        """Do what can be done now. Call only while none of the setup's runs is active."""
        if self.setup is None:
            return self.begin()
        overview = Overview(self.setup)
        if overview.complete:
            return self._check(overview)
        for progress in overview.progress:
            if progress.state.actionable and not self.stuck:
                self._take(overview, progress)
        return None

    def _take(self, overview: Overview, progress: StepProgress) -> None:
        """Look what would change, agree, or read why it did not work and look again."""
        step = progress.step
        plan, run = overview.newest(step.key, Kind.PLAN), overview.newest(step.key, Kind.CARRY_OUT)
        agreed = plan is not None and run is not None and run.plan_id == plan.pk
        try:
            if plan is not None and plan.succeeded and not agreed:
                carry_out_plan(plan, by=self._engineer(step.side))
            elif self._may_try(step, run if agreed else plan):
                self._plan(step)
        except NotNow as refusal:
            self.asked[str(refusal)] += 1
            self._plan(step)

    def _may_try(self, step: Step, last: Run | None) -> bool:
        if last is None:
            return True
        self.tries[step.key] += 1
        reason = last.error_message if last.failed else "a value changed"
        self.asked[f"{step.key}: {last.error_code or 'stale'}"] += 1
        if self.tries[step.key] > MOST_TRIES:
            self.stuck = f"{self.name}, {step.key}: {reason}"
        return not self.stuck

    def _plan(self, step: Step) -> None:
        assert self.setup is not None  # noqa: S101 - for the type checker
        record, by = SetupRecord(self.setup), self._engineer(step.side)
        blank = questions_form(step, record)
        form = questions_form(step, record, data=self._typed(step, blank.initial))
        if not form.is_valid():
            self.stuck = f"{self.name}, {step.key}: {form.errors.as_text()}"
            return
        save_answers(self.setup, step, form.answers, by=by)
        ask_for_plan(self.setup, step, by=by)

    def _typed(self, step: Step, defaults: Mapping[str, Any]) -> dict[str, str]:
        answers = ANSWERS.get(step.key, {})
        if "principals" in answers:
            answers = answers | {"principals": self.group}
        return {name: str(value) for name, value in defaults.items()} | answers

    def _check(self, overview: Overview) -> None:
        """Everything is done: let a worker compare both clouds."""
        check = overview.newest("login-check", Kind.AGREEMENT)
        if check is None or check.failed:
            ask_for_agreement(overview.setup, by=self._engineer(Side.AWS))
            return
        errors = [row for row in check.result if row["level"] == "error"]
        self.disagreements = tuple(f"{self.name}: {row['message']}" for row in errors)
        self.done = True

    def _engineer(self, side: Side) -> Person:
        assert self.setup is not None  # noqa: S101 - for the type checker
        return self.setup.memberships.select_related("person").get(role=Role(side.value)).person


def busy(pairs: Iterable[Pair]) -> set[UUID]:
    """The setups that wait for a worker."""
    ids = [pair.setup.pk for pair in pairs if pair.setup is not None]
    found = Run.objects.filter(setup__in=ids, state__in=ACTIVE).values_list("setup_id", flat=True)
    return set(found)


def steps_of_route() -> int:
    """How many steps each pair has to do."""
    return len(ROUTES[ROUTE].steps)
