"""People get the address where sign-in begins, if they may sign in at all."""

import pytest

from federation.errors import NeedsPerson
from federation.items import APP_ID, PEOPLE, SERVICE_PRINCIPAL_ID, USER_ACCESS_URL
from federation.steps.azure_access_url import AzureAccessUrl
from federation.steps.azure_application import AzureApplication
from sandbox.entra import seed as contoso
from tests.federation.entra_engineer import Engineer

pytest_plugins = ["tests.federation.entra_fixtures"]

STEP = AzureAccessUrl()


@pytest.fixture
def engineer(azure: Engineer) -> Engineer:
    """The application is there."""
    azure.carry_out(AzureApplication())
    azure.record.put(PEOPLE, ())
    return azure


def test_the_address_names_application_and_tenant(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    expected = f"/api/signin/{engineer.record[APP_ID]}?tenantId={contoso.TENANT_ID}"
    assert engineer.record[USER_ACCESS_URL] == engineer.endpoints.launcher + expected


def test_by_hand_the_address_is_microsofts(engineer: Engineer) -> None:
    assert STEP.foreseen(engineer.record)[USER_ACCESS_URL].startswith(
        "https://launcher.myapps.microsoft.com/api/signin/"
    )


def test_disabled_sign_in_is_left_to_a_person(engineer: Engineer) -> None:
    engineer.carry_out(STEP)
    engineer.row("entra.servicePrincipals", SERVICE_PRINCIPAL_ID)["accountEnabled"] = False
    assert engineer.findings(STEP) == {"sign-in-enabled": "error", "user-access-url": "ok"}
    with pytest.raises(NeedsPerson, match="disabled"):
        engineer.carry_out(STEP)


def test_the_launcher_of_another_cloud_is_as_good_but_another_application_is_not(engineer: Engineer) -> None:
    engineer.record.put(USER_ACCESS_URL, STEP.foreseen(engineer.record)[USER_ACCESS_URL])
    assert engineer.findings(STEP)["user-access-url"] == "ok"
    engineer.record.put(APP_ID, "11111111-2222-4333-8444-555555555555")
    assert engineer.findings(STEP)["user-access-url"] == "error"
