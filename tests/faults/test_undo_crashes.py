"""F38: a worker that is killed while it undoes leaves what the next one finds, and the end is the same."""

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from unittest import mock

import pytest
from django.db import transaction
from django.utils.timezone import now

from sandbox.faults import Fault
from sandbox.replication import Replication
from sandbox.world import World
from tests.cast import ROUTE, Cast
from tests.faults.crash import Instants, Killed, watching
from tests.faults.test_lost_answers import AFTER, BEFORE, LOST_READS, READING, Faults
from tests.wizard.undo.conftest import done, start_undo, states, tables, undo, untouched
from wizard import runner
from wizard.models import Resource, Run
from wizard.record import SetupRecord
from wizard.undo import Undoing

__all__ = ["done", "untouched"]
WRITES = ("_note", "_gone", "_end")
HALVES = pytest.mark.parametrize("key", ["aws", "azure"])
STEPS = pytest.mark.parametrize(
    "key",
    ["aws-users", "aws-role", "aws-saml-provider", "azure-assignments", "azure-claims", "azure-application"],
)
MOST_TURNS = 8


class Stage:
    """A step of a finished setup, or one half of it, is about to be undone; no worker has the run yet."""

    def __init__(self, cast: Cast, world: World, key: str) -> None:
        self.cast, self.world = cast, world
        for later in later_on_the_side(key):
            undo(cast, later)
        self.run_id = str(start_undo(cast, key).pk)
        with self.rewound():
            self.go_on()
            self.expected = self.seen()

    def seen(self) -> tuple[object, ...]:
        """All that must be the same in the end: the clouds, the record, the resources, the states."""
        resources = Resource.objects.filter(setup=self.cast.setup).order_by("pk")
        return (
            tables(self.world),
            SetupRecord(self.cast.setup).fingerprints,
            [(row.kind, row.name, row.removed_at is None, row.there) for row in resources],
            states(self.cast),
            sorted(self.cast.setup.events.filter(key="undone").values_list("data__step", flat=True)),
        )

    @contextmanager
    def rewound(self) -> Iterator[None]:
        world = self.world
        kept, offset = copy.deepcopy(world._tables), world.offset
        point = transaction.savepoint()
        try:
            yield
        finally:
            transaction.savepoint_rollback(point)
            world._tables, world.offset, world._replication = kept, offset, Replication()
            world.faults.clear()

    def carry_out(self, *, fatal: int = 0) -> Instants:
        """One worker takes the run; it dies at the fatal instant, if there is one."""
        instants = Instants(fatal)
        try:
            with watching(instants), writes_passing(instants):
                runner.carry_out(self.run_id)
        except Killed:
            Run.objects.filter(pk=self.run_id).update(lease_until=now() - timedelta(seconds=1))
        return instants

    def go_on(self) -> None:
        for _ in range(MOST_TURNS):
            Run.objects.filter(pk=self.run_id).update(next_attempt_at=now() - timedelta(seconds=1))
            self.world.offset += timedelta(seconds=20)
            runner.carry_out(self.run_id)
            run = Run.objects.get(pk=self.run_id)
            if not run.active:
                assert run.succeeded, run.error_message
                return
        raise AssertionError("It never came to an end.")

    def ends_well(self) -> bool:
        self.go_on()
        return self.seen() == self.expected


def later_on_the_side(key: str) -> list[str]:
    """The steps that are undone before this one; none before a half."""
    keys = [step.key for step in reversed(ROUTE.steps) if step.key.startswith(key.split("-", maxsplit=1)[0])]
    return keys[: keys.index(key)] if key in keys else []


@contextmanager
def writes_passing(instants: Instants) -> Iterator[None]:
    """What is gone is written down: before and after each of these a worker can die too."""

    def around(name: str) -> Callable[..., None]:
        original = getattr(Undoing, name)

        def call(*args: object) -> None:
            instants.pass_by(f"before {name}")
            original(*args)
            instants.pass_by(f"after {name}")

        return call

    with ExitStack() as patched:
        for name in WRITES:
            patched.enter_context(mock.patch.object(Undoing, name, around(name)))
        yield


@STEPS
def test_a_worker_killed_at_any_instant_of_an_undo_does_no_harm(done: Cast, world: World, key: str) -> None:
    assert killed_at_each_instant(Stage(done, world, key)) == []


@pytest.mark.long
@HALVES
def test_a_worker_killed_at_any_instant_of_a_whole_half_does_no_harm(
    done: Cast, world: World, key: str
) -> None:
    assert killed_at_each_instant(Stage(done, world, key)) == []


def killed_at_each_instant(stage: Stage) -> list[str]:
    with stage.rewound():
        passed = stage.carry_out().passed
    assert len(passed) > 12
    wrong = []
    for number, name in enumerate(passed, start=1):
        with stage.rewound():
            stage.carry_out(fatal=number)
            if not stage.ends_well():
                wrong.append(f"{number}. {name}")
    return wrong


@pytest.mark.long
@STEPS
def test_two_workers_killed_at_any_instants_of_an_undo_do_no_harm(done: Cast, world: World, key: str) -> None:
    stage = Stage(done, world, key)
    with stage.rewound():
        passed = stage.carry_out().passed
    wrong = []
    for first in range(1, len(passed) + 1):
        with stage.rewound():
            stage.carry_out(fatal=first)
            with stage.rewound():
                recovery = stage.carry_out().passed
            for second in range(1, len(recovery) + 1):
                with stage.rewound():
                    stage.carry_out(fatal=second)
                    if not stage.ends_well():
                        wrong.append(f"{first}, then {second}")
    assert wrong == []


def calls(stage: Stage) -> list[str]:
    with stage.rewound():
        stage.world.journal.clear()
        stage.carry_out()
        return [call.operation for call in stage.world.journal.calls]


@STEPS
@pytest.mark.parametrize("faults", [AFTER, BEFORE], ids=["after the effect", "before it"])
def test_an_answer_lost_at_any_call_of_an_undo_does_no_harm(
    done: Cast, world: World, key: str, faults: Faults
) -> None:
    stage = Stage(done, world, key)
    wrong = []
    for number, operation in enumerate(calls(stage), start=1):
        for fault, status in LOST_READS if operation.startswith(READING) else faults:
            with stage.rewound():
                pause = 0.01 if fault is Fault.THROTTLE else 0
                world.faults.plan("*", fault, call=number, status=status, seconds=pause)
                stage.carry_out()
                if not stage.ends_well():
                    wrong.append(f"{number}. {operation}: {fault} {status}")
    assert wrong == []


@HALVES
def test_replicas_that_show_late_what_is_gone_do_no_harm(done: Cast, world: World, key: str) -> None:
    stage = Stage(done, world, key)
    world.faults.plan("*", Fault.LAG, times=10_000, seconds=15)
    stage.carry_out()
    assert stage.ends_well()


@HALVES
def test_the_order_of_an_undo_never_meets_a_conflict(done: Cast, world: World, key: str) -> None:
    """DeleteConflict of IAM is 409, an app role that is still enabled 400."""
    world.journal.clear()
    stage = Stage(done, world, key)
    stage.go_on()
    assert [call for call in world.journal.calls if call.status in (400, 403, 409)] == []
    removed = [call.operation for call in world.journal.calls if "elete" in call.operation.lower()]
    assert "DeleteInstance" not in removed
    assert removed
    assert len(ROUTE.steps) > 0
