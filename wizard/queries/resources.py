"""What exists in the clouds because of a setup, as people see it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from federation.sides import Side
from federation.steps.base import ConsoleLink
from federation.steps.base import Resource as Known
from wizard import permissions
from wizard.models import Person, Resource
from wizard.queries.overview import Overview
from wizard.queries.scopes import half
from wizard.queries.undoing import has_something

_STATES = {"there": "done", "gone": "problem", "removed": "waiting"}


@dataclass(frozen=True)
class ShownResource:
    """One thing. `name`, `cloud_id` and `page` are empty for those who may not read values.

    `standing` is there, gone (the last look did not find it) or removed (by undoing); `badge` its shape.
    """

    kind: str
    name: str
    cloud_id: str
    adopted: bool
    at: datetime
    run_id: UUID
    standing: str
    badge: str
    looked_at: datetime | None
    removed_at: datetime | None
    removed_by_id: UUID | None
    page: ConsoleLink | None


@dataclass(frozen=True)
class SideResources:
    """One cloud's list. `may_undo`: the reader may; `undoable`: there is something to undo."""

    side: Side
    rows: list[ShownResource]
    may_undo: bool
    undoable: bool


def resources_of(overview: Overview, person: Person) -> list[SideResources]:
    """Both clouds, the newest first; what was removed stays on the list."""
    rows = Resource.objects.filter(setup=overview.setup).select_related("run").order_by("-pk")
    return [_side(overview, side, [row for row in rows if row.side == side], person) for side in Side]


def _side(overview: Overview, side: Side, rows: list[Resource], person: Person) -> SideResources:
    roles = overview.roles_of(person)
    values = permissions.sees_values(roles)
    return SideResources(
        side=side,
        rows=[_shown(overview, row, values=values) for row in rows],
        may_undo=permissions.undoes(roles, side),
        undoable=any(has_something(overview, step) for step in half(overview.route, side).steps),
    )


def _shown(overview: Overview, row: Resource, *, values: bool) -> ShownResource:
    standing = "removed" if row.removed_at else "there" if row.there else "gone"
    return ShownResource(
        kind=row.kind,
        name=row.name if values else "",
        cloud_id=row.cloud_id if values else "",
        adopted=row.adopted,
        at=row.at,
        run_id=row.run_id,
        standing=standing,
        badge=_STATES[standing],
        looked_at=row.looked_at,
        removed_at=row.removed_at,
        removed_by_id=row.removed_by_id,
        page=_page(overview, row) if values and standing == "there" else None,
    )


def _page(overview: Overview, row: Resource) -> ConsoleLink | None:
    step = next((one for one in overview.route.steps if one.key == row.run.step_key), None)
    return step.page_of(Known(row.kind, row.cloud_id, row.name), overview.record) if step else None
