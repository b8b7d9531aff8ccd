"""What is no drift: replicas that lag, clouds that do not answer, sides nobody is signed in to, own work."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from federation.errors import CloudUnreachable
from federation.progress import State
from federation.steps.azure_application import AzureApplication
from sandbox.breakages import BREAKAGES
from sandbox.world import World
from tests.cast import Cast, Window, step, text, work
from tests.finished import LONG_AGO, age, look, problems
from tests.wizard.workers import set_back
from wizard.models import Kind, Run, RunState
from wizard.queries.overview import Overview

POLICY = {"aws-role": {"role-policy-instance"}}
REPLY_URL = {"azure-application": {"reply-url"}}


def test_what_was_made_a_moment_ago_is_not_believed_to_be_changed(cast: Cast, world: World) -> None:
    """A replica that lags shows the same as somebody's change."""
    Run.objects.update(finished_at=now() - timedelta(minutes=4))
    BREAKAGES["policy"].break_it(world)
    run = look(cast)
    assert run.state == RunState.QUEUED
    assert "may not show a change everywhere yet" in run.waiting_because
    assert problems(cast) == {}
    age(LONG_AGO)
    Run.objects.filter(pk=run.pk).update(next_attempt_at=None)
    assert work(run).succeeded
    assert problems(cast) == POLICY


def test_nothing_is_believed_while_somebody_works_on_that_side(cast: Cast, world: World) -> None:
    Run.objects.create(setup=cast.setup, step_key="aws-users", kind=Kind.CARRY_OUT)
    BREAKAGES["policy"].break_it(world)
    assert look(cast).state == RunState.QUEUED
    assert problems(cast) == {}


def test_a_cloud_that_cannot_be_reached_is_tried_again_and_is_no_drift(
    cast: Cast, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    BREAKAGES["policy"].break_it(world)

    monkeypatch.setattr(AzureApplication, "observe", _unreachable)
    run = look(cast)
    assert run.state == RunState.QUEUED
    Run.objects.filter(pk=run.pk).update(attempts=4, next_attempt_at=None)
    assert work(run).succeeded
    assert problems(cast) == POLICY
    assert "Microsoft Entra was not looked at: Entra did not answer." in {row["message"] for row in run.result}


def test_a_step_that_could_not_be_read_keeps_its_problem(
    cast: Cast, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    BREAKAGES["reply-url"].break_it(world)
    look(cast)
    monkeypatch.setattr(AzureApplication, "observe", _unreachable)
    run = Run.objects.create(setup=cast.setup, step_key="drift", kind=Kind.DRIFT, attempts=4)
    assert work(run).succeeded
    assert problems(cast) == REPLY_URL


def _unreachable(*_: object) -> None:
    raise CloudUnreachable("Entra did not answer.")


def test_a_side_nobody_is_signed_in_to_any_more_is_left_out_and_said_so(
    cast: Cast, petra: Window, world: World, settings: Any
) -> None:
    BREAKAGES["policy"].break_it(world)
    settings.ENTRA_CLIENT_ID = ""
    run = look(cast)
    assert run.succeeded
    assert problems(cast) == POLICY
    assert "Microsoft Entra was not looked at: This server has no app registration" in text(
        petra.look("status", cast.setup.pk)
    )


def test_what_an_engineer_changed_in_the_record_is_no_drift(cast: Cast, world: World, asha: Window) -> None:
    """The cloud is as the step left it; the step is out of date, and says so itself."""
    asha.typed("step", cast.setup.pk, "azure-claims", session_duration="3600")
    Run.objects.filter(kind=Kind.PLAN, state__in=["queued"]).delete()
    look(cast)
    assert problems(cast) == {}
    assert Overview(cast.setup).by_key["azure-claims"].state is State.STALE


def test_a_step_that_failed_keeps_its_own_error(cast: Cast, world: World) -> None:
    failed = Run.objects.create(
        setup=cast.setup, step_key="aws-role", kind=Kind.CARRY_OUT, state=RunState.FAILED, error_message="No."
    )
    set_back(failed, finished_at=timedelta(minutes=9))
    BREAKAGES["policy"].break_it(world)
    look(cast)
    assert Overview(cast.setup).problem(step("aws-role")) == failed
