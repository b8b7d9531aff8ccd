"""An engineer who signed in as herself can do the whole Azure side; one without the role cannot."""

from collections.abc import Iterator

import pytest

from federation.clouds import Clouds
from federation.errors import PermissionMissing
from federation.items import ENTRA_CALLER, PEOPLE
from federation.steps.azure_access_url import AzureAccessUrl
from federation.steps.azure_application import AzureApplication
from federation.steps.azure_assignments import AzureAssignments
from federation.steps.azure_certificate import AzureCertificate
from federation.steps.azure_claims import AzureClaims
from federation.steps.azure_connect import AzureConnect
from sandbox.entra import seed as contoso
from sandbox.faults import Fault
from tests.federation.entra_engineer import Engineer, no_aws, open_contoso, signed_in

pytest_plugins = ["tests.federation.entra_fixtures"]

STEPS = (
    AzureConnect(),
    AzureApplication(),
    AzureCertificate(),
    AzureClaims(),
    AzureAssignments(),
    AzureAccessUrl(),
)


@pytest.fixture
def engineer(azure: Engineer, request: pytest.FixtureRequest) -> Iterator[Engineer]:
    """Signed in with PKCE as the person the test names."""
    sign_in = signed_in(request.param, azure.endpoints)
    azure.clouds = Clouds(
        no_aws,
        lambda: open_contoso(azure.endpoints, sign_in=sign_in, say=azure.said),
        azure.said.append,
        azure.endpoints,
    )
    yield azure
    azure.clouds.close()


@pytest.mark.parametrize("engineer", [contoso.ADMIN], indirect=True)
def test_a_cloud_application_administrator_does_it_all(engineer: Engineer) -> None:
    for step in STEPS:
        engineer.carry_out(step)
    assert engineer.record[ENTRA_CALLER] == contoso.ADMIN
    assert len(engineer.record[PEOPLE]) == 3
    levels = {level for step in STEPS for level in engineer.findings(step).values()}
    assert levels == {"ok", "warning"}  # the warning is the nested group


def test_what_exists_in_entra_is_called_as_in_entra(azure: Engineer) -> None:
    kinds = [one.kind for step in STEPS for one in azure.carry_out(step).resources]
    assert list(dict.fromkeys(kinds)) == [
        "Application",
        "Enterprise application",
        "Signing certificate",
        "App role",
        "Claims policy",
        "Assignment",
    ]


READ_ROLES = "GET /me/transitiveMemberOf/graph.directoryRole"


def role_row(engineer: Engineer) -> tuple[str, str]:
    """The plan's line about the directory roles."""
    *_, row = STEPS[0].plan(engineer.record, engineer.clouds)
    assert row.what == "Directory roles of this person"
    return row.name, row.detail


@pytest.mark.parametrize("engineer", [contoso.ADMIN], indirect=True)
def test_a_fitting_directory_role_is_shown_without_complaint(engineer: Engineer) -> None:
    assert role_row(engineer) == ("Cloud Application Administrator", "")
    engineer.carry_out(STEPS[0])
    assert engineer.said[-1].startswith("Nothing this setup needs is missing")


@pytest.mark.parametrize("engineer", [contoso.READER], indirect=True)
def test_a_reader_hears_at_once_that_the_role_does_not_do(engineer: Engineer) -> None:
    name, detail = role_row(engineer)
    assert name == "Global Reader"
    assert f"{contoso.READER} has the directory role Global Reader. Changing applications needs" in detail
    engineer.carry_out(STEPS[0])
    assert detail in engineer.said
    assert engineer.findings(STEPS[0])["entra-permissions"] == "warning"


@pytest.mark.parametrize("engineer", [contoso.READER], indirect=True)
def test_roles_that_may_not_be_read_are_not_known(engineer: Engineer) -> None:
    engineer.world.faults.plan(READ_ROLES, Fault.DENY, times=3)
    assert role_row(engineer) == ("not known", "")
    engineer.carry_out(STEPS[0])
    assert engineer.findings(STEPS[0])["entra-permissions"] == "ok"


@pytest.mark.parametrize("engineer", [contoso.READER], indirect=True)
def test_a_reader_may_look_but_not_create_and_reads_who_is_signed_in(engineer: Engineer) -> None:
    engineer.carry_out(STEPS[0])
    assert set(engineer.plan(STEPS[1])) == {"create"}
    with pytest.raises(PermissionMissing, match=r"Application\.ReadWrite\.All") as caught:
        engineer.carry_out(STEPS[1])
    assert f"does not allow {contoso.READER} to create the application" in caught.value.message
    assert caught.value.hint.startswith(f"You are signed in as {contoso.READER}; Entra lets a Cloud")
