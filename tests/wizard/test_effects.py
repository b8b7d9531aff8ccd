"""Intents are committed before a call, by the worker that has the run, and outlive it."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.cast import Cast
from wizard.ledger import Fenced, RunLedger
from wizard.models import Effect, Run, RunState


@pytest.fixture
def run(cast: Cast) -> Run:
    """A worker has it."""
    made = Run.objects.create(
        setup=cast.setup, step_key="aws-role", kind="carry-out", state=RunState.RUNNING, fence=1
    )
    made.refresh_from_db()
    return made


def test_an_intent_is_there_until_its_outcome_is_known(run: Run) -> None:
    ledger = RunLedger(run)
    assert ledger.since("role") is None
    ledger.begin("role")
    since = ledger.since("role")
    assert since is not None
    assert 0 <= since < 60
    ledger.end("role")
    assert ledger.since("role") is None


def test_another_run_of_the_setup_finds_it(run: Run, cast: Cast) -> None:
    RunLedger(run).begin("role")
    later = Run.objects.create(
        setup=cast.setup, step_key="aws-role", kind="plan", state=RunState.RUNNING, fence=1
    )
    Effect.objects.update(at=now() - timedelta(minutes=5))
    since = RunLedger(later).since("role")
    assert since is not None
    assert 299 < since < 400


def test_another_setup_does_not(run: Run, cast: Cast) -> None:
    RunLedger(run).begin("role")
    elsewhere = Run.objects.create(
        setup=cast.elsewhere, step_key="aws-role", kind="plan", state=RunState.RUNNING, fence=1
    )
    assert RunLedger(elsewhere).since("role") is None


def test_a_worker_that_was_overtaken_may_not_begin_anything(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(fence=2)
    with pytest.raises(Fenced):
        RunLedger(run).begin("role")
    assert not Effect.objects.exists()


def test_beginning_and_ending_keep_the_lease(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(lease_until=now() - timedelta(seconds=1))
    RunLedger(run).begin("role")
    run.refresh_from_db()
    assert run.lease_until is not None
    assert run.lease_until > now() + timedelta(seconds=60)
