"""What is deleted can be brought back for 30 days, nearly as it was."""

import pytest

from sandbox.entra.errors import SignInRefused
from sandbox.entra.seed import ADMIN, AGENTS, ALICE, READER, stable_id
from tests.sandbox.contoso import App, Contoso, error_of

pytest_plugins = ["tests.sandbox.entra_fixtures"]

ITEMS = "/directory/deletedItems"
URN = "urn:amazon:webservices"
TAKEN = "Another object with the same value for property identifierUris already exists."


def deleted_app(contoso: Contoso) -> App:
    app = contoso.saml_app()
    assert contoso.graph.delete(app.path).status_code == 204
    return app


def ids(contoso: Contoso, kind: str) -> list[str]:
    return [row["id"] for row in contoso.graph.get(f"{ITEMS}/microsoft.graph.{kind}").json()["value"]]


def test_a_deleted_application_and_its_service_principal_are_listed(contoso: Contoso) -> None:
    app = deleted_app(contoso)
    assert (ids(contoso, "application"), ids(contoso, "servicePrincipal")) == (
        [app.object_id],
        [app.principal_id],
    )
    row = contoso.graph.get(f"{ITEMS}/{app.object_id}").json()
    assert (row["@odata.type"], row["appId"]) == ("#microsoft.graph.application", app.app_id)
    assert row["deletedDateTime"]


def test_a_restored_application_lets_people_in_but_without_its_policy(contoso: Contoso) -> None:
    app = deleted_app(contoso)
    with pytest.raises(SignInRefused, match="AADSTS700016"):
        app.sign_in(ALICE)
    restored = contoso.graph.post(f"{ITEMS}/{app.object_id}/restore")
    assert (restored.status_code, restored.json()["id"]) == (200, app.object_id)
    assert restored.json()["deletedDateTime"] is None
    rows = contoso.graph.get(f"{app.principal_path}/appRoleAssignedTo").json()["value"]
    assert [row["principalId"] for row in rows] == [stable_id(AGENTS)]
    assert contoso.graph.get(f"{app.principal_path}/claimsMappingPolicies").json()["value"] == []
    assert not any("aws" in name for name in app.sign_in(ALICE).claims)
    assert ids(contoso, "application") == ids(contoso, "servicePrincipal") == []


def test_a_service_principal_alone_comes_back_to_its_application_only(contoso: Contoso) -> None:
    app = contoso.saml_app()
    assert contoso.graph.delete(app.principal_path).status_code == 204
    assert contoso.graph.get(app.path).status_code == 200
    assert contoso.graph.post(f"{ITEMS}/{app.principal_id}/restore").status_code == 200
    assert contoso.graph.get(app.principal_path).status_code == 200
    contoso.graph.delete(app.path)
    status, _, message = error_of(contoso.graph.post(f"{ITEMS}/{app.principal_id}/restore"))
    assert (status, "does not reference a valid application object" in message) == (400, True)


def test_an_identifier_is_free_again_and_then_stands_in_the_way_of_restoring(contoso: Contoso) -> None:
    app = deleted_app(contoso)
    other = contoso.saml_app(URN)
    refused = contoso.graph.post(f"{ITEMS}/{app.object_id}/restore")
    assert error_of(refused) == (400, "Request_BadRequest", TAKEN)
    contoso.graph.delete(other.path)
    assert contoso.graph.post(f"{ITEMS}/{app.object_id}/restore").status_code == 200


def test_a_purged_application_is_gone_with_its_service_principal(contoso: Contoso) -> None:
    app = deleted_app(contoso)
    assert contoso.graph.delete(f"{ITEMS}/{app.object_id}").status_code == 204
    assert ids(contoso, "application") == ids(contoso, "servicePrincipal") == []
    answer = contoso.graph.post(f"{ITEMS}/{app.object_id}/restore")
    assert error_of(answer)[:2] == (404, "Request_ResourceNotFound")


def test_after_thirty_days_nothing_comes_back(contoso: Contoso) -> None:
    app = deleted_app(contoso)
    with contoso.later(days=29):
        assert contoso.graph_with(fresh(contoso)).get(f"{ITEMS}/{app.object_id}").status_code == 200
    with contoso.later(days=31):
        assert contoso.graph_with(fresh(contoso)).get(f"{ITEMS}/{app.object_id}").status_code == 404


def fresh(contoso: Contoso) -> str:
    token: str = contoso.ask_token().json()["access_token"]
    return token


def test_restoring_needs_scope_and_directory_role(contoso: Contoso) -> None:
    path = f"{ITEMS}/{deleted_app(contoso).object_id}/restore"
    for person, scope in ((ADMIN, "Application.Read.All"), (READER, "Application.ReadWrite.All")):
        graph = contoso.graph_with(contoso.person_token(person, scope))
        assert error_of(graph.post(path))[:2] == (403, "Authorization_RequestDenied")
    both = contoso.graph_with(contoso.person_token(ADMIN, "Application.ReadWrite.All"))
    assert both.post(path).status_code == 200
