"""F29: a sign-in that ends in the middle of a step, or a permission that is missing there.

The step stops before anything is done without it, says what is missing, and goes on once it is there.
"""

from collections.abc import Callable
from functools import partial

import pytest

from sandbox.faults import Fault
from sandbox.world import World
from tests.cast import ROUTE, Cast
from tests.faults.stages import Stage
from tests.faults.test_lost_answers import READING
from wizard.models import Effect, RunState

SAYS = {Fault.EXPIRE: "credentials-rejected", Fault.DENY: "permission-missing"}
CONDITIONAL_ACCESS = "POST /{tenant}"
"""Entra denies a token with a policy of the tenant: that is about the sign-in, not about a permission."""
FOR_ALL = ("openid-configuration", "federationmetadata.xml")
"""Public documents, which nobody needs to be signed in for."""
NICE_TO_KNOW = "SimulatePrincipalPolicy"
"""Who may not ask AWS what they may do is told so, and goes on."""


def calls(stage: Stage) -> list[str]:
    """Every call of the step, in order."""
    with stage.rewound():
        stage.world.journal.clear()
        stage.carry_out()
        assert stage.problems() == []
        return [call.operation for call in stage.world.journal.calls]


def refused(stage: Stage, fault: Fault, operation: str, number: int) -> list[str]:
    """Everything that is wrong when all calls from this one on are refused, and after that is mended."""
    stage.world.faults.plan("*", fault, call=number, times=10_000)
    stage.world.journal.clear()
    stage.carry_out()
    run, made = stage.run, [call.operation for call in stage.world.journal.calls]
    code = SAYS[fault] if not operation.startswith(CONDITIONAL_ACCESS) else SAYS[Fault.EXPIRE]
    wrong = []
    if (run.state, run.error_code) != (RunState.FAILED, code):
        wrong.append(f"{run} with {run.error_code}: {run.error_message}")
    if run.error_owner not in run.step_key or not run.error_hint:
        wrong.append(f"nobody is told what to do: {run.error_owner}, {run.error_hint}")
    if len(made) > number:
        wrong.append(f"it went on: {made[number:]}")
    if Effect.objects.exists() and not operation.startswith(READING):
        wrong.append("what was certainly not made is in question")
    stage.world.faults.clear()
    stage._try_again()
    return [*wrong, *stage.problems()]


def each(stage: Stage, cases: dict[str, Callable[[], list[str]]]) -> dict[str, list[str]]:
    """What is wrong in every case, each from the same beginning."""
    found, run_id = {}, stage.run_id
    for name, happens in cases.items():
        with stage.rewound():
            if wrong := happens():
                found[name] = wrong
        object.__setattr__(stage, "run_id", run_id)
    return found


@pytest.mark.parametrize("fault", [Fault.EXPIRE, Fault.DENY])
@pytest.mark.parametrize("key", [step.key for step in ROUTE.steps])
def test_a_step_stops_where_the_cloud_refuses_it_and_goes_on_when_it_may(
    cast: Cast, world: World, key: str, fault: Fault
) -> None:
    stage = Stage.before(cast, world, key)
    cases = {
        f"{number}. {operation}": partial(refused, stage, fault, operation, number)
        for number, operation in enumerate(calls(stage), start=1)
        if not operation.endswith(FOR_ALL) and (fault, operation) != (Fault.DENY, NICE_TO_KNOW)
    }
    assert each(stage, cases) == {}
