"""F10: whatever its answer, a call that makes something reaches the cloud once in one attempt."""

import pytest

from sandbox.faults import Fault
from sandbox.world import World
from tests.cast import Cast
from tests.faults.stages import Stage

CREATIONS = {
    "azure-application": "POST /applicationTemplates/{id}/instantiate",
    "azure-certificate": "POST /servicePrincipals/{id}/addTokenSigningCertificate",
    "azure-claims": "POST /policies/claimsMappingPolicies",
    "azure-assignments": "POST /servicePrincipals/{id}/appRoleAssignedTo",
    "aws-saml-provider": "CreateSAMLProvider",
    "aws-role": "CreateRole",
    "aws-users": "CreateUser",
}


@pytest.mark.parametrize("key", CREATIONS)
@pytest.mark.parametrize(
    ("fault", "status"),
    [(Fault.DROP, 0), (Fault.LOSE, 500), (Fault.LOSE, 503), (Fault.LOSE, 504), (Fault.THROTTLE, 0)],
)
def test_a_creation_is_sent_once(cast: Cast, world: World, key: str, fault: Fault, status: int) -> None:
    stage = Stage.before(cast, world, key)
    world.journal.clear()
    world.faults.plan(CREATIONS[key], fault, status=status, times=9)
    stage.carry_out()
    assert sum(call.operation == CREATIONS[key] for call in world.journal.calls) == 1
