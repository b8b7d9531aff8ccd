"""The control interface: anything that speaks JSON over HTTP can make the clouds misbehave."""

from typing import Any

import pytest

from sandbox.profiles import PROFILES
from tests.sandbox.contoso import Contoso
from wizard.management import profile_options

pytest_plugins = ["tests.sandbox.entra_fixtures"]


def test_a_fault_is_planned_met_and_gone(contoso: Contoso) -> None:
    fault = {"operation": "GET /organization", "fault": "throttle", "times": 2, "seconds": 3}
    assert contoso.web.post("/control/faults", json=fault).status_code == 204
    assert contoso.web.get("/control/faults").json()[0]["met"] == "throttle 3 s"
    statuses = [contoso.graph.get("/organization").status_code for _ in range(3)]
    assert statuses == [429, 429, 200]
    assert contoso.web.get("/control/faults").json() == []


def test_what_is_planned_can_be_forgotten(contoso: Contoso) -> None:
    contoso.web.post("/control/faults", json={"operation": "*", "fault": "fail", "times": 9})
    assert contoso.web.delete("/control/faults").status_code == 204
    assert contoso.graph.get("/organization").status_code == 200


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "Expected a JSON body."),
        ("[]", "Expected operation"),
        ('{"fault": "fail"}', "Expected operation"),
        ('{"operation": "CreateRole", "fault": "explode"}', "Expected fault: one of deny, expire, throttle"),
        ('{"operation": "CreateRole", "fault": ["fail"]}', "Expected fault: one of deny, expire, throttle"),
        ("[" * 60_000, "Expected a JSON body."),
        ('{"operation": "CreateRole", "fault": "lag", "seconds": "long"}', "Expected seconds: a number"),
        ('{"operation": "CreateRole", "fault": "lag", "seconds": -1}', "Expected seconds: a number from 0"),
        ('{"operation": "CreateRole", "fault": "lose", "status": 200}', "Expected status: one of 404, 500"),
        ('{"operation": "CreateRole", "fault": "fail", "call": 0}', "Expected call: a number from 1"),
        ('{"operation": "CreateRole", "fault": "fail", "share": 2}', "Expected share: a number from 0 to 1"),
    ],
)
def test_a_fault_that_cannot_be_read_is_told(contoso: Contoso, body: str, expected: str) -> None:
    answer = contoso.web.post("/control/faults", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(expected)
    assert contoso.world.faults.planned == []


def test_the_profile_is_changed_while_the_clouds_run(contoso: Contoso) -> None:
    assert contoso.web.get("/control/profile").json()["name"] == "fast"
    assert contoso.web.put("/control/profile", json={"name": "lifelike", "seed": 7}).status_code == 200
    assert contoso.web.get("/control/profile").json() == {"name": "lifelike", "seed": 7}
    assert contoso.web.put("/control/profile", json={"name": "perfect"}).status_code == 400
    assert contoso.web.put("/control/profile", json={"name": ["fast"]}).status_code == 400


def test_the_commands_offer_the_profiles_there_are() -> None:
    assert set(profile_options.PROFILES) == set(PROFILES)


def test_the_clouds_clock_is_moved_on(contoso: Contoso) -> None:
    before = contoso.world.now()
    assert contoso.web.post("/control/clock", json={"seconds": 2400}).json()["seconds"] == 2400
    assert (contoso.world.now() - before).total_seconds() >= 2400


@pytest.mark.parametrize("body", [{}, {"seconds": -5}, {"seconds": "soon"}, []])
def test_the_clock_goes_forward_only(contoso: Contoso, body: Any) -> None:
    assert contoso.web.post("/control/clock", json=body).status_code == 400


def test_the_calls_are_told(contoso: Contoso) -> None:
    contoso.graph.get("/organization")
    call = contoso.web.get("/control/calls").json()[-1]
    assert (call["operation"], call["status"], call["cloud"]) == ("GET /organization", 200, "entra")


def test_another_method_is_refused(contoso: Contoso) -> None:
    answer = contoso.web.put("/control/faults", json={})
    assert (answer.status_code, answer.json()["error"]) == (405, "Use GET or POST or DELETE.")
