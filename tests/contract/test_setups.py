"""Whole setups with the real SDKs: what is sent and what comes back is what Microsoft describes."""

import pytest

from federation.clouds.entra.applications import create_application, read_application, remove_duplicates
from federation.errors import CloudError
from federation.items import APP_NAME, APP_OBJECT_ID, ROLE_ARN, SESSION_DURATION, SESSION_NAME_SOURCE
from federation.routes import DIRECT_CUSTOM
from federation.sides import Side
from sandbox.entra import seed as tenant
from sandbox.faults import Fault
from tests.contract.checker import assert_described, called
from tests.contract.microsoft import Microsoft
from tests.contract.recorder import Recorder
from tests.federation.entra_engineer import ROLE, Engineer

STEPS = [step for step in DIRECT_CUSTOM.steps if step.side is Side.AZURE]


def go_through(engineer: Engineer) -> None:
    """Each step as a run does it, and as the login check looks at it afterwards."""
    for step in STEPS:
        engineer.plan(step)
        engineer.carry_out(step)
    for step in STEPS:
        engineer.findings(step)


SETUP = {
    "GET /organization",
    "GET /users",
    "GET /groups",
    "GET /groups/{}/members",
    "GET /applications",
    "GET /applications/{}",
    "PATCH /applications/{}",
    "POST /applicationTemplates/{}/instantiate",
    "GET /servicePrincipals",
    "GET /servicePrincipals/{}",
    "PATCH /servicePrincipals/{}",
    "POST /servicePrincipals/{}/addTokenSigningCertificate",
    "GET /servicePrincipals/{}/claimsMappingPolicies",
    "POST /servicePrincipals/{}/claimsMappingPolicies/$ref",
    "GET /policies/claimsMappingPolicies",
    "POST /policies/claimsMappingPolicies",
    "GET /servicePrincipals/{}/appRoleAssignedTo",
    "POST /servicePrincipals/{}/appRoleAssignedTo",
}


def test_handoff_as_an_application_sends_what_microsoft_describes(
    engineer: Engineer, wire: Recorder, microsoft: Microsoft
) -> None:
    go_through(engineer)
    assert_described(microsoft, wire.exchanges)
    assert called(microsoft, wire.exchanges) == SETUP


@pytest.mark.parametrize("engineer", [tenant.ADMIN], indirect=True)
def test_handoff_as_a_person_sends_what_microsoft_describes(
    engineer: Engineer, wire: Recorder, microsoft: Microsoft
) -> None:
    go_through(engineer)
    assert_described(microsoft, wire.exchanges)
    asks_about_the_person = {"GET /me", "GET /me/transitiveMemberOf/microsoft.graph.directoryRole"}
    assert called(microsoft, wire.exchanges) - SETUP == asks_about_the_person


def test_a_setup_whose_answers_change_sends_what_microsoft_describes(
    engineer: Engineer, wire: Recorder, microsoft: Microsoft
) -> None:
    go_through(engineer)
    engineer.record.put(ROLE_ARN, f"{ROLE}-2")
    engineer.record.put(SESSION_DURATION, "900")
    engineer.record.put(SESSION_NAME_SOURCE, "mailnickname")
    go_through(engineer)
    assert_described(microsoft, wire.exchanges)
    assert called(microsoft, wire.exchanges) - SETUP == {"PATCH /policies/claimsMappingPolicies/{}"}


def test_a_duplicate_is_deleted_as_microsoft_describes(
    engineer: Engineer, wire: Recorder, microsoft: Microsoft
) -> None:
    go_through(engineer)
    entra, name = engineer.clouds.entra, engineer.record[APP_NAME]
    create_application(entra, name)
    remove_duplicates(entra, read_application(entra, engineer.record[APP_OBJECT_ID]), name)
    assert_described(microsoft, wire.exchanges)
    assert called(microsoft, wire.exchanges) - SETUP == {"DELETE /applications/{}"}


@pytest.mark.parametrize(("fault", "status"), [(Fault.DENY, 403), (Fault.THROTTLE, 429), (Fault.FAIL, 500)])
def test_what_goes_wrong_is_said_as_microsoft_describes(
    engineer: Engineer, wire: Recorder, microsoft: Microsoft, fault: Fault, status: int
) -> None:
    engineer.world.faults.plan("GET /organization", fault)
    with pytest.raises(CloudError):
        engineer.carry_out(STEPS[0])
    assert_described(microsoft, wire.exchanges)
    assert [one.status for one in wire.exchanges] == [status]
