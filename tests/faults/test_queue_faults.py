"""F16 to F19, F33: the queue repeats, loses and forgets messages, and every run still ends well, once."""

import signal
import time

import pytest
from django.core.management import call_command

from federation.sides import Side
from sandbox.faults import Fault
from tests.cast import Cast, Window, connect, do_everything_before, start
from tests.servers.team import ON_SERVERS, SWEEP, Team
from wizard import pulse, tasks
from wizard.actions import enqueue
from wizard.celery import app
from wizard.models import Pulse, Resource, Run, RunState

pytestmark = ON_SERVERS


@pytest.fixture
def people(team: Team, cast: Cast) -> Cast:
    """Everybody is there; Handoff is signed in to AWS, and the SAML provider comes next."""
    do_everything_before(cast, "aws-saml-provider")
    connect(cast, Side.AWS)
    return cast


def succeeded(run: Run) -> bool:
    run.refresh_from_db()
    assert not run.failed, run.error_message
    return run.succeeded


def made(team: Team) -> int:
    """How often AWS was asked to make the provider."""
    return sum(call.operation == "CreateSAMLProvider" for call in team.world.journal.calls)


def test_a_message_delivered_twenty_times_is_one_run(team: Team, people: Cast) -> None:
    run = start(people, "aws-saml-provider")
    for _ in range(19):
        tasks.carry_out.delay(str(run.pk))
    team.worker("first", children=2)
    team.worker("second", children=2)
    team.until(lambda: succeeded(run))
    team.until(lambda: team.redis.client.llen("celery") == 0)
    assert (made(team), run.fence, Resource.objects.count()) == (1, 1, 1)


def test_when_every_message_is_lost_the_sweep_does_the_work(
    team: Team, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enqueue, "_send", lambda _: None)
    run = start(people, "aws-saml-provider")
    team.worker()
    team.beat()
    team.until(lambda: succeeded(run))
    assert made(team) == 1


def test_two_clocks_do_no_harm(team: Team, people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enqueue, "_send", lambda _: None)
    run = start(people, "aws-saml-provider")
    team.beat("beat")
    team.beat("second-beat")
    team.worker("first")
    team.worker("second")
    team.until(lambda: succeeded(run))
    assert (made(team), run.fence) == (1, 1)


def test_without_a_clock_messages_alone_carry_the_work(team: Team, people: Cast) -> None:
    run = start(people, "aws-saml-provider")
    team.worker()
    team.until(lambda: succeeded(run))
    assert (made(team), Pulse.objects.filter(name=pulse.BEAT).count()) == (1, 0)


@pytest.mark.parametrize("end", ["crash", "stop"])
def test_a_click_while_the_queue_is_down_is_kept_and_done_when_it_is_back(
    team: Team, people: Cast, wes: Window, end: str
) -> None:
    tasks.sweep.delay()  # the page's process has a connection, which breaks
    getattr(team.redis, end)()
    begun = time.monotonic()
    page = wes.typed("step", people.setup.pk, "aws-saml-provider")
    assert (page.status_code, time.monotonic() - begun < 2) == (302, True)
    run = Run.objects.get(step_key="aws-saml-provider", kind="plan")
    assert run.state == RunState.QUEUED
    team.worker()
    team.beat()
    team.redis.start()
    team.until(lambda: succeeded(run))


@pytest.mark.parametrize("known", [True, False], ids=["known", "new"])
def test_a_queue_that_hangs_holds_no_page_up(team: Team, people: Cast, wes: Window, known: bool) -> None:
    if known:
        tasks.sweep.delay()
    team.redis.send(signal.SIGSTOP)
    begun = time.monotonic()
    page = wes.typed("step", people.setup.pk, "aws-saml-provider")
    took = time.monotonic() - begun
    team.redis.send(signal.SIGCONT)
    assert (page.status_code, took < 2) == (302, True)


def test_a_queue_that_was_emptied_loses_no_run(team: Team, people: Cast) -> None:
    run = start(people, "aws-saml-provider")
    team.redis.client.flushall()
    team.worker()
    team.beat()
    team.until(lambda: succeeded(run))
    assert made(team) == 1


def test_a_restart_of_the_queue_in_mid_run_and_between_runs_loses_nothing(team: Team, people: Cast) -> None:
    team.world.faults.plan("CreateSAMLProvider", Fault.DELAY, seconds=1)
    run = start(people, "aws-saml-provider")
    worker = team.worker()
    team.beat()
    team.until(lambda: made(team) == 1)
    team.redis.crash()
    team.redis.start()
    team.until(lambda: succeeded(run))
    assert (made(team), run.fence) == (1, 1)
    later = start(people, "aws-role")
    team.until(lambda: succeeded(later))
    assert worker.alive


def test_a_deaf_worker_is_noticed_while_the_other_one_works(team: Team, people: Cast) -> None:
    deaf = team.worker("deaf")
    team.worker("hearing")
    team.beat()
    names = {"deaf@handoff", "hearing@handoff"}
    team.until(lambda: names <= set(Pulse.objects.values_list("name", flat=True)))
    assert healthy("--worker", "deaf@handoff")
    app.control.cancel_consumer("celery", destination=["deaf@handoff"])
    team.until(lambda: not healthy("--worker", "deaf@handoff", "--within", str(6 * SWEEP)))
    assert deaf.alive
    team.until(lambda: healthy("--worker", "hearing@handoff", "--within", str(6 * SWEEP)))
    run = start(people, "aws-saml-provider")
    team.until(lambda: succeeded(run))


def test_a_clock_that_stopped_is_noticed(team: Team, people: Cast) -> None:
    clock = team.beat()
    assert not healthy("--beat")
    team.until(lambda: healthy("--beat"))
    clock.end()
    team.until(lambda: not healthy("--beat", "--within", str(4 * SWEEP)))


def test_a_clock_that_nobody_hears_is_noticed(team: Team, people: Cast) -> None:
    clock = team.beat()
    team.until(lambda: healthy("--beat"))
    team.redis.crash()
    team.until(lambda: not healthy("--beat", "--within", str(4 * SWEEP)))
    assert clock.alive
    team.redis.start()
    team.until(lambda: healthy("--beat", "--within", str(4 * SWEEP)))


def healthy(*words: str) -> bool:
    """What the health command says."""
    try:
        call_command("health", *words)
    except SystemExit as left:
        return not left.code
    return True
