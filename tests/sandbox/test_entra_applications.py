"""Graph: what an application may be told, and what the directory refuses."""

from datetime import timedelta

import pytest

from sandbox.entra.app_management import default_policy
from sandbox.entra.seed import ALICE, TENANT_ID, stable_id
from sandbox.faults import Fault
from tests.sandbox.contoso import CUSTOM, ROLE_VALUE, Contoso, error_of, new_role

pytest_plugins = ["tests.sandbox.entra_fixtures"]

URN = "urn:amazon:webservices"
GALLERY = "8b1025e4-1dd2-430b-a150-2ef79cd700f5"
NOBODY = "00000000-0000-4000-8000-000000000000"
BAD = (400, "Request_BadRequest")


@pytest.mark.parametrize(("template", "name"), [(CUSTOM, "Custom"), (GALLERY, "AWS Single-Account Access")])
def test_both_templates_are_found_by_name_and_id(contoso: Contoso, template: str, name: str) -> None:
    query = {"$filter": f"displayName eq '{name}'"}
    found = contoso.graph.get("/applicationTemplates", params=query).json()["value"]
    assert [row["id"] for row in found] == [template]
    assert contoso.graph.get(f"/applicationTemplates/{template}").json()["displayName"] == name


@pytest.mark.parametrize("template", [CUSTOM, GALLERY])
def test_a_template_makes_application_and_service_principal(contoso: Contoso, template: str) -> None:
    body = {"displayName": "Connect"}
    made = contoso.graph.post(f"/applicationTemplates/{template}/instantiate", json=body)
    assert made.status_code == 201
    application, principal = made.json()["application"], made.json()["servicePrincipal"]
    assert application["appId"] == principal["appId"]
    assert [role["displayName"] for role in principal["appRoles"]] == ["User", "msiam_access"]
    assert (application["identifierUris"], principal["keyCredentials"]) == ([], [])
    assert contoso.graph.get(f"/applications/{application['id']}").status_code == 200


def test_making_it_twice_makes_two(contoso: Contoso) -> None:
    contoso.instantiate("Twin")
    contoso.instantiate("Twin")
    query = {"$filter": f"displayName eq 'Twin' and applicationTemplateId eq '{CUSTOM}'"}
    assert len(contoso.graph.get("/applications", params=query).json()["value"]) == 2


def test_an_unknown_template_or_object_is_not_found_in_graphs_words(contoso: Contoso) -> None:
    text = (
        f"Resource '{NOBODY}' does not exist or one of its queried reference-property objects are not present."
    )
    for path in (f"/applications/{NOBODY}", f"/servicePrincipals/{NOBODY}", f"/applicationTemplates/{NOBODY}"):
        assert error_of(contoso.graph.get(path)) == (404, "Request_ResourceNotFound", text)


def test_an_application_is_found_by_identifier_app_id_and_key(contoso: Contoso) -> None:
    app = contoso.saml_app(f"{URN}#4")
    for query in (f"identifierUris/any(u:u eq '{URN}#4')", f"appId eq '{app.app_id}'"):
        found = contoso.graph.get("/applications", params={"$filter": query}).json()["value"]
        assert [row["id"] for row in found] == [app.object_id]
    assert contoso.graph.get(f"/applications(appId='{app.app_id}')").json()["id"] == app.object_id
    by_key = contoso.graph.get(f"/servicePrincipals(appId='{app.app_id}')").json()
    assert by_key["id"] == app.principal_id


def test_a_filter_the_directory_does_not_know_is_refused(contoso: Contoso) -> None:
    answer = contoso.graph.get("/applications", params={"$filter": "displayName gt 'A'"})
    assert error_of(answer)[:2] == (400, "BadRequest")


def test_select_reduces_and_refuses_unknown_names(contoso: Contoso) -> None:
    app = contoso.instantiate()
    only = contoso.graph.get(app.path, params={"$select": "id,appId"}).json()
    assert set(only) == {"@odata.context", "id", "appId"}
    assert contoso.graph.get(app.path, params={"$select": "appid"}).status_code == 400


def test_an_identifier_belongs_to_one_application(contoso: Contoso) -> None:
    contoso.saml_app()
    other = contoso.instantiate()
    other.patch_principal(preferredSingleSignOnMode="saml")
    answer = other.try_patch(identifierUris=[URN])
    text = "Another object with the same value for property identifierUris already exists."
    assert error_of(answer) == (*BAD, text)
    assert answer.json()["error"]["details"][0]["code"] == "ObjectConflict"
    other.patch(identifierUris=[f"{URN}#2"])


def test_the_identifier_is_refused_before_the_application_is_a_saml_one(contoso: Contoso) -> None:
    app = contoso.instantiate()
    status, code, message = error_of(app.try_patch(identifierUris=[URN]))
    assert (status, code) == BAD
    assert message.startswith(f"Failed to add identifier URI {URN}. All newly added URIs must contain a tenant")
    app.patch(identifierUris=[f"api://{app.app_id}"])
    app.patch(identifierUris=[f"https://contoso.example/{TENANT_ID}"])


def test_that_it_is_a_saml_application_is_not_known_everywhere_at_once(contoso: Contoso) -> None:
    app = contoso.instantiate()
    contoso.world.faults.plan("PATCH /servicePrincipals/{id}", Fault.LAG, seconds=10)
    app.patch_principal(preferredSingleSignOnMode="saml")
    status, code, message = error_of(app.try_patch(identifierUris=[URN]))
    assert (status, code) == BAD
    assert message.startswith("Failed to add identifier URI")
    contoso.world.offset += timedelta(seconds=11)
    app.patch(identifierUris=[URN])


def test_a_tenant_may_exempt_nobody_or_only_those_made_before(contoso: Contoso) -> None:
    policy = default_policy()
    restriction = policy["applicationRestrictions"]["identifierUris"][
        "uriAdditionWithoutUniqueTenantIdentifier"
    ]
    contoso.world.table("entra.policies")["defaultAppManagementPolicy"] = policy
    app = contoso.instantiate()
    app.patch_principal(preferredSingleSignOnMode="saml")
    restriction["excludeSaml"] = False
    shown = contoso.graph.get("/policies/defaultAppManagementPolicy").json()
    assert shown["applicationRestrictions"] == policy["applicationRestrictions"]
    assert error_of(app.try_patch(identifierUris=[URN]))[:2] == BAD
    restriction["restrictForAppsCreatedAfterDateTime"] = "2099-01-01T00:00:00Z"
    app.patch(identifierUris=[URN])


def test_a_tenant_may_insist_on_default_identifiers(contoso: Contoso) -> None:
    policy = default_policy()
    restriction = policy["applicationRestrictions"]["identifierUris"]["nonDefaultUriAddition"]
    restriction.update(state="enabled", excludeSaml=False)
    contoso.world.table("entra.policies")["defaultAppManagementPolicy"] = policy
    app = contoso.instantiate()
    app.patch_principal(preferredSingleSignOnMode="saml")
    status, code, message = error_of(app.try_patch(identifierUris=[URN]))
    assert (status, code) == BAD
    assert "must comply with the format" in message
    app.patch(identifierUris=[f"api://{app.app_id}"])


@pytest.mark.parametrize("uri", ["urn:amazon:webservices/", "no-scheme", "", 7])
def test_a_malformed_identifier_is_refused(contoso: Contoso, uri: object) -> None:
    app = contoso.instantiate()
    app.patch_principal(preferredSingleSignOnMode="saml")
    assert error_of(app.try_patch(identifierUris=[uri]))[:2] == BAD
    assert app.read()["identifierUris"] == []


def test_a_reply_url_in_plain_http_is_refused(contoso: Contoso) -> None:
    app = contoso.instantiate()
    assert error_of(app.try_patch(web={"redirectUris": ["http://signin.aws.amazon.com/saml"]}))[:2] == BAD


def test_the_service_principal_takes_over_from_the_application(contoso: Contoso) -> None:
    app = contoso.saml_app()
    principal = contoso.graph.get(app.principal_path).json()
    assert ROLE_VALUE in [role["value"] for role in principal["appRoles"]]
    assert principal["servicePrincipalNames"] == [URN, app.app_id]
    assert principal["replyUrls"] == app.read()["web"]["redirectUris"]


def test_an_enabled_role_cannot_be_left_out(contoso: Contoso) -> None:
    app = contoso.saml_app()
    roles = app.read()["appRoles"]
    answer = app.try_patch(appRoles=roles[:-1])
    text = "Permission (scope or role) cannot be deleted or updated unless disabled first."
    assert error_of(answer) == (400, "CannotDeleteOrUpdateEnabledEntitlement", text)
    app.patch(appRoles=[*roles[:-1], {**roles[-1], "isEnabled": False}])
    app.patch(appRoles=roles[:-1])
    assert len(app.read()["appRoles"]) == len(roles) - 1


@pytest.mark.parametrize(
    "changes",
    [{"value": "arn:other"}, {"displayName": "Other"}, {"allowedMemberTypes": ["User", "Application"]}],
)
def test_an_enabled_role_is_disabled_before_it_is_changed(contoso: Contoso, changes: dict[str, object]) -> None:
    app = contoso.saml_app()
    *others, role = app.read()["appRoles"]
    for at_once in (changes, {**changes, "isEnabled": False}):
        answer = app.try_patch(appRoles=[*others, {**role, **at_once}])
        assert error_of(answer)[1] == "CannotDeleteOrUpdateEnabledEntitlement"
    app.patch(appRoles=[*others, {**role, "isEnabled": False}])
    app.patch(appRoles=[*others, {**role, **changes}])
    assert app.read()["appRoles"][-1] == {**role, **changes}


@pytest.mark.parametrize("value", ["x" * 121, "two words", ".dot"])
def test_a_role_value_has_limits(contoso: Contoso, value: str) -> None:
    app = contoso.instantiate()
    roles = [*app.read()["appRoles"], new_role(stable_id("role"), value)]
    assert error_of(app.try_patch(appRoles=roles))[:2] == BAD


def test_a_role_value_of_120_characters_is_the_longest(contoso: Contoso) -> None:
    contoso.instantiate().add_role("x" * 120)


@pytest.mark.parametrize("twin", [new_role(stable_id("one"), "other"), new_role(stable_id("two"), "value")])
def test_roles_have_ids_and_values_of_their_own(contoso: Contoso, twin: dict[str, object]) -> None:
    app = contoso.instantiate()
    roles = [*app.read()["appRoles"], new_role(stable_id("one"), "value"), twin]
    text = "Request contains a property with duplicate values."
    assert error_of(app.try_patch(appRoles=roles)) == (400, "DuplicateValue", text)


@pytest.mark.parametrize(
    "role",
    [
        new_role("no-guid", "value"),
        new_role(NOBODY, "value", displayName=""),
        new_role(NOBODY, "value", allowedMemberTypes=[]),
        new_role(NOBODY, "value", allowedMemberTypes=["Group"]),
    ],
)
def test_a_role_must_be_complete(contoso: Contoso, role: dict[str, object]) -> None:
    app = contoso.instantiate()
    assert error_of(app.try_patch(appRoles=[*app.read()["appRoles"], role]))[:2] == BAD


@pytest.mark.parametrize(
    "changes",
    [
        {"appId": NOBODY},
        {"noSuchProperty": 1},
        {"displayName": ""},
        {"identifierUris": None},
        {"web": "https://signin.aws.amazon.com/saml"},
        {"web": {"redirectUris": [7]}},
        {"appRoles": ["role"]},
        {"appRoles": [new_role(7, ["value"])]},  # type: ignore[arg-type] # a wrong type on purpose
    ],
)
def test_what_cannot_be_changed_is_refused(contoso: Contoso, changes: dict[str, object]) -> None:
    assert error_of(contoso.instantiate().try_patch(**changes))[:2] == BAD


def test_a_refused_change_changes_nothing(contoso: Contoso) -> None:
    app = contoso.instantiate("Before")
    assert app.try_patch(displayName="After", identifierUris=[URN]).status_code == 400
    assert app.read()["displayName"] == "Before"


def test_deleting_takes_everything_but_the_policy(contoso: Contoso) -> None:
    app = contoso.saml_app()
    assert contoso.graph.delete(app.path).status_code == 204
    assert contoso.graph.get(app.principal_path).status_code == 404
    assert contoso.graph.get(f"/users/{stable_id(ALICE)}/appRoleAssignments").json()["value"] == []
    assert contoso.world.table("entra.assignments") == {}
    assert contoso.world.table("entra.signingKeys") == {}
    assert len(contoso.graph.get("/policies/claimsMappingPolicies").json()["value"]) == 1
