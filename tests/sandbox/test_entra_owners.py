"""With Application.ReadWrite.OwnedBy an application changes only what it owns."""

import httpx
import pytest

from sandbox.entra.seed import ADMIN, ALICE, stable_id
from tests.sandbox.contoso import CUSTOM, Contoso, error_of

pytest_plugins = ["tests.sandbox.entra_fixtures"]

DENIED = (403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
NOBODY = "00000000-0000-4000-8000-000000000000"


def reference(object_id: str) -> dict[str, str]:
    return {"@odata.id": f"https://graph.microsoft.com/v1.0/directoryObjects/{object_id}"}


@pytest.fixture
def limited(contoso: Contoso) -> httpx.Client:
    """Graph as an application that holds OwnedBy and nothing else."""
    return contoso.application_with("Application.ReadWrite.OwnedBy")


def made_by(graph: httpx.Client) -> tuple[str, str]:
    answer = graph.post(f"/applicationTemplates/{CUSTOM}/instantiate", json={"displayName": "Mine"})
    body = answer.raise_for_status().json()
    return f"/applications/{body['application']['id']}", f"/servicePrincipals/{body['servicePrincipal']['id']}"


def test_what_an_application_made_is_its_own(limited: httpx.Client) -> None:
    application, principal = made_by(limited)
    assert limited.patch(application, json={"displayName": "Still mine"}).status_code == 204
    assert limited.patch(principal, json={"preferredSingleSignOnMode": "saml"}).status_code == 204
    (owner,) = limited.get(f"{application}/owners").json()["value"]
    assert (owner["@odata.type"], owner["displayName"]) == (
        "#microsoft.graph.servicePrincipal",
        "Somebody's automation",
    )
    assert limited.delete(application).status_code == 204


def test_what_others_made_it_may_read_but_not_change(contoso: Contoso, limited: httpx.Client) -> None:
    app = contoso.instantiate()
    assert limited.get(app.path).status_code == 200
    certificate = f"{app.principal_path}/addTokenSigningCertificate"
    for answer in (
        limited.patch(app.path, json={"displayName": "Mine now"}),
        limited.patch(app.principal_path, json={"notes": "mine"}),
        limited.post(certificate, json={"displayName": "CN=Mine"}),
        limited.delete(app.principal_path),
        limited.delete(app.path),
        limited.post(f"{app.principal_path}/owners/$ref", json=reference(stable_id(ALICE))),
        limited.post(f"{app.principal_path}/synchronization/jobs", json={"templateId": "aws"}),
    ):
        assert error_of(answer) == DENIED
    assert app.read()["displayName"] == "Amazon Connect"


def test_it_needs_both_the_application_and_its_service_principal(contoso: Contoso) -> None:
    app = contoso.instantiate()
    limited = contoso.application_with("Application.ReadWrite.OwnedBy")
    application, _ = made_by(limited)
    (me,) = [row["id"] for row in limited.get(f"{application}/owners").json()["value"]]
    assert contoso.graph.post(f"{app.path}/owners/$ref", json=reference(me)).status_code == 204
    assert limited.patch(app.path, json={"displayName": "Ours"}).status_code == 204
    assert error_of(limited.patch(app.principal_path, json={"notes": "ours"})) == DENIED
    contoso.graph.post(f"{app.principal_path}/owners/$ref", json=reference(me))
    assert limited.patch(app.principal_path, json={"notes": "ours"}).status_code == 204


def test_the_application_that_may_change_everything_needs_no_ownership(contoso: Contoso) -> None:
    graph = contoso.graph_with(contoso.person_token(ADMIN, "Application.ReadWrite.All"))
    application, _ = made_by(graph)
    assert contoso.graph.patch(application, json={"displayName": "Everybody's"}).status_code == 204


def test_an_owner_is_added_once_and_removed(contoso: Contoso) -> None:
    app = contoso.instantiate()
    path, alice = f"{app.path}/owners", stable_id(ALICE)
    assert contoso.graph.post(f"{path}/$ref", json=reference(alice)).status_code == 204
    assert "already exist" in error_of(contoso.graph.post(f"{path}/$ref", json=reference(alice)))[2]
    names = [row.get("userPrincipalName") for row in contoso.graph.get(path).json()["value"]]
    assert ALICE in names
    assert contoso.graph.delete(f"{path}/{alice}/$ref").status_code == 204
    assert contoso.graph.delete(f"{path}/{alice}/$ref").status_code == 404


def test_an_owner_must_exist_and_be_referred_to(contoso: Contoso) -> None:
    path = f"{contoso.instantiate().path}/owners/$ref"
    assert error_of(contoso.graph.post(path, json=reference(NOBODY)))[0] == 404
    answer = contoso.graph.post(path, json={"id": NOBODY})
    assert error_of(answer) == (400, "Request_BadRequest", "Not a valid reference update.")
