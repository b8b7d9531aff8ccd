"""F08 to F10 and F13: answers that get lost, calls that have no effect, and clouds that show things late."""

from collections.abc import Callable
from functools import partial

import pytest

from sandbox.faults import Fault
from sandbox.world import World
from tests.cast import ROUTE, Cast
from tests.faults.stages import Stage, each

Faults = tuple[tuple[Fault, int], ...]

AFTER: Faults = (
    (Fault.DROP, 0),
    (Fault.TRUNCATE, 0),
    (Fault.LOSE, 404),
    (Fault.LOSE, 500),
    (Fault.LOSE, 502),
    (Fault.LOSE, 503),
    (Fault.LOSE, 504),
)
"""The change is made, its answer is lost."""

LOST_READS: Faults = ((Fault.DROP, 0), (Fault.TRUNCATE, 0))
BEFORE: Faults = ((Fault.CUT, 0), (Fault.FAIL, 0), (Fault.THROTTLE, 0))
"""Nothing is made, but the caller cannot always tell."""

READING = ("Get", "List", "Describe", "Simulate", "Assume", "GET ", "POST /{tenant}")
STEPS = pytest.mark.parametrize("key", [step.key for step in ROUTE.steps])


def calls(stage: Stage) -> list[str]:
    """Every call of the step, in order."""
    with stage.rewound():
        stage.world.journal.clear()
        stage.carry_out()
        assert stage.problems() == []
        return [call.operation for call in stage.world.journal.calls]


def meeting(stage: Stage, fault: Fault, status: int, call: int) -> None:
    stage.world.faults.plan(
        "*", fault, call=call, status=status, seconds=0.01 if fault is Fault.THROTTLE else 0
    )
    stage.carry_out()


def cases(stage: Stage, faults: Faults, *, reads: Faults) -> dict[str, Callable[[], None]]:
    """Every one of `faults` at every writing call, every one of `reads` at the others."""
    found: dict[str, Callable[[], None]] = {}
    for number, operation in enumerate(calls(stage), start=1):
        for fault, status in reads if operation.startswith(READING) else faults:
            name = f"{number}. {operation}: {fault} {status or ''}".strip()
            found[name] = partial(meeting, stage, fault, status, number)
    return found


@STEPS
def test_an_answer_lost_after_the_effect_makes_nothing_twice(cast: Cast, world: World, key: str) -> None:
    stage = Stage.before(cast, world, key)
    assert each(stage, cases(stage, AFTER, reads=LOST_READS)) == {}


@STEPS
def test_a_call_without_effect_is_sent_again_in_the_end(cast: Cast, world: World, key: str) -> None:
    stage = Stage.before(cast, world, key)
    assert each(stage, cases(stage, BEFORE, reads=())) == {}


@STEPS
def test_what_replicas_show_late_is_neither_made_twice_nor_missed(cast: Cast, world: World, key: str) -> None:
    stage = Stage.before(cast, world, key)

    def late() -> None:
        stage.world.faults.plan("*", Fault.LAG, times=10_000, seconds=15)
        stage.carry_out()

    assert each(stage, {"late": late}) == {}
