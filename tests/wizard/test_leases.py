"""One worker at a time: who lives keeps the run, who died loses it, who was overtaken may not write."""

from datetime import timedelta
from queue import Queue
from typing import Any

import pytest

from federation.errors import CloudFailed, NeedsPerson
from tests.cast import Cast, work
from tests.wizard.workers import Say, fail_with, fine, queued, set_back
from wizard import runner
from wizard import work as working
from wizard.models import Event, Run, RunLine, RunState


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


def test_a_worker_that_lives_keeps_its_lease_however_long_one_call_takes(
    cast: Cast, working_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed: Queue[Run] = Queue()

    def renew(run: Run) -> bool:
        renewed.put(run)
        return True

    def silent(run: Run, say: Say) -> working.Result:
        assert [renewed.get(timeout=5) for _ in range(2)] == [run, run]
        return fine(run, say)

    monkeypatch.setattr(runner, "LEASE", timedelta(milliseconds=30))
    monkeypatch.setattr(runner, "_renew", renew)

    working_as(silent)
    assert work(queued(cast)).succeeded


def test_renewing_holds_the_lease_until_another_worker_has_it(cast: Cast) -> None:
    run = runner._claim(str(queued(cast).pk))
    assert run is not None
    set_back(run, lease_until=timedelta(seconds=1))
    assert runner._renew(run)
    assert not Run.objects.filter(runner.due(), pk=run.pk).exists()
    Run.objects.filter(pk=run.pk).update(fence=2)
    assert not runner._renew(run)


def test_a_run_whose_workers_die_is_not_tried_for_ever(cast: Cast, working_as: Any) -> None:
    done, run = working_as(fine), queued(cast)
    assert runner._claim(str(run.pk)) is not None
    for _ in range(runner.MOST_LOST_WORKERS):
        set_back(run, lease_until=timedelta(seconds=1))
        assert runner._claim(str(run.pk)) is not None
    set_back(run, lease_until=timedelta(seconds=1))
    work(run)
    assert done == []
    assert (run.state, run.error_code) == (RunState.FAILED, "needs-person")
    assert "workers stopped in the middle of this run" in run.error_message


def test_a_run_put_off_often_has_lost_no_worker(cast: Cast, working_as: Any) -> None:
    working_as(fail_with(CloudFailed("AWS reported an internal error.")))
    run = queued(cast)
    for _ in range(runner.MOST_LOST_WORKERS + 1):
        set_back(run, next_attempt_at=timedelta(seconds=1))
        work(run)
    assert (run.state, run.lost_workers) == (RunState.QUEUED, 0)
