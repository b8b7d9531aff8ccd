"""Drift: every done step is read back, and what somebody changed behind our back is told. Reads only.

Replicas lag, so a difference is believed only when nobody has worked on that side for longer than the clouds
take to spread a change. A cloud that cannot be read says nothing about what is in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now

from federation.clouds import Clouds
from federation.errors import (
    AnswerRefused,
    CloudNotReady,
    CredentialsRejected,
    FederationError,
    HeldBack,
    NotFound,
)
from federation.findings import Finding, Level
from federation.sides import Side
from federation.steps.base import Step
from wizard import certificate_dates
from wizard.models import ACTIVE, Kind, Run
from wizard.queries.history import NOT_CONNECTED, NOT_READ, READS, WORK, failures_of
from wizard.queries.overview import Overview
from wizard.record import SetupRecord

SPREADING = timedelta(minutes=5)
"""How long the clouds may take to show what was made wherever it is asked for. Neither promises a time."""
CLOUDS = {Side.AZURE: "Microsoft Entra", Side.AWS: "AWS"}
MOST_TRIES = 4
"""How often a cloud that does not answer is tried before the other one is read without it."""
_LONGEST_TOLD = 200

Events = list[tuple[str, dict[str, Any]]]


@dataclass
class Look:
    """One look at a setup: the findings, and what the timeline says of them."""

    run: Run
    overview: Overview
    findings: list[Finding] = field(default_factory=list)
    events: Events = field(default_factory=list)
    closed: set[Side] = field(default_factory=set)

    def side(self, step_key: str) -> Side:
        return self.overview.route.step(step_key).side


def look(run: Run, record: SetupRecord, clouds: Clouds) -> Look:
    """Read every done step back. Raises FederationError where waiting helps."""
    found = Look(run, Overview(run.setup))
    for step in to_read(found.overview):
        if step.side not in found.closed:
            found.findings += _read(found, step, record, clouds)
    for side in {found.side(finding.step) for finding in found.findings if finding.failed}:
        _believe(run, found.overview, side)
    found.events = [*_changes(found), *certificate_dates.events(run.setup, found.findings)]
    return found


def to_read(overview: Overview) -> list[Step]:
    """The steps that are done with the record as it is: only of these it is known how they must be."""
    return [
        p.step
        for p in overview.progress
        if p.step.key in overview.history.evidence
        and not p.missing
        and not p.changed
        and not _being_mended(overview, p.step)
    ]


def _being_mended(overview: Overview, step: Step) -> bool:
    problem = overview.problem(step)
    return problem is not None and problem.kind in WORK


def _read(found: Look, step: Step, record: SetupRecord, clouds: Clouds) -> Iterator[Finding]:
    try:
        yield from (replace(finding, step=step.key) for finding in step.observe(record, clouds))
    except (NotFound, AnswerRefused) as error:
        yield _gone(step, error)
    except HeldBack:
        raise
    except FederationError as error:
        if error.retryable and found.run.attempts < MOST_TRIES:
            raise
        if error.retryable or isinstance(error, CredentialsRejected):
            found.closed.add(step.side)
        yield _unread(step, error)


def _gone(step: Step, error: FederationError) -> Finding:
    return Finding(
        code=error.code,
        level=Level.ERROR,
        owner=step.side,
        message=error.message,
        expected="there, as it was",
        actual="not found" if isinstance(error, NotFound) else "not as it was",
        fix=error.hint,
        step=step.key,
    )


def _unread(step: Step, error: FederationError) -> Finding:
    """Belongs to no step, because it says nothing about any."""
    signed_out = isinstance(error, CredentialsRejected)
    whole_side = signed_out or error.retryable
    what = CLOUDS[step.side] if whole_side else f"“{step.title}”"
    return Finding(
        code=NOT_CONNECTED if signed_out else NOT_READ,
        level=Level.WARNING,
        owner=step.side,
        message=f"{what} was not looked at: {error.message}",
        fix=error.hint,
    )


def _believe(run: Run, overview: Overview, side: Side) -> None:
    """Raises CloudNotReady while somebody works on this side, or has until a moment ago."""
    keys = [step.key for step in overview.route.steps if step.side is side]
    worked = Q(kind__in=WORK, step_key__in=keys) | Q(kind=Kind.UNDO)
    work = Run.objects.filter(worked, setup=run.setup)
    if work.filter(Q(state__in=ACTIVE) | Q(finished_at__gt=Now() - SPREADING)).exists():
        raise CloudNotReady(
            f"{CLOUDS[side]} shows something else than the record, but somebody worked there a moment ago, and "
            "a cloud may not show a change everywhere yet.",
            retry_after=15.0,
            owner=side,
        )


def _changes(found: Look) -> Iterator[tuple[str, dict[str, Any]]]:
    overview = found.overview
    for step in dict.fromkeys(finding.step for finding in found.findings if finding.step):
        failures = [finding for finding in found.findings if finding.failed and finding.step == step]
        title = overview.route.step(step).title
        cloud = CLOUDS[overview.route.step(step).side]
        told = _told(overview, step)
        for finding in failures:
            if (finding.code, finding.actual) not in told:
                yield _found(overview.history.right_at.get(step), finding, title, cloud)
        problem = overview.history.problems.get(step)
        if not failures and problem is not None and problem.kind in READS:
            yield "drift-ended", {"step": title, "cloud": cloud}


def _told(overview: Overview, step: str) -> set[tuple[str, str]]:
    """Code and value of what an earlier look found, and has stood since."""
    problem = overview.history.problems.get(step)
    if problem is None or problem.kind != Kind.DRIFT:
        return set()
    return {(row["code"], row["actual"]) for row in failures_of(problem, step)}


def _found(right: datetime | None, finding: Finding, title: str, cloud: str) -> tuple[str, dict[str, Any]]:
    said = {
        "step": title,
        "cloud": cloud,
        "message": finding.message,
        "was": _brief(finding.expected),
        "now": _brief(finding.actual),
    }
    if right is None:
        return "differs-found", {**said}
    return "drift-found", {**said, "right": f"{right:%-d %b %Y %H:%M} UTC"}


def _brief(value: str) -> str:
    return value if len(value) <= _LONGEST_TOLD else f"{value[:_LONGEST_TOLD]}…"
