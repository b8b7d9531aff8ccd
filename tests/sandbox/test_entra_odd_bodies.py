"""A property takes values of its own type, and objects within a body have the members that Graph knows."""

from typing import Any

import pytest

from tests.sandbox.contoso import Contoso, error_of, new_role

pytest_plugins = ["tests.sandbox.entra_fixtures"]

ROLE_ID = "5f0c1d8e-6a51-4f5e-9a53-2a4b7f7a7b10"
REFUSED = (400, "Request_BadRequest")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("description", 5),
        ("notes", ["x"]),
        ("optionalClaims", "x"),
        ("requiredResourceAccess", {}),
        ("requiredResourceAccess", ["x"]),
        ("tags", [None]),
        ("signInAudience", "Everybody"),
        ("web", {"redirectUris": None}),
        ("web", {"redirectUris": ["http://localhost.contoso.example/saml"]}),
        ("web", {"redirectUris": ["https://"]}),
        ("web", {"redirectUris": ["https://["]}),
        ("web", {"redirectUrls": ["https://contoso.example"]}),
        ("api", {"acceptMappedClaim": True}),
        ("api", {"acceptMappedClaims": "yes"}),
        ("appRoles", [new_role(ROLE_ID, "arn:x", allowedMemberTypes=[["User"]])]),
        ("appRoles", [new_role(ROLE_ID, "arn:x", isEnabled="no")]),
        ("appRoles", [new_role(ROLE_ID, "arn:x", displayName=["Connect"])]),
        ("appRoles", [new_role(ROLE_ID, "arn:x", Value="arn:x")]),
    ],
)
def test_an_application_keeps_nothing_of_another_type(contoso: Contoso, name: str, value: Any) -> None:
    app = contoso.instantiate()
    before = app.read()
    assert error_of(app.try_patch(**{name: value}))[:2] == REFUSED
    assert app.read() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("description", "for the agents"),
        ("notes", None),
        ("tags", ["HideApp"]),
        ("signInAudience", "AzureADMultipleOrgs"),
        ("web", {"redirectUris": ["http://localhost:8000/callback", "https://contoso.example/saml"]}),
        ("api", {"acceptMappedClaims": True}),
    ],
)
def test_an_application_takes_what_fits(contoso: Contoso, name: str, value: Any) -> None:
    app = contoso.instantiate()
    app.patch(**{name: value})
    kept = app.read()[name]
    assert {**kept, **value} == kept if isinstance(value, dict) else kept == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("preferredSingleSignOnMode", ["saml"]),
        ("preferredTokenSigningKeyThumbprint", {}),
        ("notificationEmailAddresses", [5]),
        ("keyCredentials", [None]),
        ("keyCredentials", [{"keyId": []}]),
        ("samlSingleSignOnSettings", {"relaystate": "https://contoso.example"}),
        ("samlSingleSignOnSettings", {"relayState": 5}),
        ("notes", {}),
    ],
)
def test_a_service_principal_keeps_nothing_of_another_type(contoso: Contoso, name: str, value: Any) -> None:
    app = contoso.instantiate()
    before = contoso.graph.get(app.principal_path).json()
    assert error_of(app.try_patch_principal(**{name: value}))[:2] == REFUSED
    assert contoso.graph.get(app.principal_path).json() == before


def test_a_service_principal_takes_what_fits(contoso: Contoso) -> None:
    app = contoso.instantiate()
    wanted = {"samlSingleSignOnSettings": {"relayState": "https://contoso.example"}, "notes": "by hand"}
    app.patch_principal(preferredSingleSignOnMode="saml", **wanted)
    found = contoso.graph.get(app.principal_path).json()
    assert {name: found[name] for name in wanted} == wanted


def test_a_definition_too_deep_to_read_is_refused(contoso: Contoso) -> None:
    body = {"definition": ["[" * 20_000], "displayName": "AWS claims"}
    assert error_of(contoso.graph.post("/policies/claimsMappingPolicies", json=body))[0] == 400


def test_criteria_that_are_no_object_are_refused(contoso: Contoso) -> None:
    app = contoso.instantiate(template="8b1025e4-1dd2-430b-a150-2ef79cd700f5")
    jobs = f"{app.principal_path}/synchronization/jobs"
    job = contoso.graph.post(jobs, json={"templateId": "aws"}).json()["id"]
    answer = contoso.graph.post(f"{jobs}/{job}/restart", json={"criteria": ["Full"]})
    assert error_of(answer)[:2] == REFUSED
    assert (
        contoso.graph.post(f"{jobs}/{job}/restart", json={"criteria": {"resetScope": "Full"}}).status_code
        == 204
    )


@pytest.mark.parametrize("pair", [{}, {"key": ["SecretToken"]}, {"key": "Secret", "value": "x"}])
def test_a_secret_without_a_known_name_is_refused(contoso: Contoso, pair: dict[str, Any]) -> None:
    path = f"{contoso.instantiate().principal_path}/synchronization/secrets"
    status, code, message = error_of(contoso.graph.put(path, json={"value": [pair]}))
    assert (status, code) == (500, "InternalError")
    assert message == f"Requested value '{pair.get('key')}' was not found."
    good = {"value": [{"key": "SecretToken", "value": "x"}]}
    assert contoso.graph.put(path, json=good).status_code == 204
