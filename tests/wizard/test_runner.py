"""A run survives anything: the row is the engine, deliveries may come twice, late or never."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils.timezone import now

from federation.errors import CloudFailed, CloudThrottled, NeedsPerson
from federation.progress import State
from tests.cast import Cast, ask, assemble, do_everything_before, start, work
from tests.wizard.workers import Say, fail_with, fine, queued, set_back
from wizard import runner
from wizard import work as working
from wizard.models import Event, Origin, Revision, Run, RunState
from wizard.queries.overview import Overview
from wizard.record import write


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


def test_a_run_put_off_is_not_taken_early(cast: Cast, working_as: Any) -> None:
    working_as(fail_with(CloudThrottled("AWS asked for a pause.", retry_after=30)))
    run = work(queued(cast))
    assert (run.state, run.lease_until) == (RunState.QUEUED, None)
    assert run.waiting_because == "AWS asked for a pause. Handoff tries again in 30 s."
    done = working_as(fine)
    runner.sweep()
    work(run)
    assert done == []


def test_the_log_says_once_what_a_run_waited_for(cast: Cast, working_as: Any) -> None:
    working_as(fail_with(CloudThrottled("AWS asked for a pause.", retry_after=30)))
    run = work(queued(cast))
    set_back(run, next_attempt_at=timedelta(seconds=31))
    work(run)
    working_as(fine)
    set_back(run, next_attempt_at=timedelta(seconds=31))
    assert work(run).succeeded
    assert [line.text for line in run.lines.all()] == ["AWS asked for a pause."]


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
    set_back(run, troubled_since=long_ago, next_attempt_at=timedelta(seconds=1))
    work(run)
    assert (run.state, run.error_code) == (RunState.FAILED, "cloud-failed")
    assert "by itself" not in run.error_hint
    assert "20 minutes" in run.error_hint


def test_a_run_that_only_waited_long_for_a_worker_is_not_given_up(cast: Cast, working_as: Any) -> None:
    working_as(fail_with(CloudFailed("AWS reported an internal error.")))
    run = queued(cast)
    set_back(run, created_at=timedelta(days=1), started_at=timedelta(days=1))
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


def test_a_person_saving_the_same_item_in_the_same_instant_does_not_undo_the_run(
    cast: Cast, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start(cast, "aws-connect", aws_region="eu-central-1")

    def outrun(*arguments: Any, **rest: Any) -> bool:
        monkeypatch.setattr("wizard.work.write", write)
        raise IntegrityError("one_revision_per_number")

    monkeypatch.setattr("wizard.work.write", outrun)
    assert work(run).succeeded
    assert Revision.objects.filter(key="aws_account", run=run).count() == 1


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
