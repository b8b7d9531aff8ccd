"""A crowd of Connect users takes minutes: everybody sees how far it is, and what is waited for."""

import pytest
from django.utils.timezone import now

from federation.sides import Side
from sandbox.faults import Fault
from sandbox.world import World
from tests.cast import ROUTE, Cast, Window, connect, do_by_hand, start, text, work
from wizard.models import Resource, Run, RunState

MANY = 30
NAMES = [f"agent{number:03}@contoso.example" for number in range(MANY)]


@pytest.fixture
def crowd_run(cast: Cast, world: World) -> Run:
    """Wes agreed to create thirty users."""
    keys = [step.key for step in ROUTE.steps]
    people = "\n".join(f"{name}, Agent, {number}" for number, name in enumerate(NAMES))
    do_by_hand(cast, *keys[: keys.index("aws-users")], people=people)
    connect(cast, Side.AWS)
    return start(cast, "aws-users")


def created(world: World) -> int:
    return sum(call.operation == "CreateUser" and call.status == 200 for call in world.journal.calls)


def test_what_is_done_and_who_asked_to_wait_is_on_the_page_while_it_waits(
    cast: Cast, wes: Window, petra: Window, otto: Window, crowd_run: Run, world: World
) -> None:
    world.faults.plan("CreateUser", Fault.THROTTLE, call=21, seconds=20)
    run = work(crowd_run)
    assert run.state == RunState.QUEUED
    page = text(wes.look("run", run.pk))
    assert "AWS asked us to wait 20 s before more calls of connect:CreateUser." in page
    assert "Handoff tries again in 20 s." in page
    assert "20 of 30 Connect users are there." in page
    assert page.count("Created the Connect user") == 20 == created(world)
    assert "20 of 30 Connect users are there." in text(petra.look("run", run.pk))
    assert otto.look("run", run.pk).status_code == 404


def test_after_the_pause_only_the_others_are_created(crowd_run: Run, world: World) -> None:
    world.faults.plan("CreateUser", Fault.THROTTLE, call=21, seconds=20)
    run = work(crowd_run)
    Run.objects.filter(pk=run.pk).update(next_attempt_at=now())
    run = work(run)
    assert run.succeeded, run.error_message
    assert run.progress == "30 of 30 Connect users are there."
    assert created(world) == MANY
    assert Resource.objects.filter(kind="Connect user", adopted=False).count() == MANY


def test_a_run_that_fails_says_how_far_it_came(wes: Window, crowd_run: Run, world: World) -> None:
    world.faults.plan("CreateUser", Fault.EXPIRE, call=11, times=100)
    run = work(crowd_run)
    assert run.failed
    page = text(wes.look("run", run.pk))
    assert "This did not work. 10 of 30 Connect users are there." in page
    assert "have expired" in page
