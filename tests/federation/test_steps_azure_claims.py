"""Entra sends Role, RoleSessionName and SessionDuration as AWS wants them."""

import json

import pytest

from federation.clouds.entra.claims import ensure_policy, wanted_definition
from federation.errors import CloudFailed, NeedsPerson
from federation.items import (
    APP_OBJECT_ID,
    APP_ROLE_ID,
    ROLE_ARN,
    ROLE_VALUE,
    SERVICE_PRINCIPAL_ID,
    SESSION_DURATION,
    SESSION_NAME_SOURCE,
)
from federation.steps.azure_application import AzureApplication
from federation.steps.azure_claims import AzureClaims
from sandbox.faults import Fault
from sandbox.rows import Row
from tests.federation.entra_engineer import MARKER, PROVIDER, ROLE, Engineer

pytest_plugins = ["tests.federation.entra_fixtures"]

STEP = AzureClaims()


@pytest.fixture
def engineer(azure: Engineer) -> Engineer:
    """The application is there."""
    azure.carry_out(AzureApplication())
    return azure


def roles(engineer: Engineer) -> dict[str, Row]:
    return {row["displayName"]: row for row in engineer.row("entra.applications", APP_OBJECT_ID)["appRoles"]}


def policies(engineer: Engineer) -> list[Row]:
    return list(engineer.world.table("entra.claimsMappingPolicies").values())


def writes(engineer: Engineer) -> int:
    return sum(count for name, count in engineer.calls().items() if not name.startswith("GET"))


def test_the_app_role_sends_role_and_provider(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    assert roles(engineer)[f"Amazon Connect {MARKER}"]["value"] == f"{ROLE},{PROVIDER}"
    assert engineer.record[ROLE_VALUE] == f"{ROLE},{PROVIDER}"
    assert engineer.record[APP_ROLE_ID] == roles(engineer)[f"Amazon Connect {MARKER}"]["id"]


def test_the_roles_that_were_there_stay(engineer: Engineer) -> None:
    before = roles(engineer)
    engineer.carry_out(STEP)
    after = roles(engineer)
    assert {name: after[name] for name in before} == before


def test_doing_it_again_writes_nothing(engineer: Engineer) -> None:
    assert engineer.plan(STEP) == ["create", "create"]
    engineer.carry_out(STEP)
    before = writes(engineer)
    engineer.carry_out(STEP)
    assert writes(engineer) == before
    assert engineer.plan(STEP) == ["keep", "keep"]


def test_the_plan_warns_that_the_portals_page_becomes_read_only(engineer: Engineer) -> None:
    _, policy = STEP.plan(engineer.record, engineer.clouds)
    assert "“Attributes & Claims” becomes read-only for this application" in policy.detail
    assert "RoleSessionName from userprincipalname, SessionDuration 43200" in policy.detail
    assert policies(engineer) == []


def test_a_new_role_arn_changes_the_value_and_keeps_the_id(engineer: Engineer) -> None:
    first = engineer.carry_out(STEP).items[APP_ROLE_ID]
    engineer.record.put(ROLE_ARN, f"{ROLE}-2")
    assert engineer.plan(STEP) == ["change", "keep"]
    assert engineer.carry_out(STEP).items[APP_ROLE_ID] == first
    assert any(line.startswith("Disabling the app role") for line in engineer.said)
    assert roles(engineer)[f"Amazon Connect {MARKER}"]["value"] == f"{ROLE}-2,{PROVIDER}"
    assert roles(engineer)[f"Amazon Connect {MARKER}"]["isEnabled"] is True


def test_a_role_left_disabled_half_way_is_enabled_again(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    roles(engineer)[f"Amazon Connect {MARKER}"]["isEnabled"] = False
    engineer.carry_out(STEP)
    assert roles(engineer)[f"Amazon Connect {MARKER}"]["isEnabled"] is True


def test_a_role_made_by_hand_with_the_right_value_is_used(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    by_hand = roles(engineer)[f"Amazon Connect {MARKER}"]
    by_hand.update(id="11111111-2222-4333-8444-555555555555", displayName="By hand")
    assert engineer.carry_out(STEP).items[APP_ROLE_ID] == "11111111-2222-4333-8444-555555555555"


def test_the_policy_names_the_three_attributes_exactly(engineer: Engineer) -> None:
    engineer.record.put(SESSION_NAME_SOURCE, "mail")
    engineer.record.put(SESSION_DURATION, "3600")
    engineer.carry_out(STEP)
    (policy,) = policies(engineer)
    schema = json.loads(policy["definition"][0])["ClaimsMappingPolicy"]["ClaimsSchema"]
    assert {one["SamlClaimType"].rpartition("/")[2]: one.get("ID") or one["Value"] for one in schema} == {
        "Role": "assignedroles",
        "RoleSessionName": "mail",
        "SessionDuration": "3600",
    }


def test_a_changed_answer_changes_the_same_policy(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    engineer.record.put(SESSION_DURATION, "900")
    assert engineer.plan(STEP) == ["keep", "change"]
    engineer.carry_out(STEP)
    assert len(policies(engineer)) == 1
    assert set(engineer.findings(STEP).values()) == {"ok"}


def test_a_policy_made_but_not_attached_is_attached(engineer: Engineer) -> None:
    attach = "POST /servicePrincipals/{id}/claimsMappingPolicies/$ref"
    engineer.world.faults.plan(attach, Fault.FAIL)
    with pytest.raises(CloudFailed):
        engineer.carry_out(STEP)
    engineer.carry_out(STEP)
    assert len(policies(engineer)) == 1
    assert set(engineer.findings(STEP).values()) == {"ok"}


def attach_foreign(engineer: Engineer, *, source: str, duration: str) -> None:
    tenant = engineer.clouds.entra
    tenant.marker = "somebody"
    definition = wanted_definition(session_name_source=source, session_duration=duration)
    ensure_policy(tenant, engineer.record[SERVICE_PRINCIPAL_ID], definition)
    tenant.marker = MARKER


def test_somebody_elses_policy_in_the_way_is_left_to_a_person(engineer: Engineer) -> None:
    attach_foreign(engineer, source="mail", duration="900")
    with pytest.raises(NeedsPerson, match="not ours"):
        engineer.carry_out(STEP)


def test_somebody_elses_policy_that_says_the_same_is_kept(engineer: Engineer) -> None:
    attach_foreign(engineer, source="userprincipalname", duration="43200")
    outcome = engineer.carry_out(STEP)
    assert len(policies(engineer)) == 1
    assert outcome.resources[1].adopted


def test_a_policy_changed_in_entra_is_an_error_at_the_very_claim(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    (policy,) = policies(engineer)
    policy["definition"] = [policy["definition"][0].replace("userprincipalname", "mail")]
    assert engineer.findings(STEP)["claim-session-name"] == "error"
    assert engineer.findings(STEP)["claim-role"] == "ok"


def test_claims_of_the_portal_cannot_be_read_and_are_only_a_warning(engineer: Engineer) -> None:
    assert engineer.findings(STEP) == {"role-value": "error", "claims-unreadable": "warning"}


def test_our_policy_taken_off_the_application_is_an_error_at_every_claim(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    engineer.world.table("entra.policyLinks").clear()
    assert list(engineer.findings(STEP).values()) == ["ok", "error", "error", "error"]


def test_a_disabled_role_sends_nothing(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    roles(engineer)[f"Amazon Connect {MARKER}"]["isEnabled"] = False
    assert engineer.findings(STEP)["role-value"] == "error"


def test_by_hand_names_and_namespaces_are_apart_as_in_the_portal(engineer: Engineer) -> None:
    values = {one.field: one.value for one in STEP.by_hand(engineer.record)}
    assert values["Namespace (claim Role)"] == "https://aws.amazon.com/SAML/Attributes"
    assert values["Source attribute (claim SessionDuration)"] == '"43200"'


def test_names_too_long_for_entra_are_sent_back_to_the_aws_engineer(engineer: Engineer) -> None:
    engineer.record.put(ROLE_ARN, f"{ROLE}{'x' * 40}")
    with pytest.raises(NeedsPerson, match="120 are allowed") as caught:
        engineer.carry_out(STEP)
    assert "shorter names" in caught.value.hint
