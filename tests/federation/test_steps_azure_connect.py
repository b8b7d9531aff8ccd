"""The Azure engineer connects to the tenant of the setup, and to no other."""

import pytest

from federation.clouds.entra.tenant import EntraTenant
from federation.errors import AnswerRefused
from federation.items import DIRECTORY, ENTRA_CALLER, TENANT_ID, TENANT_NAME
from federation.steps.azure_connect import AzureConnect
from sandbox.entra import seed as contoso
from tests.federation.entra_engineer import Engineer

pytest_plugins = ["tests.federation.entra_fixtures"]

STEP = AzureConnect()


def test_the_record_learns_tenant_and_caller(azure: Engineer) -> None:
    given = azure.carry_out(STEP).items
    assert given[TENANT_ID] == contoso.TENANT_ID
    assert given[TENANT_NAME] == contoso.TENANT_NAME
    assert given[ENTRA_CALLER] == f"application {contoso.CLIENT_ID}"


@pytest.mark.parametrize("name", [contoso.INITIAL_DOMAIN, contoso.DOMAIN.upper(), contoso.TENANT_ID])
def test_every_name_of_the_tenant_is_accepted(azure: Engineer, name: str) -> None:
    azure.record.put(DIRECTORY, name)
    assert set(azure.plan(STEP)) == {"keep"}


def test_a_sign_in_to_another_tenant_is_refused_at_the_answer(azure: Engineer) -> None:
    azure.record.put(DIRECTORY, "fabrikam.example")
    with pytest.raises(AnswerRefused, match="leads to tenant Contoso") as caught:
        azure.carry_out(STEP)
    assert caught.value.item_key == "directory"


def test_a_tenant_other_than_the_records_is_an_error(azure: Engineer) -> None:
    assert azure.findings(STEP) == {"tenant": "ok", "entra-permissions": "ok"}
    azure.record.put(TENANT_ID, "00000000-0000-4000-8000-000000000000")
    assert azure.findings(STEP)["tenant"] == "error"


def rows(azure: Engineer) -> dict[str, tuple[str, str]]:
    """What the plan shows: name and detail of each line."""
    return {row.what: (row.name, row.detail) for row in STEP.plan(azure.record, azure.clouds)}


def test_the_plan_says_who_is_signed_in_where_and_what_is_missing(azure: Engineer) -> None:
    shown = rows(azure)
    assert shown["Signed in to Entra as"][0] == f"application {contoso.CLIENT_ID}"
    assert shown["Entra tenant"] == (contoso.TENANT_NAME, contoso.TENANT_ID)
    assert shown["Permissions of this sign-in"] == ("none is missing", "")
    assert "Directory roles of this person" not in shown


def test_permissions_the_app_registration_lacks_are_named_one_by_one(azure: Engineer) -> None:
    registration = azure.world.table("entra.registrations")[contoso.CLIENT_ID]
    registration["permissions"] = ["Organization.Read.All", "Application.ReadWrite.All", "Directory.Read.All"]
    azure.carry_out(STEP)
    assert "Permission missing: AppRoleAssignment.ReadWrite.All (to assign people and groups)." in azure.said
    assert not any("GroupMember" in line for line in azure.said)
    assert rows(azure)["Permissions of this sign-in"][0] == "2 missing"
    assert azure.findings(STEP)["entra-permissions"] == "warning"


def test_a_token_that_cannot_be_read_is_no_reason_to_complain(
    azure: Engineer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EntraTenant, "granted", None)
    azure.carry_out(STEP)
    assert "Whether this sign-in may do everything could not be seen beforehand." in azure.said
    assert rows(azure)["Permissions of this sign-in"] == ("not known", "")
