"""All workers together call a cloud no faster than it allows, so that it need not refuse anybody."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from federation.errors import HeldBack
from federation.sides import Side
from sandbox.aws import seed as aws
from sandbox.entra import seed as entra
from sandbox.world import World
from tests.cast import Cast, Window, connect, do_everything_before, start, text, work
from wizard import pace
from wizard.models import Budget, Run, RunState
from wizard.pace import PATIENCE, Rate, SharedPace, connect_pace, graph_write_pace

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TWO_A_SECOND = Rate(per_second=2, burst=5)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """How long workers slept, instead of sleeping."""
    naps: list[float] = []
    monkeypatch.setattr(pace.time, "sleep", naps.append)
    return naps


def budget(key: str = "connect 1 eu", rate: Rate = TWO_A_SECOND) -> SharedPace:
    return SharedPace(key, rate, "its calls", Side.AWS)


def waits(rate: Rate, calls: int, *, full_at: datetime = NOON) -> list[float]:
    """When each of so many calls may be sent that all ask at noon."""
    found = []
    for _ in range(calls):
        full_at, wait = rate.spend(full_at, NOON)
        found.append(max(0.0, wait))
    return found


def test_five_calls_go_at_once_and_then_two_a_second() -> None:
    assert waits(TWO_A_SECOND, 9) == [0, 0, 0, 0, 0, 0.5, 1, 1.5, 2]


def test_after_a_rest_it_is_five_again_and_never_more() -> None:
    assert waits(TWO_A_SECOND, 7, full_at=NOON - timedelta(days=9)) == [0, 0, 0, 0, 0, 0.5, 1]


def test_microsofts_3000_writes_in_150_seconds_are_kept() -> None:
    rate = graph_write_pace("t").rate
    assert rate.burst + 150 * rate.per_second <= 3000


def test_a_clock_that_goes_back_an_hour_parks_nobody() -> None:
    wait = waits(TWO_A_SECOND, 1, full_at=NOON + timedelta(hours=1))[0]
    assert wait <= TWO_A_SECOND.longest + 0.5


def test_a_worker_sleeps_until_its_turn(db: None, slept: list[float]) -> None:
    for _ in range(7):
        budget().take()
    assert len(slept) == 2
    assert 0.3 < slept[0] <= 0.5 < slept[1] <= 1


def test_a_worker_whose_turn_is_far_away_does_not_sleep_and_spends_nothing(
    db: None, slept: list[float]
) -> None:
    slow = Rate(per_second=0.1, burst=1)
    budget(rate=slow).take()
    before = Budget.objects.get().full_at
    for _ in range(3):
        with pytest.raises(HeldBack, match="Handoff spaces out its calls, and others come first") as caught:
            budget(rate=slow).take()
        assert 9 < (caught.value.retry_after or 0) <= 20
    assert (slept, Budget.objects.get().full_at) == ([], before)


def test_who_was_let_in_gets_on_while_newcomers_wait_outside(db: None, slept: list[float]) -> None:
    inside = budget()
    inside.take()
    for _ in range(round(TWO_A_SECOND.burst + PATIENCE * TWO_A_SECOND.per_second) - 1):
        budget().take()
    with pytest.raises(HeldBack):
        budget().take()
    for _ in range(3):
        inside.take()
    assert max(slept) > PATIENCE


def test_even_one_call_a_minute_lets_a_run_get_on(db: None, slept: list[float]) -> None:
    slow = budget(rate=Rate(per_second=1 / 60, burst=1))
    slow.take()
    slow.take()
    assert slept[0] == pytest.approx(60, abs=1)


def test_every_account_region_and_tenant_has_its_own(db: None, slept: list[float]) -> None:
    for key in ("connect 1 eu", "connect 1 us", "connect 2 eu", "graph-writes t"):
        for _ in range(5):
            budget(key).take()
    assert slept == []


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_get_turns_of_their_own(slept: list[float]) -> None:
    together, begun = threading.Barrier(8), datetime.now(UTC)
    rate = Rate(per_second=10, burst=1)
    done: list[int] = []

    def take() -> None:
        together.wait()
        try:
            for _ in range(4):
                budget(rate=rate).take()
                done.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 32
    assert Budget.objects.get().full_at >= begun + timedelta(seconds=32 / 10 - 0.01)


def test_a_turn_that_somebody_else_took_in_the_same_instant_is_not_given_twice(
    db: None, slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    one_a_minute, spend = Rate(per_second=1 / 60, burst=2), Rate.spend
    budget(rate=one_a_minute).take()

    def outrun(rate: Rate, full_at: datetime, present: datetime) -> tuple[datetime, float]:
        monkeypatch.setattr(Rate, "spend", spend)
        budget(rate=rate).take()
        return spend(rate, full_at, present)

    monkeypatch.setattr(Rate, "spend", outrun)
    with pytest.raises(HeldBack):
        budget(rate=one_a_minute).take()


@pytest.fixture
def users_run(cast: Cast, world: World, settings: Any, slept: list[float]) -> Any:
    """Wes agreed to create the Connect users, and other people's setups have just spent the account's calls."""
    do_everything_before(cast, "aws-users")
    connect(cast, Side.AWS)
    run = start(cast, "aws-users")
    settings.CONNECT_CALLS_PER_SECOND = 2.0
    for _ in range(13):
        connect_pace(aws.ACCOUNT, aws.REGION).take()
    return run


def test_a_run_that_is_held_back_says_so_truthfully_and_ends_well(
    wes: Window, otto: Window, users_run: Any, world: World
) -> None:
    run = work(users_run)
    assert (run.state, run.attempts) == (RunState.QUEUED, 0)
    sentence = (
        f"Handoff spaces out its calls to Amazon Connect in account {aws.ACCOUNT}: 2 a second, and others"
    )
    assert run.waiting_because.startswith(sentence)
    page = text(wes.look("run", run.pk))
    assert run.waiting_because in page
    assert "AWS asked" not in page
    assert otto.look("run", run.pk).status_code == 404
    Budget.objects.update(full_at=NOON - timedelta(days=400))
    Run.objects.filter(pk=run.pk).update(next_attempt_at=None)
    run = work(run)
    assert run.succeeded, run.error_message
    assert run.progress == "2 of 2 Connect users are there."
    assert sum(call.operation == "CreateUser" for call in world.journal.calls) == 2


def test_a_run_in_another_region_is_not_held_back(users_run: Any) -> None:
    Budget.objects.update(key=f"connect {aws.ACCOUNT} us-west-2")
    assert work(users_run).succeeded


def test_every_write_to_graph_is_counted_and_no_read_is(
    cast: Cast, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    monkeypatch.setattr(SharedPace, "take", lambda pace: taken.append(pace.key))
    connect(cast, Side.AWS, Side.AZURE)
    assert work(start(cast, "aws-instance", instance_id=aws.INSTANCE_ID)).succeeded
    for key in ("azure-application", "azure-certificate"):
        assert work(start(cast, key)).succeeded
    graph = [c for c in world.journal.calls if c.cloud == "entra" and "oauth2" not in c.operation]
    writes = [c for c in graph if not c.operation.startswith("GET")]
    assert len(writes) > 5
    assert taken.count(f"graph-writes {entra.TENANT_ID}") == len(writes)
