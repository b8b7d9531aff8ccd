"""The Azure engineer connects to the tenant of the setup, and to no other."""

import pytest

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
    assert azure.plan(STEP) == ["keep"]


def test_a_sign_in_to_another_tenant_is_refused_at_the_answer(azure: Engineer) -> None:
    azure.record.put(DIRECTORY, "fabrikam.example")
    with pytest.raises(AnswerRefused, match="leads to tenant Contoso") as caught:
        azure.carry_out(STEP)
    assert caught.value.item_key == "directory"


def test_a_tenant_other_than_the_records_is_an_error(azure: Engineer) -> None:
    assert azure.findings(STEP) == {"tenant": "ok"}
    azure.record.put(TENANT_ID, "00000000-0000-4000-8000-000000000000")
    assert azure.findings(STEP) == {"tenant": "error"}
