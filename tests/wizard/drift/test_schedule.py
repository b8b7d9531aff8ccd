"""Which setups are read back when: once a day each, evenly, however often the clock strikes."""

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils.timezone import now

from tests.cast import Cast, start, work
from wizard import reread, tasks
from wizard.actions.drift import look_again
from wizard.models import Kind, Run, RunState, Setup
from wizard.queries.history import DRIFT_LOOK


def looks(cast: Cast) -> int:
    return Run.objects.filter(setup=cast.setup, kind=Kind.DRIFT).count()


def later(hours: float) -> None:
    by = timedelta(hours=hours)
    Run.objects.update(created_at=F("created_at") - by, finished_at=F("finished_at") - by)


def copies(cast: Cast, count: int) -> None:
    """More finished setups: rows only, nobody carries them out."""
    done = list(Run.objects.filter(setup=cast.setup, kind=Kind.CARRY_OUT))
    setups = Setup.objects.bulk_create(Setup(name=f"{i}", route=cast.setup.route) for i in range(count))
    Run.objects.bulk_create(
        Run(setup=one, step_key=run.step_key, kind=run.kind, state=run.state) for one in setups for run in done
    )


def test_twenty_strikes_of_the_clock_are_one_look(cast: Cast) -> None:
    for _ in range(20):
        tasks.watch()
    assert looks(cast) == 1


def test_the_next_one_is_a_day_later(cast: Cast) -> None:
    reread.start_due()
    work(Run.objects.get(kind=Kind.DRIFT))
    later(23.9)
    assert reread.start_due() == 0
    later(0.2)
    assert reread.start_due() == 1


def test_how_often_is_a_setting(cast: Cast, settings: Any) -> None:
    settings.REREAD_HOURS = 1
    reread.start_due()
    work(Run.objects.get(kind=Kind.DRIFT))
    later(1.1)
    assert reread.start_due() == 1


def test_one_that_is_not_finished_is_not_read(cast: Cast) -> None:
    Run.objects.filter(step_key="aws-users").update(state=RunState.FAILED)
    assert reread.start_due() == 0


def test_one_with_a_problem_is_read_so_that_it_can_end(cast: Cast) -> None:
    Run.objects.create(setup=cast.setup, step_key="aws-role", kind=Kind.CARRY_OUT, state=RunState.FAILED)
    assert reread.start_due() == 1


def test_one_somebody_works_on_is_left_alone_until_its_clouds_have_settled(cast: Cast) -> None:
    run = start(cast, "aws-role")
    assert reread.start_due() == 0
    work(run)
    assert reread.start_due() == 0
    Run.objects.filter(pk=run.pk).update(finished_at=now() - timedelta(minutes=6))
    assert reread.start_due() == 1


def test_setups_of_other_clouds_than_these_are_not_read(cast: Cast) -> None:
    Setup.objects.update(sandbox=True)
    assert reread.start_due() == 0


def test_a_look_a_person_asked_for_counts(cast: Cast) -> None:
    work(look_again(cast.setup, by=cast.olga))
    assert reread.start_due() == 0


def test_a_person_and_the_clock_at_once_are_one_look(cast: Cast) -> None:
    asked = look_again(cast.setup, by=cast.olga)
    assert reread.start_due() == 0
    assert look_again(cast.setup, by=cast.wes) == asked


def test_a_thousand_setups_are_spread_over_the_day(cast: Cast) -> None:
    copies(cast, 1000)
    assert [reread.start_due() for _ in range(3)] == [2, 0, 0]
    later(1 / 60)
    assert reread.start_due() == 2
    in_a_day = 2 * 24 * 60
    assert in_a_day > 1001


def test_the_one_that_waited_longest_comes_first(cast: Cast) -> None:
    copies(cast, 1)
    other = Setup.objects.get(name="0")
    for setup, hours in ((cast.setup, 40), (other, 50)):
        run = Run.objects.create(
            setup=setup, step_key=DRIFT_LOOK, kind=Kind.DRIFT, state=RunState.SUCCEEDED, asked_by=cast.olga
        )
        Run.objects.filter(pk=run.pk).update(created_at=now() - timedelta(hours=hours))
    reread.start_due()
    assert Run.objects.get(kind=Kind.DRIFT, state=RunState.QUEUED).setup == other
