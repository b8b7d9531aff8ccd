"""A run survives anything: the row is the engine, deliveries may come twice, late or never."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from federation.errors import CloudFailed, CloudThrottled, FederationError, NeedsPerson
from federation.progress import State
from tests.cast import Cast, ask, assemble, do_everything_before, start, work
from wizard import runner
from wizard import work as working
from wizard.models import Event, Origin, Revision, Run, RunLine, RunState
from wizard.queries.overview import Overview

Say = Callable[[str], None]
Work = Callable[[Run, Say], working.Result]


@pytest.fixture
def working_as(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], list[Run]]:
    """Let every worker do this instead; the list holds the runs that were worked on."""

    def replace(what: Work) -> list[Run]:
        done: list[Run] = []

        def do(run: Run, *, say: Say) -> working.Result:
            done.append(run)
            return what(run, say)

        monkeypatch.setattr(working, "do", do)
        return done

    return replace


def fine(_: Run, __: Say) -> working.Result:
    return working.Result(inputs={})


def fail_with(error: FederationError) -> Work:
    def work(_: Run, __: Say) -> working.Result:
        raise error

    return work


def queued(cast: Cast) -> Run:
    return ask(cast, "aws-connect", aws_region="eu-central-1")


def set_back(run: Run, **ages: timedelta) -> None:
    """Move moments of a run into the past."""
    Run.objects.filter(pk=run.pk).update(**{name: now() - age for name, age in ages.items()})


def test_a_message_delivered_twenty_times_works_once(cast: Cast, working_as: Any) -> None:
    done, run = working_as(fine), queued(cast)
    for _ in range(20):
        work(run)
    assert len(done) == 1
    assert run.succeeded


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_instant_work_once(working_as: Any) -> None:
    done, run = working_as(fine), queued(assemble())
    together = threading.Barrier(4)

    def take() -> None:
        together.wait()
        runner.carry_out(str(run.pk))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert Run.objects.get(pk=run.pk).fence == 1


def test_a_message_for_a_run_that_is_gone_harms_nobody(cast: Cast) -> None:
    runner.carry_out("00000000-0000-0000-0000-000000000000")


def test_the_sweep_takes_what_the_queue_lost_oldest_first(cast: Cast, working_as: Any) -> None:
    done, first = working_as(fine), queued(cast)
    do_everything_before(cast, "aws-role")
    second = ask(cast, "aws-role")
    runner.sweep()
    assert [run.pk for run in done] == [first.pk, second.pk]


def test_a_worker_that_died_is_followed_by_another_when_its_lease_ends(cast: Cast, working_as: Any) -> None:
    run = queued(cast)
    assert runner._claim(str(run.pk)) is not None
    done = working_as(fine)
    runner.sweep()
    assert done == []
    set_back(run, lease_until=timedelta(seconds=1))
    runner.sweep()
    run.refresh_from_db()
    assert (len(done), run.succeeded, run.fence) == (1, True, 2)


def test_a_worker_that_speaks_keeps_its_lease(cast: Cast, working_as: Any) -> None:
    def slow(run: Run, say: Say) -> working.Result:
        set_back(run, lease_until=timedelta(seconds=1))
        say("Still here.")
        assert not Run.objects.filter(runner.due(), pk=run.pk).exists()
        return fine(run, say)

    working_as(slow)
    assert work(queued(cast)).succeeded


@pytest.mark.parametrize("late", [lambda say: say("I am late."), lambda say: None], ids=["says", "ends"])
def test_a_worker_that_was_overtaken_may_not_write(cast: Cast, working_as: Any, late: Any) -> None:
    def overtaken(run: Run, say: Say) -> working.Result:
        set_back(run, lease_until=timedelta(seconds=1))
        working_as(fine)
        runner.carry_out(str(run.pk))
        late(say)
        return working.Result(inputs={"late": "writer"}, events=[("check-passed", {})])

    working_as(overtaken)
    run = work(queued(cast))
    assert (run.succeeded, run.fence, run.inputs) == (True, 2, {})
    assert not RunLine.objects.exists()
    assert not Event.objects.filter(key="check-passed").exists()


def test_a_worker_that_was_overtaken_may_not_fail_the_run(cast: Cast, working_as: Any) -> None:
    def overtaken(run: Run, _: Say) -> working.Result:
        set_back(run, lease_until=timedelta(seconds=1))
        working_as(fine)
        runner.carry_out(str(run.pk))
        raise NeedsPerson("Too late.")

    working_as(overtaken)
    run = work(queued(cast))
    assert run.succeeded
    assert run.error_code == ""


def test_a_run_put_off_is_not_taken_early(cast: Cast, working_as: Any) -> None:
    working_as(fail_with(CloudThrottled("AWS asked for a pause.", retry_after=30)))
    run = work(queued(cast))
    assert (run.state, run.lease_until) == (RunState.QUEUED, None)
    assert run.waiting_because == "AWS asked for a pause. Handoff tries again in 30 s."
    done = working_as(fine)
    runner.sweep()
    work(run)
    assert done == []


def test_the_pause_the_cloud_asked_for_is_kept(cast: Cast, working_as: Any) -> None:
    working_as(fail_with(CloudThrottled("AWS asked for a pause.", retry_after=30)))
    begun = now()
    run = work(queued(cast))
    assert run.next_attempt_at is not None
    assert timedelta(seconds=29) < run.next_attempt_at - begun < timedelta(seconds=40)


def test_after_the_pause_the_run_says_that_it_works_again(cast: Cast, working_as: Any) -> None:
    working_as(fail_with(CloudFailed("AWS reported an internal error.")))
    run = work(queued(cast))
    set_back(run, next_attempt_at=timedelta(seconds=1))
    working_as(fine)
    assert work(run).succeeded
    assert run.waiting_because == ""


def test_after_twenty_minutes_a_person_must_look_and_is_not_told_to_wait(cast: Cast, working_as: Any) -> None:
    working_as(fail_with(CloudFailed("AWS reported an internal error.")))
    run = work(queued(cast))
    long_ago = runner.GIVE_UP_AFTER + timedelta(seconds=1)
    set_back(run, started_at=long_ago, next_attempt_at=timedelta(seconds=1))
    work(run)
    assert (run.state, run.error_code) == (RunState.FAILED, "cloud-failed")
    assert "by itself" not in run.error_hint
    assert "20 minutes" in run.error_hint


def test_a_run_that_only_waited_long_for_a_worker_is_not_given_up(cast: Cast, working_as: Any) -> None:
    working_as(fail_with(CloudFailed("AWS reported an internal error.")))
    run = queued(cast)
    set_back(run, created_at=timedelta(days=1))
    assert work(run).state == RunState.QUEUED


def test_an_error_that_no_retry_mends_ends_the_run_at_once(cast: Cast, working_as: Any) -> None:
    working_as(fail_with(NeedsPerson("Two applications have this name.", detail="a, b")))
    run = work(queued(cast))
    assert (run.state, run.error_code, run.error_detail) == (RunState.FAILED, "needs-person", "a, b")
    assert run.finished_at is not None
    assert run.next_attempt_at is None


def test_a_finished_run_is_never_worked_on_again(cast: Cast, working_as: Any) -> None:
    working_as(fail_with(NeedsPerson("No.")))
    run = work(queued(cast))
    done = working_as(fine)
    work(run)
    runner.sweep()
    assert done == []
    assert run.failed


def test_every_line_of_the_log_is_there_the_moment_it_is_said(cast: Cast, working_as: Any) -> None:
    def talking(run: Run, say: Say) -> working.Result:
        say("First.")
        assert [line.text for line in run.lines.all()] == ["First."]
        say("Second.")
        return fine(run, say)

    working_as(talking)
    assert [line.text for line in work(queued(cast)).lines.all()] == ["First.", "Second."]


def test_what_a_run_gave_and_its_end_are_written_together(
    cast: Cast, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start(cast, "aws-connect", aws_region="eu-central-1")

    def refuse(*_: Any, **__: Any) -> Any:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Event.objects, "create", refuse)
    with pytest.raises(RuntimeError):
        runner.carry_out(str(run.pk))
    run.refresh_from_db()
    assert run.state == RunState.RUNNING
    assert not Revision.objects.filter(origin=Origin.READ).exists()


def test_a_value_changed_while_the_run_waited_is_not_carried_out_unseen(cast: Cast, world: Any) -> None:
    """The person agreed to a plan for one region; the worker came only after somebody entered another."""
    run = start(cast, "aws-connect", aws_region="eu-central-1")
    ask(cast, "aws-connect", aws_region="us-east-1")
    work(run)
    assert run.failed
    assert run.error_message == "A value changed after this run was started, so Handoff did not go on."
    assert Overview(cast.setup).by_key["aws-connect"].state is State.PROBLEM


def test_a_plan_looks_with_the_newest_values(cast: Cast, world: Any) -> None:
    run = ask(cast, "aws-connect", aws_region="us-east-1")
    ask(cast, "aws-connect", aws_region="eu-central-1")
    assert work(run).succeeded
    assert run.inputs == Overview(cast.setup).record.fingerprints
