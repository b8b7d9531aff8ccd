"""F01 to F05: a worker that is killed at any instant of any step leaves nothing twice, lost or orphaned."""

import pytest

from sandbox.world import World
from tests.cast import ROUTE, Cast
from tests.faults.stages import Stage, each


@pytest.mark.parametrize("key", [step.key for step in ROUTE.steps])
def test_a_worker_killed_at_any_instant_of_a_step_does_no_harm(cast: Cast, world: World, key: str) -> None:
    stage = Stage.before(cast, world, key)
    with stage.rewound():
        instants = stage.carry_out().passed
        assert stage.problems() == []
    assert len(instants) >= 4, "At least one call and the record."
    cases = {
        f"{number}. {name}": lambda number=number: stage.carry_out(fatal=number)
        for number, name in enumerate(instants, start=1)
    }
    assert each(stage, cases) == {}
