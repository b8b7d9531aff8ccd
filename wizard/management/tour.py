"""Takes a setup from nothing to a proven login, unattended, through the same forms and actions as the pages."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from federation.errors import FederationError
from federation.progress import State, StepProgress
from federation.routes import ROUTES
from federation.sides import Side
from federation.steps.base import Step
from sandbox.aws import seed as aws
from sandbox.entra import seed as entra
from wizard.actions.answers import save_answers
from wizard.actions.checks import ask_for_agreement, redeem_response
from wizard.actions.runs import ask_for_plan, carry_out_plan
from wizard.actions.setups import start_setup
from wizard.forms.steps import questions_form
from wizard.management.browser import sign_in
from wizard.management.cast import PARTICIPANTS
from wizard.models import Person, Role, Run, Setup
from wizard.queries.overview import Overview

ANSWERS: dict[str, dict[str, str]] = {
    "aws-connect": {"aws_region": aws.REGION},
    "aws-instance": {"instance_id": aws.INSTANCE_ID},
    "azure-connect": {"entra_sign_in": "application", "directory": entra.INITIAL_DOMAIN},
    "azure-assignments": {"principals": f"{entra.AGENTS}\n{entra.CAROL}"},
}
"""What the engineers type, by step; every other question keeps its default."""

PATIENCE = 120.0


class TourFailed(Exception):
    """A step did not get through; the sentence says which and why."""


@dataclass
class Tour:
    """One setup and how it went. `say` takes one line of progress."""

    route: str
    say: Callable[[str], None]
    person_name: str = entra.ALICE
    findings: list[dict[str, Any]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def prepare(self) -> Setup:
        """Start the setup with its people. Raises KeyError for an unknown route."""
        route = ROUTES[self.route]
        self.setup = start_setup(
            by=None, name=f"Tour of {route.key}", route=route.key, participants=PARTICIPANTS
        )
        return self.setup

    def take_steps(self) -> None:
        """Carry out every step as soon as it is ready, both sides at once. Raises TourFailed."""
        while not (overview := Overview(self.setup)).complete:
            ready = [p for p in overview.progress if p.state is State.READY]
            if not ready:
                states = ", ".join(f"{p.step.key} is {p.state}" for p in overview.progress)
                raise TourFailed(f"Nobody can go on: {states}.")
            self._together(ready)

    def _together(self, ready: list[StepProgress]) -> None:
        begun = time.monotonic()
        plans = [self._plan(p.step) for p in ready]
        runs = [carry_out_plan(self._finished(plan), by=self._engineer(plan)) for plan in plans]
        for run in runs:
            self._finished(run)
            self.seconds[run.step_key] = round(time.monotonic() - begun, 2)
            self.say(f"done: {ROUTES[self.route].step(run.step_key).title}")

    def _plan(self, step: Step) -> Run:
        record = Overview(self.setup).record
        blank = questions_form(step, record)
        typed = {name: str(value) for name, value in blank.initial.items()} | ANSWERS.get(step.key, {})
        form = questions_form(step, record, data=typed)
        if not form.is_valid():
            raise TourFailed(f"“{step.title}” refused its answers: {form.errors.as_text()}")
        by = self._person(step.side)
        save_answers(self.setup, step, form.answers, by=by)
        return ask_for_plan(self.setup, step, by=by)

    def _finished(self, run: Run) -> Run:
        """Wait for the worker. Raises TourFailed if the run failed or takes too long."""
        deadline = time.monotonic() + PATIENCE
        while run.active and time.monotonic() < deadline:
            time.sleep(0.02)
            run.refresh_from_db()
        if not run.succeeded:
            raise TourFailed(f"{run}: {run.error_message or run.waiting_because} {run.error_detail}".strip())
        return run

    def _person(self, side: Side) -> Person:
        row = self.setup.memberships.select_related("person").get(role=Role(side.value))
        return row.person

    def _engineer(self, run: Run) -> Person:
        return self._person(ROUTES[self.route].step(run.step_key).side)

    def check_login(self) -> bool:
        """Both rungs of the login check; True if both clouds agree and a real sign-in got through."""
        by = self._person(Side.AWS)
        agreement = self._finished(ask_for_agreement(self.setup, by=by))
        self.findings = [*agreement.result, *self._real_thing(by)]
        return not any(finding["level"] == "error" for finding in self.findings)

    def _real_thing(self, by: Person) -> list[dict[str, Any]]:
        url = Overview(self.setup).record.revisions["user_access_url"].text
        journey = sign_in(url, self.person_name)
        if journey.response is None:
            return [journey.finding()]
        try:
            run = redeem_response(self.setup, journey.response, by=by)
        except FederationError as error:
            raise TourFailed(f"{error.message} {error.detail}".strip()) from error
        return list(run.result)

    def arrive(self) -> str:
        """Sign in once more, all the way: the page of Connect a person lands on."""
        url = Overview(self.setup).record.revisions["user_access_url"].text
        return sign_in(url, self.person_name, go_on=True).page
