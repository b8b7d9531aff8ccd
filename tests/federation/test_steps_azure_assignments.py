"""People and groups get the role, and AWS learns who they will be in Connect."""

import pytest

from federation.clouds.entra.assignments import assign
from federation.errors import AnswerRefused, CloudFailed
from federation.items import (
    APP_ROLE_ID,
    PEOPLE,
    PRINCIPALS,
    SERVICE_PRINCIPAL_ID,
    SESSION_NAME_SOURCE,
)
from federation.people import SignInPerson
from federation.steps.azure_application import AzureApplication
from federation.steps.azure_assignments import AzureAssignments
from federation.steps.azure_claims import AzureClaims
from sandbox.entra import seed as contoso
from sandbox.faults import Fault
from sandbox.rows import Row
from tests.federation.entra_engineer import Engineer

pytest_plugins = ["tests.federation.entra_fixtures"]

STEP = AzureAssignments()
ASSIGN = "POST /servicePrincipals/{id}/appRoleAssignedTo"


@pytest.fixture
def engineer(azure: Engineer) -> Engineer:
    """Application and claims are there."""
    azure.carry_out(AzureApplication())
    azure.carry_out(AzureClaims())
    return azure


def assigned(engineer: Engineer) -> set[str]:
    return {row["principalDisplayName"] for row in rows(engineer)}


def rows(engineer: Engineer) -> list[Row]:
    return list(engineer.world.table("entra.assignments").values())


def names(engineer: Engineer) -> list[str]:
    return [person.session_name for person in engineer.record[PEOPLE]]


def refusal(engineer: Engineer, *principals: str) -> str:
    engineer.record.put(PRINCIPALS, principals)
    with pytest.raises(AnswerRefused) as caught:
        engineer.carry_out(STEP)
    assert caught.value.item_key == "principals"
    assert rows(engineer) == []
    return caught.value.message


def user(engineer: Engineer, upn: str) -> Row:
    return engineer.world.table("entra.users")[contoso.stable_id(upn)]


def test_the_group_and_the_person_are_assigned_with_our_role(engineer: Engineer) -> None:
    assert engineer.plan(STEP) == ["create", "create"]
    engineer.carry_out(STEP)
    assert assigned(engineer) == {contoso.AGENTS, "Carol Lead"}
    assert {row["appRoleId"] for row in rows(engineer)} == {engineer.record[APP_ROLE_ID]}


def test_aws_learns_the_direct_members_by_name(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    assert engineer.record[PEOPLE] == (
        SignInPerson(contoso.ALICE, contoso.ALICE, "Alice", "Agent"),
        SignInPerson(contoso.BOB, contoso.BOB, "Bob", "Builder"),
        SignInPerson(contoso.CAROL, contoso.CAROL, "Carol", "Lead"),
    )


def test_members_of_a_nested_group_do_not_count_and_the_log_says_so(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    assert contoso.DAVE not in names(engineer)
    assert f"{contoso.AGENTS} contains groups, whose members do not count: {contoso.TRAINEES}." in engineer.said
    assert engineer.findings(STEP)["group-nested"] == "warning"


def test_doing_it_again_assigns_nobody_twice(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    engineer.carry_out(STEP)
    assert len(rows(engineer)) == 2
    assert engineer.plan(STEP) == ["keep", "keep"]


def test_an_assignment_that_was_there_stays_even_if_nobody_asks_for_it(engineer: Engineer) -> None:
    assign(
        engineer.clouds.entra,
        engineer.record[SERVICE_PRINCIPAL_ID],
        principal_id=contoso.stable_id(contoso.DAVE),
        role_id=engineer.record[APP_ROLE_ID],
    )
    engineer.carry_out(STEP)
    assert "Dave Trainee" in assigned(engineer)


def test_somebody_in_two_groups_is_one_person(engineer: Engineer) -> None:
    engineer.record.put(PRINCIPALS, (contoso.AGENTS, contoso.ALICE))
    engineer.carry_out(STEP)
    assert names(engineer) == [contoso.ALICE, contoso.BOB]


def test_it_goes_on_after_a_failure_half_way(engineer: Engineer) -> None:
    engineer.world.faults.plan(ASSIGN, Fault.FAIL)
    with pytest.raises(CloudFailed):
        engineer.carry_out(STEP)
    engineer.carry_out(STEP)
    assert len(rows(engineer)) == 2


@pytest.mark.parametrize("name", ["nobody@contoso.example", "No such group", "O'Brien's group"])
def test_an_unknown_name_is_refused_before_anything_is_assigned(engineer: Engineer, name: str) -> None:
    assert name in refusal(engineer, contoso.CAROL, name)


def test_two_groups_of_one_name_are_refused(engineer: Engineer) -> None:
    twin = {**engineer.world.table("entra.groups")[contoso.stable_id(contoso.AGENTS)], "id": "twin"}
    engineer.world.table("entra.groups")["twin"] = twin
    assert f"Several groups are called “{contoso.AGENTS}”" in refusal(engineer, contoso.AGENTS)


def test_a_guest_named_by_the_engineer_is_refused_with_the_rule_and_the_ways_out(engineer: Engineer) -> None:
    told = refusal(engineer, contoso.GUEST)
    assert f"Gwen Partner has the user principal name “{contoso.GUEST}”, which Connect cannot use" in told
    assert "2 to 64 letters, digits and . _ - @" in told
    assert f"Leave them out here, or choose another attribute in “{AzureClaims.title}”." in told


def test_all_that_is_wrong_with_the_names_is_told_at_once(engineer: Engineer) -> None:
    user(engineer, contoso.CAROL)["userPrincipalName"] = f"{'c' * 60}@contoso.example"
    twin = {**engineer.world.table("entra.groups")[contoso.stable_id(contoso.TRAINEES)], "id": "twin"}
    engineer.world.table("entra.groups")["twin"] = twin
    long = user(engineer, contoso.CAROL)["userPrincipalName"]
    told = refusal(engineer, "Nobody", contoso.TRAINEES, contoso.GUEST, "nobody@contoso.example", long)
    assert "no group called “Nobody”, “nobody@contoso.example”." in told
    assert f"Several groups are called “{contoso.TRAINEES}”" in told
    assert told.index("Gwen Partner has") < told.index("Carol Lead has") < told.index("Leave them out here")


def test_a_guest_is_welcome_under_an_attribute_that_connect_takes(engineer: Engineer) -> None:
    engineer.record.put(SESSION_NAME_SOURCE, "mail")
    engineer.record.put(PRINCIPALS, (contoso.GUEST,))
    engineer.carry_out(STEP)
    assert names(engineer) == ["gwen@partner.example"]


def test_somebody_without_the_attribute_is_refused_by_name(engineer: Engineer) -> None:
    user(engineer, contoso.CAROL)["mail"] = None
    engineer.record.put(SESSION_NAME_SOURCE, "mail")
    assert "Carol Lead has no e-mail address, which" in refusal(engineer, contoso.CAROL)


@pytest.mark.parametrize(("source", "shown"), [("userprincipalname", False), ("mail", True)])
def test_by_hand_nobody_is_told_to_assign_a_guest_who_cannot_be_used(
    engineer: Engineer, source: str, shown: bool
) -> None:
    engineer.record.put(SESSION_NAME_SOURCE, source)
    engineer.record.put(PRINCIPALS, (contoso.GUEST, contoso.CAROL, contoso.AGENTS))
    copied = [one.value for one in STEP.by_hand(engineer.record) if one.field == "Users and groups"]
    assert copied[-2:] == [contoso.CAROL, contoso.AGENTS]
    assert (contoso.GUEST in copied) is shown


def test_the_plan_says_beforehand_who_of_a_group_does_not_count(engineer: Engineer) -> None:
    members = engineer.world.table("entra.members")[contoso.stable_id(contoso.AGENTS)]["members"]
    members.append(contoso.stable_id(contoso.GUEST))
    detail = STEP.plan(engineer.record, engineer.clouds)[0].detail
    assert detail.startswith(
        f"2 people; the members of groups inside it do not count: {contoso.TRAINEES}; left out"
    )
    assert "Gwen Partner" in detail
    assert rows(engineer) == []


def test_a_guest_in_a_group_is_left_out_and_the_log_says_so(engineer: Engineer) -> None:
    members = engineer.world.table("entra.members")[contoso.stable_id(contoso.AGENTS)]["members"]
    members.append(contoso.stable_id(contoso.GUEST))
    engineer.carry_out(STEP)
    assert not any("EXT" in name for name in names(engineer))
    assert any(line.startswith("Left out: Gwen Partner has") for line in engineer.said)


@pytest.mark.parametrize(
    ("source", "name"), [("mail", "a.agent@mail.example"), ("mailnickname", "alice.agent")]
)
def test_the_chosen_attribute_becomes_the_connect_user_name(engineer: Engineer, source: str, name: str) -> None:
    user(engineer, contoso.ALICE)["mail"] = "a.agent@mail.example"
    engineer.record.put(SESSION_NAME_SOURCE, source)
    engineer.record.put(PRINCIPALS, (contoso.ALICE,))
    engineer.carry_out(STEP)
    assert names(engineer) == [name]


def test_two_people_who_would_be_one_connect_user_are_refused(engineer: Engineer) -> None:
    user(engineer, contoso.BOB)["mailNickname"] = "Alice.Agent"
    engineer.record.put(SESSION_NAME_SOURCE, "mailnickname")
    assert "same Connect user" in refusal(engineer, contoso.AGENTS)


def test_a_group_without_people_is_refused(engineer: Engineer) -> None:
    engineer.world.table("entra.members")[contoso.stable_id(contoso.TRAINEES)]["members"].clear()
    assert "no usable direct members" in refusal(engineer, contoso.TRAINEES)


def test_a_removed_assignment_is_found_with_the_name(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    assert "error" not in engineer.findings(STEP).values()
    table = engineer.world.table("entra.assignments")
    table.pop(next(key for key, row in table.items() if row["principalDisplayName"] == contoso.AGENTS))
    failed = [one for one in STEP.observe(engineer.record, engineer.clouds) if one.failed]
    assert [(one.code, one.actual) for one in failed] == [("assignment-missing", "not assigned")]
    assert contoso.AGENTS in failed[0].message


def test_an_assignment_with_another_role_is_found(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    for row in rows(engineer):
        row["appRoleId"] = "11111111-2222-4333-8444-555555555555"
    assert engineer.findings(STEP)["assignment-role"] == "error"
    assert engineer.findings(STEP)["assignment-missing"] == "ok"


def test_somebody_new_in_the_group_is_found_until_the_step_runs_again(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    members = engineer.world.table("entra.members")[contoso.stable_id(contoso.AGENTS)]["members"]
    members.append(contoso.stable_id(contoso.DAVE))
    assert engineer.findings(STEP)["people"] == "error"
    engineer.carry_out(STEP)
    assert engineer.findings(STEP)["people"] == "ok"
