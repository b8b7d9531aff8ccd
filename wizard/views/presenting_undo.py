"""Turns what an undo takes back into what its pages show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.timezone import now

from federation.steps.base import Permission
from wizard.models import Run
from wizard.queries.overview import Overview
from wizard.queries.scopes import Scope


@dataclass(frozen=True)
class Group:
    """The lines of a plan that belong to one step."""

    title: str
    changes: list[dict[str, Any]]


def groups(run: Run, scope: Scope) -> list[Group]:
    """A plan by step, in the order in which it is carried out."""
    found = [Group(step.title, [row for row in run.result if row["step"] == step.key]) for step in scope.steps]
    return [group for group in found if group.changes]


def withdrawn(overview: Overview, scope: Scope) -> list[str]:
    """The labels of the values that leave the record."""
    return [item.label for step in scope.steps for item in step.gives if item in overview.record]


def later(overview: Overview, scope: Scope) -> list[str]:
    """The titles of other steps that use these values: they wait then."""
    gone = {item for step in scope.steps for item in step.gives}
    steps = (step for step in overview.route.steps if step not in scope.steps and gone & set(step.needs))
    return [f"{step.title} ({step.side.label})" for step in steps]


def permissions_of(scope: Scope) -> list[Permission]:
    """What undoing needs, each once."""
    return list(_once(permission for step in scope.steps for permission in step.undo_permissions))


def _once(found: Iterable[Permission]) -> Iterable[Permission]:
    return {(permission.name, permission.why): permission for permission in found}.values()


def poll(run: Run) -> str:
    """How often the page asks: often at first, seldom when it takes long."""
    age = now() - run.created_at
    return "500ms" if age < timedelta(seconds=20) else "2s" if age < timedelta(minutes=2) else "5s"
