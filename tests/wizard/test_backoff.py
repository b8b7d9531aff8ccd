"""A run that has to wait comes back soon at first, seldom later, and never together with all the others."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.utils.timezone import now

from federation.errors import CloudFailed, CloudNotReady, CloudThrottled, FederationError, HeldBack
from tests.cast import Cast, Window, text, work
from tests.wizard.workers import fail_with, queued, set_back
from wizard import backoff, runner
from wizard.models import Run, RunState

FAILED = CloudFailed("AWS reported an error of its own.")


@pytest.mark.parametrize(
    ("attempt", "least", "most"),
    [(1, 1, 2), (2, 1, 4), (3, 1, 8), (4, 1, 16), (5, 1, 32), (6, 30, 59), (7, 30, 59), (1000, 30, 59)],
)
def test_a_pause_lies_anywhere_between_its_bounds(attempt: int, least: int, most: int) -> None:
    assert (backoff.back_off(attempt, 0.0), backoff.back_off(attempt, 0.9999)) == (least, most)


def test_runs_that_failed_together_do_not_come_back_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.backoff.random.random", Random(4).random)
    assert len({backoff.pause(FAILED, 5) for _ in range(50)}) > 20


@pytest.mark.parametrize(
    ("error", "attempt", "seconds"),
    [
        (CloudThrottled("Wait.", retry_after=0.05), 1, 0.05),
        (CloudThrottled("Wait.", retry_after=20), 5, 20),
        (CloudThrottled("Wait.", retry_after=1), 6, 30),
        (CloudFailed("Wait.", retry_after=1), 6, 30),
        (CloudThrottled("Wait.", retry_after=120), 6, 120),
        (CloudNotReady("Not there yet.", retry_after=5), 60, 5),
    ],
)
def test_the_cloud_is_obeyed_but_never_asked_too_often(
    error: FederationError, attempt: int, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.backoff.random.random", lambda: 0.0)
    assert backoff.pause(error, attempt) == seconds


def tries_in(minutes: float, run: Run) -> int:
    """How often a run is tried while all its pauses pass at once."""
    tries, waited = 0, timedelta()
    while waited < timedelta(minutes=minutes):
        begun = now()
        work(run)
        tries += 1
        if run.state != RunState.QUEUED or run.next_attempt_at is None or run.troubled_since is None:
            break
        waited += run.next_attempt_at - begun
        shift = run.next_attempt_at - begun
        Run.objects.filter(pk=run.pk).update(
            next_attempt_at=run.next_attempt_at - shift, troubled_since=run.troubled_since - shift
        )
    return tries


@pytest.mark.parametrize("retry_after", [None, 0.5])
def test_an_outage_of_15_minutes_is_met_with_few_tries_and_outlived(
    cast: Cast, working_as: Any, retry_after: float | None
) -> None:
    """F12: at most one try in 30 seconds after the first ones, and no person is needed."""
    working_as(fail_with(CloudFailed("AWS reported an error of its own.", retry_after=retry_after)))
    run = queued(cast)
    tries = tries_in(15, run)
    assert 10 < tries <= backoff.STEADY_AFTER + 1 + 15 * 60 / backoff.STEADY_SECONDS
    assert run.state == RunState.QUEUED


def test_an_outage_of_an_hour_ends_with_a_person(cast: Cast, working_as: Any) -> None:
    working_as(fail_with(FAILED))
    run = queued(cast)
    tries_in(60, run)
    assert run.failed
    assert "20 minutes" in run.error_hint


def test_waiting_for_ones_turn_is_no_trouble_and_never_given_up(cast: Cast, working_as: Any) -> None:
    working_as(fail_with(HeldBack("Others come first.", retry_after=5)))
    run = queued(cast)
    for _ in range(50):
        set_back(run, next_attempt_at=timedelta(minutes=3), started_at=timedelta(hours=2))
        work(run)
    assert (run.state, run.attempts, run.troubled_since) == (RunState.QUEUED, 0, None)


def test_a_run_that_gets_further_is_patient_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = iter([10, 20, 20])

    def do(_: Run, ledger: Any) -> Any:
        ledger.got_to(next(numbers), "So far.")
        raise CloudFailed("No.")

    monkeypatch.setattr("wizard.work.do", do)
    run = queued(cast)
    attempts = []
    for _ in range(3):
        set_back(run, next_attempt_at=timedelta(seconds=1))
        attempts.append(work(run).attempts)
    assert attempts == [1, 1, 2]


def test_the_page_says_how_far_a_run_is_and_who_waits_for_what(
    cast: Cast, wes: Window, working_as: Any
) -> None:
    working_as(fail_with(CloudThrottled("AWS asked us to wait 20 s.", retry_after=20)))
    run = work(queued(cast))
    Run.objects.filter(pk=run.pk).update(progress="40 of 500 Connect users are there.")
    page = text(wes.look("run", run.pk))
    assert "AWS asked us to wait 20 s. Handoff tries again in 20 s." in page
    assert "40 of 500 Connect users are there." in page


def test_an_outsider_sees_nothing_of_it(cast: Cast, otto: Window, working_as: Any) -> None:
    working_as(fail_with(CloudThrottled("AWS asked us to wait 20 s.", retry_after=20)))
    assert otto.look("run", work(queued(cast)).pk).status_code == 404


def test_giving_up_is_about_the_trouble_and_not_about_the_work(cast: Cast, working_as: Any) -> None:
    """Five hundred users take long; a hiccup at their end is no reason to give up."""
    working_as(fail_with(FAILED))
    run = queued(cast)
    set_back(run, started_at=runner.GIVE_UP_AFTER * 3)
    assert work(run).state == RunState.QUEUED
