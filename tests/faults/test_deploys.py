"""F32: runs that an older version of Handoff began are finished by this one, or ask for a person."""

import copy
import os
from datetime import timedelta

import pytest
from django.utils.timezone import now

from federation.progress import State
from sandbox.world import World
from tests.cast import ROUTE, Cast, Window, ask, plan, start, text, work
from tests.faults import recorded
from tests.faults.invariants import Scene, broken, foreign_rows
from tests.faults.stages import Stage
from wizard import runner
from wizard.management.tour import ANSWERS
from wizard.models import Event, Kind, Membership, Person, Run, RunState, Setup
from wizard.queries.overview import Overview
from wizard.sentences import sentence

STEP = "azure-application"
VERSION = "0.1"
SENT = "after handle_async_request"


def as_cast() -> Cast:
    """The people of a ledger that was brought back."""
    people = {person.name.lower(): person for person in Person.objects.all()}
    setup = Setup.objects.get(name="Connect for Contoso")
    return Cast(setup=setup, elsewhere=Setup.objects.exclude(pk=setup.pk).get(), **people)


@pytest.mark.skipif("HANDOFF_RECORD" not in os.environ, reason="Only with HANDOFF_RECORD: writes new ledgers.")
@pytest.mark.parametrize("how", ["queued", "killed"])
def test_record(cast: Cast, world: World, how: str) -> None:
    before = copy.deepcopy(world._tables)
    stage = Stage.before(cast, world, STEP)
    if how == "killed":
        with stage.rewound():
            passed = stage.carry_out().passed
        begun = passed.index("after begin")
        stage.carry_out(fatal=passed.index(SENT, begun) + 1)
    recorded.keep(f"{VERSION}-{how}", world, before)


@pytest.mark.parametrize("name", recorded.names())
def test_what_an_older_version_began_is_finished_by_this_one(
    db: None, world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(runner, "close_old_connections", lambda: None)
    foreign_before = foreign_rows_before(world)
    recorded.bring_back(name, world)
    cast = as_cast()
    run = Run.objects.get(step_key=STEP, kind=Kind.CARRY_OUT)
    assert run.active
    stage = Stage(cast, world, STEP, str(run.pk), foreign_before)
    assert stage.problems() == []
    for step in ROUTE.steps[[one.key for one in ROUTE.steps].index(STEP) + 1 :]:
        done = work(start(cast, step.key, **ANSWERS.get(step.key, {})))
        assert done.succeeded, done.error_message or done.waiting_because
    assert Overview(cast.setup).complete
    assert broken(Scene(world, cast.setup, foreign_before)) == []


def foreign_rows_before(world: World) -> dict[str, str]:
    """What the clouds held before any setup: no marker is there yet."""
    nobody = Setup(name="nobody", route=ROUTE.key, marker="00000000")
    return foreign_rows(world, nobody)


def test_there_are_ledgers_to_try() -> None:
    assert len(recorded.names()) >= 2


@pytest.fixture
def renamed(cast: Cast, world: World) -> Run:
    """A run of a step that this version no longer has; its worker was ended for the deploy."""
    run = ask(cast, "aws-connect", aws_region="eu-central-1")
    Run.objects.filter(pk=run.pk).update(
        step_key="aws-connect-of-old",
        kind=Kind.CARRY_OUT,
        state=RunState.RUNNING,
        lease_until=now() - timedelta(seconds=1),
    )
    return run


def test_a_run_of_a_step_that_is_no_more_asks_for_a_person(cast: Cast, wes: Window, renamed: Run) -> None:
    run = work(renamed)
    assert (run.state, run.error_code) == (RunState.FAILED, "needs-person")
    assert "now has no step “aws-connect-of-old”" in run.error_message
    assert sentence(Event.objects.get(key="run-failed")) == "“aws-connect-of-old” did not work."
    page = wes.look("run", run.pk)
    assert page.status_code == 200
    assert run.error_hint in text(page)
    for name in ("status", "side"):
        arguments = [cast.setup.pk, "aws"] if name == "side" else [cast.setup.pk]
        assert wes.look(name, *arguments).status_code == 200


def test_the_step_that_took_its_place_can_be_begun_meanwhile(cast: Cast, renamed: Run) -> None:
    work(renamed)
    assert Overview(cast.setup).by_key["aws-connect"].state is State.READY
    assert plan(cast, "aws-connect", aws_region="eu-central-1").succeeded


def test_otto_sees_nothing_of_it(otto: Window, renamed: Run) -> None:
    work(renamed)
    assert otto.look("run", renamed.pk).status_code == 404


def test_a_step_that_was_inserted_is_simply_next(
    cast: Cast, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old setups have no evidence of it: it is ready, and what comes after it stays as it is."""
    run = work(start(cast, "aws-connect", aws_region="eu-central-1"))
    assert run.succeeded
    Run.objects.filter(pk=run.pk).update(step_key="before-it-was-inserted")
    overview = Overview(cast.setup)
    assert overview.by_key["aws-connect"].state is State.READY
    assert Membership.objects.filter(setup=cast.setup).exists()
