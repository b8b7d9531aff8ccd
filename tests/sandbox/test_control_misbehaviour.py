"""Misbehaviour: a profile for all calls, and faults planned for single ones."""

import pytest

from sandbox.faults import Fault, Met
from sandbox.profiles import FAST, LIFELIKE
from tests.sandbox.visitor import Visitor, words

pytest_plugins = ["tests.sandbox.control_fixtures"]

PAGE = "/control/misbehaviour"
RIGHT = {
    "operation": "CreateRole",
    "fault": "delay",
    "call": "2",
    "times": "3",
    "seconds": "1.5",
    "status": "504",
}


def test_a_planned_fault_is_met_and_can_be_seen(visitor: Visitor) -> None:
    assert visitor.press(f"{PAGE}/plan", **RIGHT).status_code == 303
    (planned,) = visitor.world.faults.planned
    assert (planned.operation, planned.met, planned.call, planned.times) == (
        "CreateRole",
        Met(Fault.DELAY, seconds=1.5),
        2,
        3,
    )
    page = visitor.text(PAGE)
    assert "CreateRole Do it, but answer late, 1.5 s after 1 more call, 3 times" in page
    assert "1 fault planned" in visitor.text("/control/")


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_can_be_planned(visitor: Visitor, fault: Fault) -> None:
    assert visitor.press(f"{PAGE}/plan", **{**RIGHT, "fault": fault.value}).status_code == 303
    assert visitor.world.faults.planned[0].met.fault is fault


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("operation", "  ", "Enter the name of an operation"),
        ("operation", "x" * 201, "Enter a name of at most 200 characters."),
        ("fault", "explode", "Choose what shall happen."),
        ("call", "0", "Enter which call it begins with: a whole number from 1 to 1,000,000."),
        ("call", "²", "Enter which call it begins with"),
        ("times", "1.5", "Enter for how many calls it lasts"),
        ("seconds", "", "Enter how many seconds: more than 0 and at most 3600."),
        ("seconds", "nan", "Enter how many seconds"),
        ("seconds", "-1", "Enter how many seconds"),
        ("seconds", "3601", "Enter how many seconds"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_planned(
    visitor: Visitor, name: str, value: str, sentence: str
) -> None:
    answer = visitor.press(f"{PAGE}/plan", **{**RIGHT, name: value})
    assert (answer.status_code, visitor.world.faults.planned) == (422, [])
    assert words(answer).count(sentence) == 2  # in the summary and beside the field
    assert f'id="{name}-error"' in answer.text
    assert f'<a href="#{name}">' in answer.text
    assert "Error: Misbehaviour" in words(answer)


def test_a_status_nobody_answers_is_refused(visitor: Visitor) -> None:
    answer = visitor.press(f"{PAGE}/plan", **{**RIGHT, "fault": "lose", "status": "200"})
    assert "Choose the HTTP status: one of 404, 500, 502, 503, 504." in words(answer)


def test_nothing_typed_is_lost_when_something_is_wrong(visitor: Visitor) -> None:
    page = visitor.press(f"{PAGE}/plan", **{**RIGHT, "operation": '<"Create*">', "times": "x"}).text
    assert 'value="&lt;&#34;Create*&#34;&gt;"' in page
    assert '<option value="delay" selected>' in page


def test_planned_faults_can_be_cancelled_one_by_one_and_all(visitor: Visitor) -> None:
    for operation in ("CreateRole", "CreateUser", "DeleteRole"):
        visitor.press(f"{PAGE}/plan", **{**RIGHT, "operation": operation})
    number = visitor.world.faults.planned[1].number
    visitor.press(f"{PAGE}/{number}/cancel")
    assert [one.operation for one in visitor.world.faults.planned] == ["CreateRole", "DeleteRole"]
    visitor.press(f"{PAGE}/cancel")
    assert visitor.world.faults.planned == []
    assert "Nothing is planned." in visitor.text(PAGE)


def test_a_profile_is_chosen_with_its_seed(visitor: Visitor) -> None:
    faults = visitor.world.faults
    assert visitor.press(f"{PAGE}/profile", profile="lifelike", seed="7").status_code == 303
    assert (faults.profile, faults.seed) == (LIFELIKE, 7)
    assert 'value="lifelike" checked' in visitor.look(PAGE).text
    assert "Profile lifelike" in visitor.text("/control/")


@pytest.mark.parametrize(("profile", "seed"), [("wild", "1"), ("lifelike", "-1"), ("lifelike", "x"), ("", "")])
def test_an_unknown_profile_or_seed_is_refused(visitor: Visitor, profile: str, seed: str) -> None:
    assert visitor.press(f"{PAGE}/profile", profile=profile, seed=seed).status_code == 422
    assert (visitor.world.faults.profile, visitor.world.faults.seed) == (FAST, 0)


def test_the_names_of_operations_are_offered(visitor: Visitor) -> None:
    page = visitor.look(PAGE).text
    assert '<option value="CreateSAMLProvider">' in page
    assert '<option value="POST /applicationTemplates/{id}/instantiate">' in page
