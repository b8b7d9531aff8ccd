"""F25: the worker's clock is wrong, or jumps: leases are the database's, and AWS's refusal is named."""

import ast
import datetime as dt
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from sandbox.world import World
from tests.cast import Cast, Window, plan, start, text, work
from tests.wizard.workers import queued
from wizard import runner
from wizard.models import Run, RunState

LEDGER = ("runner.py", "ledger.py", "lease.py", "backoff.py", "reread.py")
"""Where it is decided who has a run, until when, and what is due."""
MINUTES = (-60, -10, 10, 60)


def own_clock(minutes: float) -> Any:
    """This process believes it to be that much later."""
    wrong = timezone.now() + dt.timedelta(minutes=minutes)
    return mock.patch("django.utils.timezone.now", return_value=wrong)


@pytest.mark.parametrize("minutes", MINUTES)
def test_a_worker_with_a_wrong_clock_takes_no_lease_that_still_holds(cast: Cast, minutes: float) -> None:
    run = queued(cast)
    Run.objects.filter(pk=run.pk).update(
        state=RunState.RUNNING, lease_until=Now() + dt.timedelta(seconds=60), fence=1
    )
    with own_clock(minutes):
        runner.carry_out(str(run.pk))
    run.refresh_from_db()
    assert run.fence == 1


@pytest.mark.parametrize("minutes", MINUTES)
def test_a_worker_with_a_wrong_clock_takes_over_when_a_lease_has_ended(
    cast: Cast, world: World, minutes: float
) -> None:
    run = queued(cast)
    Run.objects.filter(pk=run.pk).update(
        state=RunState.RUNNING, lease_until=Now() - dt.timedelta(seconds=1), fence=1
    )
    with own_clock(minutes):
        runner.carry_out(str(run.pk))
    run.refresh_from_db()
    assert run.fence == 2
    assert run.succeeded


def test_no_lease_and_no_due_time_comes_from_a_workers_clock() -> None:
    for name in LEDGER:
        tree = ast.parse((Path(runner.__file__).parent / name).read_text())
        called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert not called & {"now", "timezone.now", "datetime.now", "time.time", "datetime.utcnow"}, name


# --- the signature of a request carries the time ---


def signing_clock(minutes: float) -> Any:
    wrong = dt.datetime.now(dt.UTC).replace(tzinfo=None) + dt.timedelta(minutes=minutes)
    return mock.patch("botocore.auth.get_current_datetime", return_value=wrong)


@pytest.mark.parametrize("minutes", [-16, 16])
def test_a_clock_aws_refuses_is_called_wrong_and_not_the_credentials(
    cast: Cast, wes: Window, world: World, minutes: float
) -> None:
    with signing_clock(minutes):
        run = plan(cast, "aws-connect", aws_region="eu-central-1")
    assert run.state == RunState.FAILED
    assert "The clock of this server is wrong" in run.error_message
    page = text(wes.look("run", run.pk))
    assert "set right (NTP)" in page
    assert "Signature" in run.error_detail


def test_ten_minutes_off_some_services_still_answer_and_the_first_that_does_not_names_the_clock(
    cast: Cast, world: World
) -> None:
    with signing_clock(-10):
        run = plan(cast, "aws-connect", aws_region="eu-central-1")
    assert "The clock of this server is wrong" in run.error_message
    assert "5 min." in run.error_detail


def test_when_the_clock_is_right_again_the_step_goes_on(cast: Cast, world: World) -> None:
    with signing_clock(-16):
        assert plan(cast, "aws-connect", aws_region="eu-central-1").failed
    assert work(start(cast, "aws-connect", aws_region="eu-central-1")).succeeded


def test_a_clock_that_jumps_between_two_calls_does_no_harm(cast: Cast, world: World) -> None:
    """An NTP step in mid-run: what was done is kept, and the run says why it stopped."""
    run = start(cast, "aws-connect", aws_region="eu-central-1")
    real, calls = dt.datetime, []

    def jumps(remove_tzinfo: bool = True) -> dt.datetime:
        calls.append(1)
        off = 0 if len(calls) < 2 else 60
        return real.now(dt.UTC).replace(tzinfo=None) + dt.timedelta(minutes=off)

    with mock.patch("botocore.auth.get_current_datetime", jumps):
        assert work(run).state == RunState.FAILED
    assert "clock" in run.error_message
