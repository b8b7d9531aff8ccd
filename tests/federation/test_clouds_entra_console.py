"""Deep links lead to the page of the very application, in the very tenant."""

from federation.clouds.entra import console

TENANT = "72f9b6a4-58f1-4c3d-9a0e-5d1b3f7c2e11"
APP = "11111111-2222-3333-4444-555555555555"
PRINCIPAL = "66666666-7777-8888-9999-000000000000"


def test_single_sign_on_names_tenant_application_and_principal() -> None:
    link = console.single_sign_on(TENANT, app_id=APP, service_principal_id=PRINCIPAL)
    start = f"https://entra.microsoft.com/{TENANT}/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/SignOn/"
    assert link.startswith(f"{start}objectId/{PRINCIPAL}/appId/{APP}/")


def test_without_a_tenant_the_link_still_opens_the_page() -> None:
    assert console.overview().startswith("https://entra.microsoft.com/#view/")


def test_nothing_in_an_id_can_leave_its_place() -> None:
    assert "a%20b%23c" in console.app_roles(TENANT, app_id="a b#c")
