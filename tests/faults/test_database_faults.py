"""F21: the database goes away before, in and after a run; nothing is sent without a kept intent."""

import time
from contextlib import closing

import psycopg
import pytest
from django.db import close_old_connections

from federation.sides import Side
from sandbox.faults import Fault
from tests.cast import Cast, connect, do_everything_before, start
from tests.faults.test_signals import INSTANTIATE, address, asked, waits_for_a_lock
from tests.servers.team import LEASE, ON_SERVERS, Team
from tests.waiting import until
from wizard.models import Resource, Run

pytestmark = ON_SERVERS


@pytest.fixture
def people(team: Team, cast: Cast) -> Cast:
    """Everybody is there; Handoff is signed in to AWS, and the SAML provider comes next."""
    do_everything_before(cast, "aws-saml-provider")
    connect(cast, Side.AWS)
    return cast


def succeeded(run: Run) -> bool:
    """Asks on a connection that may just have been cut."""
    close_old_connections()
    run.refresh_from_db()
    assert not run.failed, run.error_message
    return run.succeeded


@pytest.mark.parametrize("end", ["crash", "stop"])
def test_a_restart_of_the_database_in_mid_run_makes_nothing_twice(team: Team, people: Cast, end: str) -> None:
    team.world.faults.plan("CreateSAMLProvider", Fault.DELAY, seconds=1.5)
    run = start(people, "aws-saml-provider")
    worker = team.worker()
    team.beat()
    team.until(lambda: asked(team, "CreateSAMLProvider") == 1)
    getattr(team.postgres, end)()
    team.postgres.start()
    team.until(lambda: succeeded(run))
    assert (len(team.world.table("iam.saml_providers")), Resource.objects.count()) == (1, 1)
    assert worker.alive


def test_a_database_that_is_away_for_longer_than_a_lease_loses_no_run(team: Team, people: Cast) -> None:
    team.world.faults.plan("CreateSAMLProvider", Fault.DELAY, seconds=0.5)
    run = start(people, "aws-saml-provider")
    worker = team.worker()
    team.beat()
    team.until(lambda: asked(team, "CreateSAMLProvider") == 1)
    team.postgres.crash()
    away_since = time.monotonic()
    until(lambda: time.monotonic() > away_since + LEASE + 1)
    team.postgres.start()
    team.until(lambda: succeeded(run))
    assert len(team.world.table("iam.saml_providers")) == 1
    assert worker.alive


def test_a_run_that_nobody_could_claim_waits_for_the_database(team: Team, people: Cast) -> None:
    run = start(people, "aws-saml-provider")
    team.postgres.crash()
    worker = team.worker()
    team.beat()
    team.until(lambda: "The database is away" in worker.words_said())
    team.until(lambda: team.redis.client.llen("celery") == 0)
    team.postgres.start()
    team.until(lambda: succeeded(run))
    assert (run.lost_workers, worker.alive) == (0, True)
    assert "raised unexpected" not in worker.words_said()


def test_without_a_kept_intent_nothing_is_sent(team: Team, cast: Cast) -> None:
    do_everything_before(cast, "azure-application")
    connect(cast, Side.AZURE)
    run = start(cast, "azure-application")
    with closing(psycopg.connect(address(team))) as other:
        other.execute("LOCK TABLE wizard_effect IN SHARE ROW EXCLUSIVE MODE")
        worker = team.worker()
        team.until(lambda: waits_for_a_lock(other))
        team.postgres.crash()
    team.until(lambda: "went away from run" in worker.words_said())
    assert asked(team, INSTANTIATE) == 0
    team.postgres.start()
    team.beat()
    team.until(lambda: succeeded(run))
    assert asked(team, INSTANTIATE) == 1
