"""When a setup was last looked at for changes, what came of it, and how a person may leave them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from federation.items import Item
from federation.steps.base import Step
from wizard import permissions
from wizard.models import Kind, Person, Run
from wizard.queries.findings import ShownFinding, shown_findings
from wizard.queries.history import DRIFT_LOOK, READS
from wizard.queries.overview import Overview


@dataclass(frozen=True)
class LastLook:
    """The newest look. `under_way` is one that has not ended yet, `mind` what will be wrong or was not read."""

    run: Run | None
    under_way: Run | None
    failed: bool
    changed: int
    mind: list[ShownFinding]
    may_look: bool


def last_look(overview: Overview, person: Person) -> LastLook | None:
    """None while there is nothing that could have changed."""
    if not overview.history.evidence:
        return None
    looks = [run for run in overview.runs if run.kind == Kind.DRIFT and run.step_key == DRIFT_LOOK]
    ended = [run for run in looks if not run.active]
    newest = ended[-1] if ended else None
    findings = shown_findings(newest, person) if newest else []
    return LastLook(
        run=newest,
        under_way=next((run for run in looks if run.active), None),
        failed=newest is not None and newest.failed,
        changed=sum(finding.failed for finding in findings),
        mind=[finding for finding in findings if finding.level == "warning"],
        may_look=permissions.sees_values(overview.roles_of(person)),
    )


@dataclass(frozen=True)
class WayOut:
    """A finding that may be left as it is: what then goes into the record."""

    code: str
    label: str
    value: str


@dataclass(frozen=True)
class Drifted:
    """What somebody changed about a step. `right_at`: when it was last found right; None if it never was."""

    noticed: datetime | None
    right_at: datetime | None
    by_look: bool
    keep: list[WayOut]


def drifted(overview: Overview, step: Step, failures: list[ShownFinding]) -> Drifted | None:
    """None unless a read-back shows that the cloud holds something else than the record."""
    problem = overview.problem(step)
    if problem is None or problem.kind not in READS or not failures:
        return None
    return Drifted(
        noticed=problem.finished_at,
        right_at=overview.history.right_at.get(step.key),
        by_look=problem.kind == Kind.DRIFT,
        keep=[way for finding in failures for way in _ways(overview, step, finding)],
    )


def keepable(overview: Overview, step: Step, code: str, actual: str) -> Mapping[Item[Any], Any]:
    """What the record must say for a finding to be right; empty if nobody could sign in then."""
    from federation.checks.halves import still_fits  # the SAML libraries are heavy

    values = step.keeping(code, actual, overview.record)
    return values if still_fits(overview.record, values) else {}


def _ways(overview: Overview, step: Step, finding: ShownFinding) -> list[WayOut]:
    kept = keepable(overview, step, finding.code, finding.actual)
    texts = [(item, item.write(value)) for item, value in kept.items()]
    return [WayOut(finding.code, item.label, item.choices.get(text, text)) for item, text in texts]
