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
READS = (Kind.OBSERVE, Kind.AGREEMENT, Kind.DRIFT)
"""What reads steps back."""
DRIFT_LOOK = "drift"
NOT_CONNECTED, NOT_READ = "not-connected", "not-read"
"""Findings that say that something could not be looked at, and nothing else."""


def failures_of(run: Run, step_key: str) -> list[dict[str, str]]:
    """The error findings of a run that concern this step."""
    own = run.kind == Kind.OBSERVE
    rows = [row for row in run.result if row.get("level") == "error"]
    return [row for row in rows if own or row.get("step") == step_key]


def _differ(one: Run, other: Run, step_key: str) -> bool:
    """Whether two runs found different things wrong with a step."""
    values = [{(row["code"], row["actual"]) for row in failures_of(run, step_key)} for run in (one, other)]
    return values[0] != values[1]


def _answers(check: Run, blamed: Run) -> bool:
    """Whether a check looked at everything that was read when the problem was found."""
    if blamed.kind == check.kind:
        return True
    whole = not any(row.get("code") == NOT_CONNECTED for row in check.result)
    return blamed.kind == Kind.DRIFT and check.kind == Kind.AGREEMENT and whole


@dataclass
class History:
    """`evidence` by step key; `problems` maps step keys to the run that shows what is wrong.

    `right_at`: when a step was last made, or read back and found as it should be.
    """

    evidence: dict[str, Evidence] = field(default_factory=dict)
    problems: dict[str, Run] = field(default_factory=dict)
    right_at: dict[str, datetime] = field(default_factory=dict)
    last_work: datetime | None = None

    @classmethod
    def of(cls, runs: Iterable[Run], fingerprints: Mapping[str, str]) -> "History":
        """Read the ended runs in the order in which they ended."""
        history = cls()
        ended = [run for run in runs if run.finished_at is not None]
        for run in sorted(ended, key=lambda run: run.finished_at or run.created_at):
            if run.kind in WORK:
                history._worked(run)
            elif run.kind == Kind.UNDO:
                history._undone(run)
            elif run.kind == Kind.OBSERVE and run.succeeded:
                history._observed(run)
            elif run.kind == Kind.DRIFT and run.succeeded:
                history._looked(run)
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
        # Work by hand is somebody's word until it was read back.
        if by_hand:
            self.right_at.pop(run.step_key, None)
        else:
            self.right_at[run.step_key] = run.finished_at

    def _undone(self, run: Run) -> None:
        """A step that is undone stands as if nobody had ever begun it."""
        for row in run.result:
            if row["undone"]:
                self.evidence.pop(row["step"], None)
                self.problems.pop(row["step"], None)
                self.right_at.pop(row["step"], None)
            else:
                self.problems[row["step"]] = run
        self.last_work = run.finished_at

    def _observed(self, run: Run) -> None:
        if failures_of(run, run.step_key):
            self.problems[run.step_key] = run
        else:
            self.problems.pop(run.step_key, None)
            self._right(run, run.step_key)

    def _right(self, run: Run, step_key: str) -> None:
        self.right_at[step_key] = run.started_at or run.created_at

    def _looked(self, run: Run) -> None:
        """Speaks for the steps it could read. What an earlier look found, and still stands, keeps its date."""
        read = dict.fromkeys(row["step"] for row in run.result if row["step"] in self.evidence)
        for key in read:
            known = self.problems.get(key)
            if not failures_of(run, key):
                self._right(run, key)
            if known is None or known.kind in READS:
                self._tell(run, key, known)

    def _tell(self, run: Run, step_key: str, known: Run | None) -> None:
        if not failures_of(run, step_key):
            self.problems.pop(step_key, None)
        elif known is None or known.kind != Kind.DRIFT or _differ(known, run, step_key):
            self.problems[step_key] = run

    def _checked(self, run: Run) -> None:
        """A check speaks for every step: what it no longer finds is mended."""
        found_before = [key for key, blamed in self.problems.items() if _answers(run, blamed)]
        for key in found_before:
            del self.problems[key]
        for row in run.result:
            if row.get("level") == "error" and row.get("step") in self.evidence:
                self.problems.setdefault(row["step"], run)

    def current(self, check: Run, fingerprints: Mapping[str, str]) -> bool:
        """Whether a check looked at the record as it is, and nobody worked since."""
        worked_since = self.last_work and check.finished_at and self.last_work > check.finished_at
        return check.succeeded and check.inputs == fingerprints and not worked_since
