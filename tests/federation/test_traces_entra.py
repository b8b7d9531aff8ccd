"""The Azure engineer undoes a step: what carries the setup's marker goes, everything else stays as it is."""

import copy
import json
from typing import Any

import pytest

from federation.errors import NeedsPerson
from federation.items import APP_NAME, APP_OBJECT_ID, APP_ROLE_ID, SERVICE_PRINCIPAL_ID, TENANT_ID
from federation.sides import Side
from federation.steps.azure_application import AzureApplication
from federation.steps.azure_assignments import AzureAssignments
from federation.steps.azure_certificate import AzureCertificate
from federation.steps.azure_claims import AzureClaims
from federation.steps.base import Resource, Step
from federation.traces.trace import Fate, Trace, take_away
from sandbox.entra.deleted_items import APPLICATION as TABLE
from tests.federation.entra_engineer import MARKER, Engineer

pytest_plugins = ["tests.federation.entra_fixtures"]
MAKING: tuple[Step, ...] = (AzureApplication(), AzureCertificate(), AzureClaims(), AzureAssignments())
APPLICATION, CERTIFICATE, CLAIMS, ASSIGNMENTS = MAKING
TABLES = (
    TABLE,
    "entra.servicePrincipals",
    "entra.claimsMappingPolicies",
    "entra.policyLinks",
    "entra.assignments",
    "entra.signingKeys",
)


class Setup:
    """What the engineer has made so far, and the tenant before it."""

    def __init__(self, azure: Engineer) -> None:
        self.azure = azure
        self.known: list[Resource] = []
        self.before = self.tenant

    @property
    def tenant(self) -> dict[str, Any]:
        return {name: copy.deepcopy(self.azure.world.table(name)) for name in TABLES}

    def carry_out(self, *steps: Step) -> "Setup":
        for step in steps:
            self.known += self.azure.carry_out(step).resources
        return self

    def look(self, step: Step) -> list[Trace]:
        return list(step.traces(self.azure.record, self.azure.clouds, self.known))

    def fates(self, step: Step) -> list[tuple[str, Fate]]:
        return [(one.resource.kind, one.fate) for one in self.look(step)]

    def undo(self, step: Step) -> list[str]:
        gone: list[str] = []
        take_away(self.look(step), lambda one: gone.append(one.resource.kind), owner=Side.AZURE)
        return gone

    @property
    def application(self) -> Any:
        return self.azure.row(TABLE, APP_OBJECT_ID)


@pytest.fixture
def made(azure: Engineer) -> Setup:
    azure.world.table("entra.policyLinks")
    return Setup(azure).carry_out(*MAKING)


def test_undone_in_reverse_the_tenant_is_as_before_but_for_what_can_be_restored(made: Setup) -> None:
    object_id = made.azure.record[APP_OBJECT_ID]
    assert [made.undo(step) for step in reversed(MAKING)] == [
        ["Assignment", "Assignment"],
        ["Claims policy", "App role"],
        [],
        ["Application"],
    ]
    assert made.tenant == made.before
    deleted = made.azure.world.table("entra.deletedItems")
    assert deleted[object_id]["row"]["displayName"] == made.azure.record[APP_NAME]
    assert len(deleted) == 2, "The application and its enterprise application."


def test_undoing_again_finds_nothing_and_does_no_harm(made: Setup) -> None:
    for step in reversed(MAKING):
        traces = made.look(step)
        for _ in range(2):
            take_away(traces, lambda one: None, owner=Side.AZURE)
        if step is not CERTIFICATE:
            assert made.undo(step) == []
    assert made.tenant == made.before


def test_each_step_alone_leaves_the_others_what_is_theirs(made: Setup) -> None:
    made.undo(ASSIGNMENTS)
    made.undo(CLAIMS)
    assert made.fates(CERTIFICATE) == [("Signing certificate", Fate.KEEP)]
    assert made.fates(APPLICATION) == [("Application", Fate.REMOVE), ("Enterprise application", Fate.REMOVE)]
    assert [role["value"] for role in made.application["appRoles"] if role["value"]] == []
    made.carry_out(CLAIMS, ASSIGNMENTS)
    assert len(made.look(ASSIGNMENTS)) == 2


def test_removing_the_application_says_for_how_long_it_can_be_restored(made: Setup) -> None:
    assert "30 days" in made.look(APPLICATION)[0].because
    assert "Assignment" in APPLICATION.takes


def test_an_application_that_was_there_is_kept_but_our_parts_go(made: Setup) -> None:
    made.application["tags"] = []
    assert made.fates(APPLICATION) == [("Application", Fate.KEEP), ("Enterprise application", Fate.KEEP)]
    before = [role["id"] for role in made.application["appRoles"]]
    for step in reversed(MAKING):
        made.undo(step)
    left = [role["id"] for role in made.application["appRoles"]]
    assert set(before) - set(left) == {made.azure.record[APP_ROLE_ID]}
    assert made.azure.world.table("entra.assignments") == made.before["entra.assignments"]
    assert made.azure.world.table("entra.claimsMappingPolicies") == {}


def test_look_alikes_stay_byte_for_byte(made: Setup) -> None:
    """Applications and policies of the same names, without our tag or with another setup's."""
    world = made.azure.world
    for number, tags in enumerate(([], ["handoff:zzzz9999"])):
        twin = copy.deepcopy(made.application) | {"id": f"twin-{number}", "appId": f"twin-{number}"}
        world.table(TABLE)[twin["id"]] = twin | {"tags": tags, "identifierUris": []}
    policy = copy.deepcopy(next(iter(world.table("entra.claimsMappingPolicies").values())))
    other = policy | {"id": "other", "displayName": "Amazon Connect claims zzzz9999"}
    world.table("entra.claimsMappingPolicies")["other"] = other
    foreign = json.dumps([world.table(TABLE)["twin-0"], world.table(TABLE)["twin-1"], other])
    for step in reversed(MAKING):
        made.undo(step)
    left = [*world.table(TABLE).values(), world.table("entra.claimsMappingPolicies")["other"]]
    assert json.dumps([row for row in left if row["id"].startswith(("twin", "other"))]) == foreign
    assert len(world.table("entra.claimsMappingPolicies")) == 1


def test_assignments_of_other_roles_are_named_before_the_application_goes(made: Setup) -> None:
    table = made.azure.world.table("entra.assignments")
    one = next(iter(table.values()))
    other = one | {"id": "by-hand", "appRoleId": "18d14569-c3bd-439b-9a66-3a2aee01d14f"}
    table["by-hand"] = other | {"principalDisplayName": "Frieda"}
    assert made.fates(ASSIGNMENTS) == [("Assignment", Fate.REMOVE)] * 2
    assert "Its assignments that Handoff did not make go with it: Frieda." in made.look(APPLICATION)[0].because


def test_an_assignment_that_was_not_recorded_is_found_by_its_role(made: Setup) -> None:
    made.known = [one for one in made.known if one.kind != "Assignment"]
    assert made.fates(ASSIGNMENTS) == [("Assignment", Fate.REMOVE)] * 2


def test_a_policy_that_another_application_uses_stops_it(made: Setup) -> None:
    policy = next(iter(made.azure.world.table("entra.claimsMappingPolicies")))
    principals = made.azure.world.table("entra.servicePrincipals")
    twin = copy.deepcopy(principals[made.azure.record[SERVICE_PRINCIPAL_ID]])
    principals["twin"] = twin | {"id": "twin", "appId": "twin", "displayName": "Payroll"}
    made.azure.world.table("entra.policyLinks")["twin"] = {"policies": [policy]}
    before = made.tenant
    with pytest.raises(NeedsPerson, match="Other applications use it too: Payroll"):
        made.undo(CLAIMS)
    assert made.tenant == before


def test_in_another_tenant_nothing_counts_as_gone(made: Setup) -> None:
    made.azure.record.put(TENANT_ID, "99999999-0000-4000-8000-000000000000")
    for step in MAKING:
        with pytest.raises(NeedsPerson, match="The sign-in leads to tenant"):
            made.look(step)


def test_what_an_attempt_left_under_its_working_name_is_found(azure: Engineer) -> None:
    setup = Setup(azure).carry_out(APPLICATION)
    setup.application.update(
        displayName=f"Amazon Connect {MARKER}", tags=[], identifierUris=[], web={"redirectUris": []}
    )
    setup.known.clear()
    azure.record._values.pop(APP_OBJECT_ID.key)
    assert setup.fates(APPLICATION)[0] == ("Application", Fate.REMOVE)


def test_its_pages_and_its_permissions_are_told(made: Setup) -> None:
    for step in MAKING:
        assert all(one.why for one in step.undo_permissions)
        assert step.undo_permissions
    for one in made.known:
        page = {
            "Application": APPLICATION,
            "Enterprise application": APPLICATION,
            "Signing certificate": CERTIFICATE,
            "App role": CLAIMS,
            "Claims policy": CLAIMS,
            "Assignment": ASSIGNMENTS,
        }[one.kind].page_of(one, made.azure.record)
        assert page is not None
        assert page.url.startswith("https://entra.microsoft.com/")
