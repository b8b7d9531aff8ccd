"""The fault tests can fail: each invariant is broken on purpose, and so is each rule that keeps it."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.faults import Fault
from sandbox.world import World
from tests.cast import Cast
from tests.faults.invariants import (
    Scene,
    everything_ended,
    foreign_rows,
    ledger_is_world,
    nothing_foreign_changed,
    one_certificate_everywhere,
    one_of_each_kind,
)
from tests.faults.stages import Stage
from wizard.ledger import RunLedger
from wizard.models import Effect, Run, RunState

INSTANTIATE = "POST /applicationTemplates/{id}/instantiate"


@pytest.fixture
def done(cast: Cast, world: World) -> Scene:
    """Everything up to the role, and nothing wrong."""
    foreign = foreign_rows(world, cast.setup)
    stage = Stage.before(cast, world, "azure-claims")
    Run.objects.filter(pk=stage.run_id).delete()
    return Scene(world, cast.setup, foreign)


def twin(scene: Scene, table: str) -> None:
    (row,) = scene.carrying(table)
    scene.world.table(table)["twin"] = {**copy.deepcopy(row), "id": "twin", "Arn": "twin"}


@pytest.mark.parametrize(
    "table", ["entra.applications", "entra.servicePrincipals", "iam.saml_providers", "iam.roles"]
)
def test_a_thing_that_is_there_twice_is_seen(done: Scene, table: str) -> None:
    assert list(one_of_each_kind(done)) == []
    twin(done, table)
    assert list(one_of_each_kind(done))
    assert any("but not recorded" in problem for problem in ledger_is_world(done))


@pytest.mark.parametrize("table", ["entra.applications", "iam.saml_providers", "iam.roles"])
def test_a_thing_that_is_gone_is_seen(done: Scene, table: str) -> None:
    assert list(ledger_is_world(done)) == []
    done.world.table(table).clear()
    assert any("recorded, but not there" in problem for problem in ledger_is_world(done))


def test_a_certificate_that_is_not_the_recorded_one_is_seen(done: Scene) -> None:
    assert list(one_certificate_everywhere(done)) == []
    for principal in done.world.table("entra.servicePrincipals").values():
        principal["preferredTokenSigningKeyThumbprint"] = "0" * 40
    assert len(list(one_certificate_everywhere(done))) == 3


def test_a_foreign_thing_that_was_touched_is_seen(done: Scene) -> None:
    assert list(nothing_foreign_changed(done)) == []
    next(iter(done.world.table("connect.instances").values()))["InstanceAlias"] = "renamed"
    assert list(nothing_foreign_changed(done))


@pytest.mark.parametrize(
    "left",
    [
        lambda setup: Run.objects.create(setup=setup, step_key="aws-role", kind="plan", state=RunState.RUNNING),
        lambda setup: Run.objects.create(setup=setup, step_key="aws-role", kind="plan", error_code="failed"),
        lambda setup: Effect.objects.create(
            setup=setup, key="role", run=Run.objects.filter(setup=setup)[0], at="2026-11-20T00:00Z"
        ),
    ],
)
def test_a_run_without_an_end_a_reason_or_an_answer_is_seen(done: Scene, left: Callable[..., Any]) -> None:
    assert list(everything_ended(done)) == []
    left(done.setup)
    assert list(everything_ended(done))


@pytest.fixture
def application(cast: Cast, world: World) -> Stage:
    """The application is about to be made, its answer will get lost, and it will show only much later."""
    stage = Stage.before(cast, world, "azure-application")
    world.faults.plan(INSTANTIATE, Fault.LAG, seconds=50)
    world.faults.plan(INSTANTIATE, Fault.LOSE, status=504)
    stage.carry_out()
    return stage


def test_with_the_intent_it_is_waited_for(application: Stage) -> None:
    application.let_time_pass(aged=False)
    application.let_time_pass(aged=False)
    assert application.problems() == []
    assert sent(application) == 1


def test_without_the_intent_it_is_made_twice(application: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RunLedger, "since", lambda *_: None)
    application.carry_out_now()
    assert sent(application) == 2
    application.world.offset *= 10
    assert any("2 times application" in problem for problem in application.problems())


def test_with_the_sdks_own_retries_it_is_sent_twice(
    cast: Cast, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiota_http.middleware import options

    class Stubborn(options.RetryHandlerOption):
        def __init__(self, **_: Any) -> None:
            super().__init__(delay=1, max_retries=1, should_retry=True)

    stage = Stage.before(cast, world, "azure-application")
    monkeypatch.setattr(options, "RetryHandlerOption", Stubborn)
    world.faults.plan(INSTANTIATE, Fault.LOSE, status=504)
    stage.carry_out()
    assert sent(stage) == 2


def sent(stage: Stage) -> int:
    return sum(call.operation == INSTANTIATE for call in stage.world.journal.calls)
