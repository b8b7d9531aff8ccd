"""What the runs of a setup say about its steps: evidence, failures, and what checks found since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from federation.progress import Evidence
from wizard.models import Kind, Run

LOGIN_CHECK = "login-check"
WORK = (Kind.CARRY_OUT, Kind.BY_HAND)
"""What makes a step done."""
CHECKS = (Kind.AGREEMENT, Kind.REAL_THING)


def failures_of(run: Run, step_key: str) -> list[dict[str, str]]:
    """The error findings of a run that concern this step."""
    own = run.kind == Kind.OBSERVE
    rows = [row for row in run.result if row.get("level") == "error"]
    return [row for row in rows if own or row.get("step") == step_key]


@dataclass
class History:
    """`evidence` by step key; `problems` maps step keys to the run that shows what is wrong."""

    evidence: dict[str, Evidence] = field(default_factory=dict)
    problems: dict[str, Run] = field(default_factory=dict)
    last_work: datetime | None = None

    @classmethod
    def of(cls, runs: Iterable[Run], fingerprints: Mapping[str, str]) -> "History":
        """Read the ended runs in the order in which they ended."""
        history = cls()
        ended = [run for run in runs if run.finished_at is not None]
        for run in sorted(ended, key=lambda run: run.finished_at or run.created_at):
            if run.kind in WORK:
                history._worked(run)
            elif run.kind == Kind.OBSERVE and run.succeeded:
                history._observed(run)
            elif run.kind in CHECKS and run.succeeded and run.inputs == fingerprints:
                history._checked(run)
        return history

    def _worked(self, run: Run) -> None:
        if run.failed or run.finished_at is None:
            self.problems[run.step_key] = run
            return
        self.problems.pop(run.step_key, None)
        by_hand = run.kind == Kind.BY_HAND
        self.evidence[run.step_key] = Evidence(inputs=run.inputs, at=run.finished_at, by_hand=by_hand)
        self.last_work = run.finished_at

    def _observed(self, run: Run) -> None:
        if failures_of(run, run.step_key):
            self.problems[run.step_key] = run
        else:
            self.problems.pop(run.step_key, None)

    def _checked(self, run: Run) -> None:
        """A check speaks for every step: what it no longer finds is mended."""
        found_before = [key for key, blamed in self.problems.items() if blamed.kind == run.kind]
        for key in found_before:
            del self.problems[key]
        for row in run.result:
            if row.get("level") == "error" and row.get("step") in self.evidence:
                self.problems.setdefault(row["step"], run)

    def current(self, check: Run, fingerprints: Mapping[str, str]) -> bool:
        """Whether a check looked at the record as it is, and nobody worked since."""
        worked_since = self.last_work and check.finished_at and self.last_work > check.finished_at
        return check.succeeded and check.inputs == fingerprints and not worked_since
