"""The enterprise application is made once, set up for Connect, and found again whatever happens."""

import uuid

import pytest

from federation.clouds.entra.applications import create_application, working_name
from federation.errors import CloudFailed, CloudNotReady, NeedsPerson, PermissionMissing
from federation.items import (
    APP_ID,
    APP_NAME,
    APP_OBJECT_ID,
    DESTINATION,
    IDENTIFIER,
    RELAY_STATE,
    REPLY_URL,
    SERVICE_PRINCIPAL_ID,
)
from federation.record import MemoryRecord
from federation.steps.azure_application import AzureApplication
from sandbox.faults import Fault
from tests.federation.entra_engineer import MARKER, Engineer, answers

pytest_plugins = ["tests.federation.entra_fixtures"]

STEP = AzureApplication()
INSTANTIATE = "POST /applicationTemplates/{id}/instantiate"


def applications(azure: Engineer) -> list[str]:
    return [row["displayName"] for row in azure.world.table("entra.applications").values()]


def foreign_application(azure: Engineer, **properties: object) -> str:
    """Somebody else's application, as the sandbox keeps it."""
    made = create_application(azure.clouds.entra, f"Foreign {uuid.uuid4()}")
    row = azure.world.table("entra.applications")[made.object_id]
    row.update({"displayName": "Foreign", **properties})
    return made.object_id


def test_the_application_is_made_with_all_saml_settings(azure: Engineer) -> None:
    azure.carry_out(STEP)
    application = azure.row("entra.applications", APP_OBJECT_ID)
    principal = azure.row("entra.servicePrincipals", SERVICE_PRINCIPAL_ID)
    assert application["displayName"] == "Amazon Connect"
    assert application["identifierUris"] == ["urn:amazon:webservices"]
    assert application["web"]["redirectUris"] == ["https://eu-central-1.signin.aws.amazon.com/saml"]
    assert principal["preferredSingleSignOnMode"] == "saml"
    assert principal["appRoleAssignmentRequired"] is True
    assert principal["samlSingleSignOnSettings"]["relayState"] == azure.record[RELAY_STATE]
    assert principal["loginUrl"] is None


def test_the_record_gets_what_the_other_steps_need(azure: Engineer) -> None:
    azure.carry_out(STEP)
    assert azure.record[APP_ID] == azure.row("entra.applications", APP_OBJECT_ID)["appId"]
    assert azure.record[IDENTIFIER] == "urn:amazon:webservices"
    assert azure.record[REPLY_URL] == "https://eu-central-1.signin.aws.amazon.com/saml"
    assert "destination=%2Fagent-app-v2&new_domain=true" in azure.record[RELAY_STATE]


def test_the_application_carries_the_marker_so_that_its_name_is_free(azure: Engineer) -> None:
    azure.carry_out(STEP)
    assert f"handoff:{MARKER}" in azure.row("entra.applications", APP_OBJECT_ID)["tags"]


def test_doing_it_again_changes_nothing(azure: Engineer) -> None:
    azure.carry_out(STEP)
    before = azure.calls()
    azure.carry_out(STEP)
    writes = [name for name in azure.calls() - before if not name.startswith("GET")]
    assert writes == []
    assert set(azure.plan(STEP)) == {"keep"}


def test_the_plan_says_create_before_and_change_after_a_new_answer(azure: Engineer) -> None:
    assert set(azure.plan(STEP)) == {"create"}
    azure.carry_out(STEP)
    before = azure.record[RELAY_STATE]
    azure.record.put(DESTINATION, "ccp")
    *same, change = STEP.plan(azure.record, azure.clouds)
    assert {row.change for row in same} == {"keep"}
    assert (change.change, change.what) == ("change", "the relay state")
    assert "ccp-v2" in change.name
    assert change.detail == f"instead of {before}"


def test_the_plan_names_identifier_reply_url_and_relay_state(azure: Engineer) -> None:
    planned = {row.what: row.name for row in STEP.plan(azure.record, azure.clouds)}
    azure.carry_out(STEP)
    assert planned["the identifier"] == azure.record[IDENTIFIER]
    assert planned["the reply URL"] == azure.record[REPLY_URL]
    assert planned["the relay state"] == azure.record[RELAY_STATE]


def test_what_somebody_changed_in_entra_is_changed_back_in_the_plan_too(azure: Engineer) -> None:
    azure.carry_out(STEP)
    azure.row("entra.applications", APP_OBJECT_ID)["web"] = {"redirectUris": ["https://x.example"]}
    (changed,) = [row for row in STEP.plan(azure.record, azure.clouds) if row.change == "change"]
    assert (changed.name, changed.detail) == (azure.record[REPLY_URL], "instead of https://x.example")


def test_another_destination_changes_the_relay_state_alone(azure: Engineer) -> None:
    first = azure.carry_out(STEP).items
    azure.record.put(DESTINATION, "admin")
    second = azure.carry_out(STEP).items
    assert {item.key for item in second if first[item] != second[item]} == {"relay_state"}


def test_another_name_renames_the_same_application(azure: Engineer) -> None:
    azure.carry_out(STEP)
    azure.record.put(APP_NAME, "Contact centre")
    azure.carry_out(STEP)
    assert applications(azure) == ["Contact centre"]


def test_a_renamed_application_is_found_by_its_tag_alone(azure: Engineer) -> None:
    azure.carry_out(STEP)
    azure.row("entra.applications", APP_OBJECT_ID)["displayName"] = "Renamed by somebody"
    azure.record = MemoryRecord(answers(), marker=MARKER)
    azure.carry_out(STEP)
    assert applications(azure) == ["Amazon Connect"]


def test_people_see_a_name_without_the_marker_in_my_apps(azure: Engineer) -> None:
    proposed = next(ask.default for ask in STEP.asks if ask.item is APP_NAME)
    azure.record.put(APP_NAME, proposed)
    azure.carry_out(STEP)
    assert azure.row("entra.servicePrincipals", SERVICE_PRINCIPAL_ID)["displayName"] == "Amazon Connect"


def test_while_it_is_made_its_name_carries_the_marker_so_that_it_is_found_again(azure: Engineer) -> None:
    azure.world.faults.plan("PATCH /applications/{id}", Fault.FAIL)
    with pytest.raises(CloudFailed):
        azure.carry_out(STEP)
    assert applications(azure) == [f"Amazon Connect {MARKER}"]
    azure.carry_out(STEP)
    assert applications(azure) == ["Amazon Connect"]


def test_a_taken_identifier_gets_a_number_and_the_log_says_so(azure: Engineer) -> None:
    foreign_application(azure, identifierUris=["urn:amazon:webservices"])
    azure.carry_out(STEP)
    assert azure.record[IDENTIFIER] == "urn:amazon:webservices#2"
    assert "Another application already has the identifier urn:amazon:webservices." in azure.said


def test_when_every_identifier_is_taken_a_person_must_tidy_up(azure: Engineer) -> None:
    taken = ["urn:amazon:webservices", *(f"urn:amazon:webservices#{n}" for n in range(2, 21))]
    foreign_application(azure, identifierUris=taken)
    with pytest.raises(NeedsPerson, match="All identifiers"):
        azure.carry_out(STEP)


def test_an_application_of_the_same_name_that_is_not_ours_stays_untouched(azure: Engineer) -> None:
    foreign = foreign_application(azure, displayName="Amazon Connect")
    before = dict(azure.world.table("entra.applications")[foreign])
    azure.carry_out(STEP)
    assert azure.record[APP_OBJECT_ID] != foreign
    assert azure.world.table("entra.applications")[foreign] == before


def test_one_made_by_hand_and_put_on_record_is_adopted_under_its_own_name(azure: Engineer) -> None:
    azure.record.put(APP_OBJECT_ID, foreign_application(azure, displayName="By hand"))
    outcome = azure.carry_out(STEP)
    assert applications(azure) == ["By hand"]
    assert all(resource.adopted for resource in outcome.resources)


def test_a_lost_answer_does_not_make_a_second_application(azure: Engineer) -> None:
    create_application(azure.clouds.entra, "Amazon Connect")  # and then the worker died
    azure.carry_out(STEP)
    assert applications(azure) == ["Amazon Connect"]


def test_an_unused_duplicate_of_ours_is_removed(azure: Engineer) -> None:
    name = working_name(azure.clouds.entra, "Amazon Connect")
    create_application(azure.clouds.entra, name)
    foreign_application(azure, displayName=name)
    azure.carry_out(STEP)
    assert applications(azure) == ["Amazon Connect"]
    assert any("duplicate" in line for line in azure.said)


def test_a_duplicate_somebody_has_begun_to_use_stays(azure: Engineer) -> None:
    name = working_name(azure.clouds.entra, "Amazon Connect")
    for identifier in ("urn:first", "urn:second"):
        foreign_application(azure, displayName=name, identifierUris=[identifier])
    azure.carry_out(STEP)
    assert len(applications(azure)) == 2


def test_an_internal_error_of_entra_is_answered_by_looking_not_by_sending_again(azure: Engineer) -> None:
    azure.world.faults.plan(INSTANTIATE, Fault.FAIL)
    with pytest.raises(CloudNotReady):
        azure.carry_out(STEP)
    with pytest.raises(CloudNotReady, match="It is not known whether the application"):
        azure.carry_out(STEP)
    assert azure.calls()[INSTANTIATE] == 1


def test_after_ten_minutes_without_a_trace_a_person_decides(azure: Engineer) -> None:
    azure.world.faults.plan(INSTANTIATE, Fault.FAIL)
    with pytest.raises(CloudNotReady):
        azure.carry_out(STEP)
    azure.let_pass(601)
    with pytest.raises(NeedsPerson, match="nothing showed up for 10 minutes"):
        azure.carry_out(STEP)
    assert azure.calls()[INSTANTIATE] == 1
    azure.carry_out(STEP)
    assert len(applications(azure)) == 1


def test_it_goes_on_after_a_failure_half_way(azure: Engineer) -> None:
    azure.world.faults.plan("PATCH /servicePrincipals/{id}", Fault.FAIL)
    with pytest.raises(CloudFailed):
        azure.carry_out(STEP)
    azure.carry_out(STEP)
    assert applications(azure) == ["Amazon Connect"]


def test_a_missing_permission_is_named(azure: Engineer) -> None:
    azure.world.faults.plan(INSTANTIATE, Fault.DENY)
    with pytest.raises(PermissionMissing) as caught:
        azure.carry_out(STEP)
    assert caught.value.permission == "Application.ReadWrite.All"


@pytest.mark.parametrize(
    ("code", "table", "item", "change"),
    [
        ("identifier", "entra.applications", APP_OBJECT_ID, {"identifierUris": ["urn:other"]}),
        ("reply-url", "entra.applications", APP_OBJECT_ID, {"web": {"redirectUris": ["https://x.example"]}}),
        ("sign-on-mode", "entra.servicePrincipals", SERVICE_PRINCIPAL_ID, {"preferredSingleSignOnMode": None}),
        ("relay-state", "entra.servicePrincipals", SERVICE_PRINCIPAL_ID, {"samlSingleSignOnSettings": None}),
    ],
)
def test_what_somebody_changed_in_entra_is_an_error(
    azure: Engineer, code: str, table: str, item: object, change: dict[str, object]
) -> None:
    azure.carry_out(STEP)
    assert set(azure.findings(STEP).values()) == {"ok"}
    azure.row(table, item).update(change)  # type: ignore[arg-type]
    assert [one for one, level in azure.findings(STEP).items() if level == "error"] == [code]
    azure.carry_out(STEP)
    assert set(azure.findings(STEP).values()) == {"ok"}


def test_a_deleted_application_is_reported_and_made_again(azure: Engineer) -> None:
    azure.carry_out(STEP)
    del azure.world.table("entra.applications")[azure.record[APP_OBJECT_ID]]
    assert azure.findings(STEP) == {"application-exists": "error"}
    azure.carry_out(STEP)
    assert applications(azure) == ["Amazon Connect"]


def test_sign_in_open_to_everybody_is_a_warning(azure: Engineer) -> None:
    azure.carry_out(STEP)
    azure.row("entra.servicePrincipals", SERVICE_PRINCIPAL_ID)["appRoleAssignmentRequired"] = False
    assert azure.findings(STEP)["assignment-required"] == "warning"


def test_an_application_that_is_switched_off_is_an_error(azure: Engineer) -> None:
    azure.carry_out(STEP)
    azure.row("entra.servicePrincipals", SERVICE_PRINCIPAL_ID)["accountEnabled"] = False
    assert azure.findings(STEP)["application-enabled"] == "error"


def test_who_works_by_hand_sees_every_value_to_copy(azure: Engineer) -> None:
    values = {one.field: one.value for one in STEP.by_hand(azure.record)}
    assert values["Identifier (Entity ID)"] == "urn:amazon:webservices"
    assert values["Reply URL (Assertion Consumer Service URL)"].endswith("/saml")
    assert values["Sign on URL (Optional)"] == ""
