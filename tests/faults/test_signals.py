"""F07, F20, F34: real worker processes, ended or frozen by real signals in the middle of a run."""

import os
import signal
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection

from federation.sides import Side
from sandbox.faults import Fault
from tests.cast import Cast, connect, do_everything_before, start
from tests.servers.gate import gate
from tests.servers.team import ON_SERVERS, Team
from wizard.management.soak.processes import Process
from wizard.models import Effect, Resource, Run, RunState

pytestmark = ON_SERVERS
SLOW = 8.0
"""Longer than the lease and all it takes to take a run over."""


@pytest.fixture
def people(team: Team, cast: Cast) -> Cast:
    """Everybody is there; Handoff is signed in to AWS, and the SAML provider comes next."""
    do_everything_before(cast, "aws-saml-provider")
    connect(cast, Side.AWS)
    return cast


def provider_run(team: Team, people: Cast, *, seconds: float = SLOW) -> Run:
    """A run whose one call takes long: AWS has made the provider, and its answer is on the way."""
    team.world.faults.plan("CreateSAMLProvider", Fault.DELAY, seconds=seconds)
    return start(people, "aws-saml-provider")


def asked(team: Team, operation: str) -> int:
    return sum(call.operation == operation for call in team.world.journal.calls)


def succeeded(run: Run) -> bool:
    run.refresh_from_db()
    assert not run.failed, run.error_message
    return run.succeeded


def kill_all(worker: Process) -> None:
    """The machine is gone."""
    worker.send_all(signal.SIGKILL)


def kill_child(worker: Process) -> None:
    """The kernel was short of memory."""
    for child in worker.children:
        os.kill(child, signal.SIGKILL)


def quit_cold(worker: Process) -> None:
    """Somebody could not wait."""
    worker.send(signal.SIGQUIT)


@pytest.mark.parametrize("end", [kill_all, kill_child, quit_cold])
def test_a_run_whose_worker_is_killed_is_taken_over_and_makes_nothing_twice(
    team: Team, people: Cast, end: Callable[[Process], None]
) -> None:
    run = provider_run(team, people)
    first = team.worker("first")
    team.until(lambda: asked(team, "CreateSAMLProvider") == 1)
    team.worker("second")
    team.beat()
    end(first)
    team.until(lambda: succeeded(run))
    assert (run.fence, run.lost_workers) == (2, 1)
    assert (len(team.world.table("iam.saml_providers")), Resource.objects.count()) == (1, 1)


def test_a_worker_that_lost_its_parent_finishes_or_is_followed_but_makes_nothing_twice(
    team: Team, people: Cast
) -> None:
    run = provider_run(team, people, seconds=2)
    first = team.worker("first")
    team.until(lambda: asked(team, "CreateSAMLProvider") == 1)
    first.send(signal.SIGKILL)
    team.worker("second")
    team.beat()
    team.until(lambda: succeeded(run))
    assert len(team.world.table("iam.saml_providers")) == 1


def test_a_worker_that_is_asked_to_end_finishes_its_run_first(team: Team, people: Cast) -> None:
    run = provider_run(team, people, seconds=2)
    worker = team.worker()
    team.until(lambda: asked(team, "CreateSAMLProvider") == 1)
    worker.send(signal.SIGTERM)
    assert worker.wait(15) == 0
    assert succeeded(run)
    assert (run.fence, run.lost_workers) == (1, 0)


def test_a_run_that_takes_too_long_at_once_is_put_off_and_goes_on(team: Team, people: Cast) -> None:
    run = provider_run(team, people, seconds=4)
    team.worker(HANDOFF_RUN_SECONDS="1")
    team.beat()
    # Either in our own words or, where the SDK was waiting, in those for an answer that did not come.
    team.until(lambda: Run.objects.filter(pk=run.pk, waiting_because__contains="tries again").exists())
    team.until(lambda: succeeded(run))
    assert (run.lost_workers, len(team.world.table("iam.saml_providers"))) == (0, 1)


def test_a_run_that_kills_every_worker_asks_for_a_person_and_others_go_on(team: Team, people: Cast) -> None:
    run = provider_run(team, people)
    team.world.faults.plan("GetSAMLProvider", Fault.DELAY, seconds=SLOW, times=1000)
    worker = team.worker("doomed")
    team.beat()
    seen = 0
    while not Run.objects.filter(pk=run.pk, state=RunState.FAILED).exists():
        team.until(lambda: changed(run, seen))  # noqa: B023 - called at once
        run.refresh_from_db()
        seen = run.fence
        if run.state == RunState.RUNNING and run.lost_workers < 3:
            kill_child(worker)
    run.refresh_from_db()
    assert (run.error_code, run.lost_workers) == ("needs-person", 3)
    assert "3 workers stopped in the middle of this run" in run.error_message
    other = start(people, "azure-connect", entra_sign_in="application", directory="contoso.onmicrosoft.com")
    team.until(lambda: succeeded(other))


def changed(run: Run, seen: int) -> bool:
    """Whether a worker has taken the run up again, or it has ended."""
    now = Run.objects.get(pk=run.pk)
    return now.fence > seen or now.state == RunState.FAILED


INSTANTIATE = "POST /applicationTemplates/{id}/instantiate"


def test_a_worker_frozen_between_intent_and_call_makes_the_one_thing_when_it_wakes(
    team: Team, cast: Cast
) -> None:
    do_everything_before(cast, "azure-application")
    connect(cast, Side.AZURE)
    before = len(team.world.table("entra.applications"))
    with gate(os.environ["GRAPH_ENDPOINT"]) as graph, psycopg.connect(address(team)) as other:
        run = start(cast, "azure-application")
        # The intent cannot be written yet, so that the gate is shut just in time.
        other.execute("LOCK TABLE wizard_effect IN SHARE ROW EXCLUSIVE MODE")
        frozen = team.worker("frozen", GRAPH_ENDPOINT=graph.address)
        team.until(lambda: waits_for_a_lock(other))
        graph.shut()
        other.commit()
        team.until(lambda: Effect.objects.filter(setup=cast.setup).exists())
        frozen.send_all(signal.SIGSTOP)
        team.worker("second")
        team.beat()
        team.until(lambda: "It is not known" in fresh(run).waiting_because)
        assert asked(team, INSTANTIATE) == 0
        graph.open()
        frozen.send_all(signal.SIGCONT)
        team.until(lambda: "taken over by another worker" in frozen.words_said())
        Run.objects.filter(pk=run.pk).update(next_attempt_at=None)
        team.until(lambda: succeeded(run))
    assert asked(team, INSTANTIATE) == 1
    assert len(team.world.table("entra.applications")) == before + 1


def fresh(run: Run) -> Run:
    return Run.objects.get(pk=run.pk)


def address(team: Team) -> str:
    return team.postgres.address(str(connection.settings_dict["NAME"]))


def waits_for_a_lock(other: psycopg.Connection) -> bool:
    """Whether another connection cannot go on because of this one."""
    found = other.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    return bool(found and found[0])
