"""Graph: service principals, certificates, claims policies and assignments."""

import base64
import hashlib
from datetime import timedelta

import pytest
from cryptography import x509

from sandbox.entra.keys import graph_time
from sandbox.entra.seed import ALICE, CAROL, SUPERVISORS, stable_id
from tests.sandbox.contoso import Contoso, claims_policy, error_of

pytest_plugins = ["tests.sandbox.entra_fixtures"]

NOBODY = "00000000-0000-4000-8000-000000000000"
DEFAULT_ROLE = "00000000-0000-0000-0000-000000000000"
BAD = (400, "Request_BadRequest")


def test_a_certificate_is_real_and_comes_as_sign_and_verify(contoso: Contoso) -> None:
    app = contoso.instantiate()
    made = app.add_certificate()
    der = base64.b64decode(made["key"])
    assert hashlib.sha1(der, usedforsecurity=False).hexdigest().upper() == made["thumbprint"]
    assert x509.load_der_x509_certificate(der).subject.rfc4514_string() == "CN=Connect"
    keys = contoso.graph.get(app.principal_path, params={"$select": "keyCredentials"}).json()["keyCredentials"]
    assert [key["usage"] for key in keys] == ["Sign", "Verify"]
    assert {key["customKeyIdentifier"] for key in keys} == {made["customKeyIdentifier"]}
    assert [key["key"] for key in keys] == [None, made["key"]]


def test_the_certificate_itself_only_comes_when_asked_for(contoso: Contoso) -> None:
    app = contoso.instantiate()
    app.add_certificate()
    for path in (app.principal_path, "/servicePrincipals"):
        body = contoso.graph.get(path).json()
        (principal,) = body.get("value", [body])
        assert [key["key"] for key in principal["keyCredentials"]] == [None, None]


def test_a_certificate_lasts_three_years_at_most(contoso: Contoso) -> None:
    app, now = contoso.instantiate(), contoso.world.now()
    assert app.add_certificate()["endDateTime"][:4] == str(now.year + 3)
    for end in (now + timedelta(days=1200), now - timedelta(days=1)):
        answer = app.try_certificate(displayName="CN=Connect", endDateTime=graph_time(end))
        assert error_of(answer)[:2] == BAD
    assert error_of(app.try_certificate(displayName="CN=Connect", endDateTime="soon"))[:2] == BAD


@pytest.mark.parametrize("name", ["Connect", "CN=", ""])
def test_the_name_of_a_certificate_begins_with_cn(contoso: Contoso, name: str) -> None:
    assert error_of(contoso.instantiate().try_certificate(displayName=name))[:2] == BAD


def test_only_a_known_certificate_can_be_activated(contoso: Contoso) -> None:
    app, other = contoso.instantiate(), contoso.instantiate()
    foreign = other.add_certificate()["thumbprint"]
    assert error_of(app.try_patch_principal(preferredTokenSigningKeyThumbprint=foreign))[:2] == BAD


def test_a_certificate_is_removed_by_leaving_it_out(contoso: Contoso) -> None:
    app = contoso.instantiate()
    first, second = app.add_certificate(), app.add_certificate()
    principal = contoso.graph.get(app.principal_path).json()
    kept = {
        name: [row for row in principal[name] if row["customKeyIdentifier"] == second["customKeyIdentifier"]]
        for name in ("keyCredentials", "passwordCredentials")
    }
    app.patch_principal(**kept)
    keys = contoso.graph.get(app.principal_path, params={"$select": "keyCredentials"}).json()["keyCredentials"]
    assert [key["key"] for key in keys] == [None, second["key"]]
    assert error_of(app.try_patch_principal(preferredTokenSigningKeyThumbprint=first["thumbprint"]))[:2] == BAD


def test_a_key_of_ones_own_cannot_be_patched_in(contoso: Contoso) -> None:
    answer = contoso.instantiate().try_patch_principal(keyCredentials=[{"keyId": NOBODY, "usage": "Sign"}])
    assert error_of(answer) == (*BAD, "New password credentials must be generated using service actions.")


@pytest.mark.parametrize(
    "changes",
    [
        {"preferredSingleSignOnMode": "SAML2"},
        {"notificationEmailAddresses": ["a@b.example"] * 6},
        {"appRoles": []},
        {"samlSingleSignOnSettings": "relay"},
        {"appRoleAssignmentRequired": "yes"},
        {"appId": NOBODY},
        {"nothing": 1},
    ],
)
def test_a_service_principal_refuses_what_it_cannot_hold(contoso: Contoso, changes: dict[str, object]) -> None:
    assert error_of(contoso.instantiate().try_patch_principal(**changes))[:2] == BAD


@pytest.mark.parametrize(
    "definition",
    [
        claims_policy().replace("ClaimsSchema", "claimsSchema"),
        claims_policy().replace("SamlClaimType", "samlClaimType"),
        claims_policy().replace('"ID"', '"Id"'),
        claims_policy(source="nosuchattribute"),
        claims_policy().replace('"Version": 1', '"Version": 2'),
        claims_policy().replace(
            "https://aws.amazon.com/SAML/Attributes/Role",
            "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
            1,
        ),
        "no json",
        "[]",
    ],
)
def test_a_claims_policy_with_a_wrong_key_or_value_is_refused(contoso: Contoso, definition: str) -> None:
    body = {"definition": [definition], "displayName": "AWS"}
    answer = contoso.graph.post("/policies/claimsMappingPolicies", json=body)
    assert error_of(answer) == (*BAD, "Property has an invalid value.")


def test_a_claims_policy_is_attached_listed_and_detached(contoso: Contoso) -> None:
    app = contoso.instantiate()
    policy_id = app.attach_policy(claims_policy())
    path = f"{app.principal_path}/claimsMappingPolicies"
    assert [row["id"] for row in contoso.graph.get(path).json()["value"]] == [policy_id]
    applies = contoso.graph.get(f"/policies/claimsMappingPolicies/{policy_id}/appliesTo").json()["value"]
    assert [row["id"] for row in applies] == [app.principal_id]
    assert contoso.graph.delete(f"{path}/{policy_id}/$ref").status_code == 204
    assert contoso.graph.get(path).json()["value"] == []
    assert contoso.graph.delete(f"{path}/{policy_id}/$ref").status_code == 404


def test_a_service_principal_has_one_policy_and_only_once(contoso: Contoso) -> None:
    app, other = contoso.instantiate(), contoso.instantiate()
    policy_id, second = app.attach_policy(claims_policy()), other.attach_policy(claims_policy())
    again, another = error_of(app.try_attach(policy_id)), error_of(app.try_attach(second))
    assert again[:2] == another[:2] == BAD
    assert again[2].startswith("One or more added object references already exist")
    assert another[2].startswith("A conflicting object")
    assert error_of(app.try_attach(NOBODY))[0] == 404


def test_a_policy_that_is_deleted_is_detached(contoso: Contoso) -> None:
    app = contoso.instantiate()
    policy_id = app.attach_policy(claims_policy())
    assert contoso.graph.delete(f"/policies/claimsMappingPolicies/{policy_id}").status_code == 204
    assert contoso.graph.get(f"{app.principal_path}/claimsMappingPolicies").json()["value"] == []


def test_people_and_groups_are_assigned_listed_and_removed(contoso: Contoso) -> None:
    app = contoso.saml_app()
    assignment_id = app.assign(stable_id(CAROL))
    path = f"{app.principal_path}/appRoleAssignedTo"
    rows = contoso.graph.get(path).json()["value"]
    assert [(row["principalType"], row["principalDisplayName"]) for row in rows] == [
        ("Group", "Connect Agents"),
        ("User", "Carol Lead"),
    ]
    own = contoso.graph.get(f"/users/{stable_id(CAROL)}/appRoleAssignments").json()["value"]
    assert [row["id"] for row in own] == [assignment_id]
    assert contoso.graph.delete(f"{path}/{assignment_id}").status_code == 204
    assert contoso.graph.get(f"{path}/{assignment_id}").status_code == 404


def test_the_same_assignment_twice_is_refused(contoso: Contoso) -> None:
    app = contoso.saml_app()
    app.assign(stable_id(ALICE))
    text = "Permission being assigned already exists on the object"
    assert error_of(app.try_assign(stable_id(ALICE))) == (*BAD, text)


def test_an_assignment_needs_a_known_principal_and_a_known_role(contoso: Contoso) -> None:
    app = contoso.saml_app()
    assert error_of(app.try_assign(NOBODY))[0] == 404
    for role in (NOBODY, DEFAULT_ROLE):
        status, code, message = error_of(app.try_assign(stable_id(CAROL), role))
        assert (status, code) == BAD
        assert message.startswith("Permission being assigned was not found on application")


def test_a_group_can_be_assigned_from_its_own_side(contoso: Contoso) -> None:
    app, group = contoso.saml_app(), stable_id(SUPERVISORS)
    body = {"principalId": group, "resourceId": app.principal_id, "appRoleId": app.role_ids[0]}
    path = f"/groups/{group}/appRoleAssignments"
    assert contoso.graph.post(path, json=body).status_code == 201
    assert [row["resourceId"] for row in contoso.graph.get(path).json()["value"]] == [app.principal_id]
    assert error_of(contoso.graph.post(path, json={**body, "principalId": NOBODY}))[:2] == BAD
