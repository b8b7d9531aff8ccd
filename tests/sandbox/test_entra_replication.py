"""What was made a moment ago is not known everywhere: a call that names it may not find it yet."""

import pytest

from sandbox.entra.seed import ALICE, CAROL, SUPERVISORS, stable_id
from tests.sandbox.contoso import Contoso, claims_policy, error_of

pytest_plugins = ["tests.sandbox.entra_fixtures"]

NOT_FOUND = (404, "Request_ResourceNotFound")


def test_a_fresh_object_can_neither_be_read_nor_changed_for_a_while(contoso: Contoso) -> None:
    app = contoso.instantiate()
    contoso.hide("entra.applications", app.object_id, seconds=30)
    assert error_of(contoso.graph.get(app.path))[:2] == NOT_FOUND
    assert error_of(app.try_patch(displayName="Too early"))[:2] == NOT_FOUND
    assert error_of(contoso.graph.delete(app.path))[:2] == NOT_FOUND
    with contoso.later(seconds=31):
        app.patch(displayName="Now")
        assert app.read()["displayName"] == "Now"


@pytest.mark.parametrize(("table", "name"), [("entra.users", CAROL), ("entra.groups", SUPERVISORS)])
def test_a_fresh_person_or_group_cannot_be_assigned_yet(contoso: Contoso, table: str, name: str) -> None:
    app = contoso.saml_app()
    contoso.hide(table, stable_id(name), seconds=30)
    text = "Not a valid reference update."
    assert error_of(app.try_assign(stable_id(name))) == (400, "Request_BadRequest", text)
    with contoso.later(seconds=31):
        assert app.try_assign(stable_id(name)).status_code == 201


def test_a_fresh_role_cannot_be_assigned_yet(contoso: Contoso) -> None:
    app = contoso.saml_app()
    with contoso.world.lock, contoso.world.lagging(30), contoso.world.changing():
        roles = contoso.world.table("entra.servicePrincipals")[app.principal_id]["appRoles"]
        roles.append({**roles[-1], "id": stable_id("fresh"), "value": "arn:fresh"})
    status, code, message = error_of(app.try_assign(stable_id(ALICE), stable_id("fresh")))
    assert (status, code) == (400, "Request_BadRequest")
    assert message.startswith("Permission being assigned was not found on application")
    with contoso.later(seconds=31):
        assert app.try_assign(stable_id(ALICE), stable_id("fresh")).status_code == 201


def test_a_fresh_policy_cannot_be_attached_yet(contoso: Contoso) -> None:
    app = contoso.instantiate()
    body = {"definition": [claims_policy()], "displayName": "AWS claims"}
    policy = contoso.graph.post("/policies/claimsMappingPolicies", json=body).json()["id"]
    contoso.hide("entra.claimsMappingPolicies", policy, seconds=30)
    assert error_of(app.try_attach(policy))[:2] == NOT_FOUND
    with contoso.later(seconds=31):
        assert app.try_attach(policy).status_code == 204


def test_a_fresh_certificate_cannot_be_made_active_yet(contoso: Contoso) -> None:
    app = contoso.instantiate()
    thumbprint = app.add_certificate()["thumbprint"]
    contoso.hide("entra.signingKeys", thumbprint, seconds=30)
    answer = app.try_patch_principal(preferredTokenSigningKeyThumbprint=thumbprint)
    assert error_of(answer)[:2] == (400, "Request_BadRequest")
    with contoso.later(seconds=31):
        app.activate(thumbprint)
