"""F06: a worker killed at any instant, and the one that takes over killed at any instant as well.

All ordered pairs take long: `make faults` runs them; the suite takes those whose first instant lies around
what makes something.
"""

import pytest

from sandbox.world import World
from tests.cast import ROUTE, Cast
from tests.faults.stages import Stage, each

AROUND_CREATIONS = ("before begin", "after begin", "before end", "before _put_on_record")
MAKING = ("azure-application", "azure-certificate", "azure-claims")


def pairs(stage: Stage, first: list[int]) -> dict[str, list[str]]:
    """The broken invariants by pair of instants."""
    found: dict[str, list[str]] = {}
    for number in first:
        with stage.rewound():
            stage.carry_out(fatal=number)
            stage.let_time_pass()
            with stage.rewound():
                recovery = stage.carry_out().passed
            cases = {
                f"{number}, then {second}. {name}": lambda second=second: stage.carry_out(fatal=second)
                for second, name in enumerate(recovery, start=1)
            }
            found |= each(stage, cases)
    return found


def instants(stage: Stage) -> list[str]:
    """Every instant of the step when nothing happens."""
    with stage.rewound():
        return stage.carry_out().passed


@pytest.mark.parametrize("key", MAKING)
def test_two_workers_killed_around_a_creation_do_no_harm(cast: Cast, world: World, key: str) -> None:
    stage = Stage.before(cast, world, key)
    first = [number for number, name in enumerate(instants(stage), start=1) if name in AROUND_CREATIONS]
    assert len(first) >= 4
    assert pairs(stage, first) == {}


@pytest.mark.long
@pytest.mark.parametrize("key", [step.key for step in ROUTE.steps])
def test_two_workers_killed_at_any_instants_do_no_harm(cast: Cast, world: World, key: str) -> None:
    stage = Stage.before(cast, world, key)
    assert pairs(stage, list(range(1, len(instants(stage)) + 1))) == {}
