"""A finished setup, and the world as it was before anybody began it."""

import json
from datetime import timedelta

import pytest
from django.db.models import F

from federation.sides import Side
from sandbox.world import World
from tests.cast import ROUTE, Cast, step, work
from tests.finished import finished
from wizard import runner
from wizard.actions.undo import ask_for_undo_plan, carry_out_undo
from wizard.models import Person, Resource, Run
from wizard.queries.overview import Overview
from wizard.queries.scopes import Scope, alone, half

KEPT = (
    "entra.applications",
    "entra.servicePrincipals",
    "entra.claimsMappingPolicies",
    "entra.assignments",
    "entra.signingKeys",
    "entra.users",
    "entra.groups",
    "iam.saml_providers",
    "iam.roles",
    "iam.users",
    "connect.users",
    "connect.instances",
)
"""What the clouds keep for people. A link from an enterprise application to no policy is no link."""


def tables(world: World) -> str:
    links = {key: row for key, row in world.table("entra.policyLinks").items() if row["policies"]}
    return json.dumps([{name: world.table(name) for name in KEPT}, links], sort_keys=True)


@pytest.fixture
def untouched(world: World) -> str:
    return tables(world)


@pytest.fixture
def done(db: None, monkeypatch: pytest.MonkeyPatch, untouched: str, world: World) -> Cast:
    monkeypatch.setattr(runner, "close_old_connections", lambda: None)
    cast = finished(world)
    Resource.objects.update(at=F("at") - timedelta(minutes=10))
    return cast


def scope(key: str) -> Scope:
    return half(ROUTE, Side(key)) if key in set(Side) else alone(step(key))


def plan_undo(cast: Cast, key: str, *, by: Person | None = None) -> Run:
    """A worker looks what would be removed: of a step, or of a side."""
    asked = scope(key)
    return work(ask_for_undo_plan(cast.setup, asked, by=by or cast.engineer(asked.side)))


def start_undo(cast: Cast, key: str, *, by: Person | None = None) -> Run:
    plan = plan_undo(cast, key, by=by)
    assert plan.succeeded, plan.error_message or plan.waiting_because
    return carry_out_undo(plan, by=by or cast.engineer(scope(key).side))


def undo(cast: Cast, key: str, *, by: Person | None = None) -> Run:
    run = work(start_undo(cast, key, by=by))
    assert run.succeeded, run.error_message or run.waiting_because
    return run


def states(cast: Cast) -> dict[str, str]:
    return {p.step.key: p.state.value for p in Overview(cast.setup).progress}
