"""Findings of a run as the page shows them."""

from dataclasses import dataclass

from django.urls import reverse

from federation.checks.differences import differences
from federation.routes import ROUTES
from federation.sides import Side
from wizard import permissions
from wizard.models import Membership, Person, Role, Run
from wizard.queries.history import NOT_CONNECTED, NOT_READ

_LONGEST_MARKED = 400


@dataclass(frozen=True)
class ShownFinding:
    """A finding with who mends it and, for that person, where."""

    code: str
    level: str
    owner: str
    owner_name: str
    message: str
    expected: str
    actual: str
    fix: str
    actual_pieces: list[tuple[str, bool]]
    step: str
    step_title: str
    step_url: str

    @property
    def failed(self) -> bool:
        return self.level == "error"


def shown_findings(run: Run, person: Person) -> list[ShownFinding]:
    """The findings of a check, failures first. A project manager gets no values."""
    values = permissions.may_see_values(person, run.setup)
    owners = {side: _Owner.of(run, side, person) for side in Side}
    shown = [_shown(run, row, owners[Side(row["owner"])], values=values) for row in run.result]
    order = {"error": 0, "warning": 1, "ok": 2}
    return sorted(shown, key=lambda finding: order.get(finding.level, 3))


def proven(findings: list[ShownFinding]) -> bool:
    """Whether a real sign-in got through."""
    return any(finding.code == "login-proven" and not finding.failed for finding in findings)


def verdict(findings: list[ShownFinding]) -> str:
    """All findings in one sentence, honest about what could not be read."""
    if proven(findings):
        return "The login works: a real sign-in reached Amazon Connect."
    failed = [finding for finding in findings if finding.failed]
    if failed:
        owners = " and ".join(dict.fromkeys(finding.owner_name or finding.owner for finding in failed))
        return f"{len(failed)} to mend, by {owners}."
    if any(finding.code in (NOT_CONNECTED, NOT_READ) for finding in findings):
        return "Nothing is known to be broken, but not everything could be read back."
    warnings = sum(finding.level == "warning" for finding in findings)
    return f"Everything agrees. {warnings} to keep in mind." if warnings else "Everything agrees."


@dataclass(frozen=True)
class _Owner:
    """Who mends the findings of a side; read once for all of them. `mine`: the person who reads the page."""

    side: Side
    names: str
    mine: bool

    @classmethod
    def of(cls, run: Run, side: Side, person: Person) -> "_Owner":
        rows = Membership.objects.filter(setup=run.setup, role=Role(side.value)).select_related("person")
        names = " and ".join(row.person.name for row in rows)
        return cls(side, names, permissions.may_work(person, run.setup, side))


def _shown(run: Run, row: dict[str, str], owner: _Owner, *, values: bool) -> ShownFinding:
    titles = {step.key: step.title for step in ROUTES[run.setup.route].steps}
    step = row["step"] if row["step"] in titles else ""
    return ShownFinding(
        code=row["code"],
        level=row["level"],
        owner=owner.side.value,
        owner_name=owner.names,
        message=row["message"],
        expected=row["expected"] if values else "",
        actual=row["actual"] if values else "",
        actual_pieces=_pieces(row) if values and row["level"] != "ok" else [],
        fix=row["fix"],
        step=step,
        step_title=titles.get(step, ""),
        step_url=reverse("step", args=[run.setup_id, step]) if step and owner.mine else "",
    )


def _pieces(row: dict[str, str]) -> list[tuple[str, bool]]:
    """The actual value with its differing letters marked; none where marking would help nobody."""
    expected, actual = row["expected"], row["actual"]
    if not expected or not actual or max(len(expected), len(actual)) > _LONGEST_MARKED:
        return []
    pieces = differences(actual, expected)
    same = sum(len(text) for text, differs in pieces if not differs)
    return pieces if same * 2 > len(actual) else []
