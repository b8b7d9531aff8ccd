"""Claims a policy computes: what is sent, and which policies the directory refuses."""

import json
from typing import Any

import pytest

from sandbox.entra.seed import ALICE, stable_id
from tests.sandbox.contoso import AWS_CLAIMS, Contoso, error_of

pytest_plugins = ["tests.sandbox.entra_fixtures"]

SESSION_NAME = f"{AWS_CLAIMS}/RoleSessionName"
NAME_ID = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"
REFUSED = (400, "Request_BadRequest", "Property has an invalid value.")
LOWER = [{"ClaimTypeReferenceId": "mail", "TransformationClaimType": "string"}]
PREFIX = [{"ClaimTypeReferenceId": "mail", "TransformationClaimType": "mail"}]
NAMES = [
    {"ClaimTypeReferenceId": "givenname", "TransformationClaimType": "string1"},
    {"ClaimTypeReferenceId": "surname", "TransformationClaimType": "string2"},
]


def computed(
    method: str,
    inputs: list[dict[str, str]],
    *,
    parameters: list[dict[str, str]] | None = None,
    saml_type: str = SESSION_NAME,
    key: str = "ClaimsTransformation",
) -> str:
    sources = [{"Source": "user", "ID": one["ClaimTypeReferenceId"]} for one in inputs]
    made = {"Source": "transformation", "ID": "Made", "TransformationID": "T", "SamlClaimType": saml_type}
    transformation = {
        "ID": "T",
        "TransformationMethod": method,
        "InputClaims": inputs,
        "InputParameters": parameters or [],
        "OutputClaims": [{"ClaimTypeReferenceId": "Made", "TransformationClaimType": "outputClaim"}],
    }
    policy: dict[str, Any] = {"Version": 1, "ClaimsSchema": [*sources, made], key: [transformation]}
    return json.dumps({"ClaimsMappingPolicy": policy})


def create(contoso: Contoso, definition: str) -> tuple[int, str, str]:
    body = {"definition": [definition], "displayName": "AWS"}
    answer = contoso.graph.post("/policies/claimsMappingPolicies", json=body)
    return (201, "", "") if answer.status_code == 201 else error_of(answer)


def with_policy(contoso: Contoso, definition: str) -> Any:
    app = contoso.saml_app()
    (old,) = contoso.graph.get(f"{app.principal_path}/claimsMappingPolicies").json()["value"]
    body = {"definition": [definition]}
    assert contoso.graph.patch(f"/policies/claimsMappingPolicies/{old['id']}", json=body).status_code == 204
    contoso.world.table("entra.users")[stable_id(ALICE)]["mail"] = "Alice.Agent@Contoso.example"
    return app.sign_in(ALICE)


@pytest.mark.parametrize("key", ["ClaimsTransformation", "ClaimsTransformations"])
@pytest.mark.parametrize("method", ["ToLowercase", "ToLowercase()"])
def test_a_value_is_sent_in_small_letters(contoso: Contoso, method: str, key: str) -> None:
    said = with_policy(contoso, computed(method, LOWER, key=key))
    assert said.claims[SESSION_NAME] == ["alice.agent@contoso.example"]


def test_the_part_before_the_at_is_sent(contoso: Contoso) -> None:
    assert with_policy(contoso, computed("ExtractMailPrefix", PREFIX)).claims[SESSION_NAME] == ["Alice.Agent"]


def test_two_values_are_joined(contoso: Contoso) -> None:
    separator = [{"ID": "separator", "Value": "."}]
    said = with_policy(contoso, computed("Join", NAMES, parameters=separator))
    assert said.claims[SESSION_NAME] == ["Alice.Agent"]


def test_an_input_alone_is_not_sent(contoso: Contoso) -> None:
    policy = computed("ToLowercase", LOWER).replace(
        '"Version": 1', '"Version": 1, "IncludeBasicClaimSet": "false"'
    )
    assert list(with_policy(contoso, policy).claims) == [SESSION_NAME]


def test_nothing_is_sent_for_somebody_without_the_input(contoso: Contoso) -> None:
    nickname = [{"ClaimTypeReferenceId": "onpremisessamaccountname", "TransformationClaimType": "string"}]
    assert SESSION_NAME not in with_policy(contoso, computed("ToLowercase", nickname)).claims


def test_the_name_id_follows_the_policy(contoso: Contoso) -> None:
    said = with_policy(contoso, computed("ExtractMailPrefix", PREFIX, saml_type=NAME_ID))
    assert said.text("NameID") == "Alice.Agent"
    assert NAME_ID not in said.claims


@pytest.mark.parametrize(
    "definition",
    [
        computed("ToLowerCase", LOWER),
        computed("ToLowercase", PREFIX),
        computed("ToLowercase", LOWER).replace('"TransformationMethod"', '"transformationMethod"'),
        computed("ToLowercase", LOWER).replace('"InputClaims"', '"inputClaims"'),
        computed("ToLowercase", LOWER).replace('"TransformationClaimType"', '"TransformationClaimtype"'),
        computed("ToLowercase", LOWER).replace('"TransformationID": "T"', '"TransformationID": "Other"'),
        computed("ToLowercase", LOWER, key="claimsTransformation"),
        computed("Join", NAMES),
        computed("ToLowercase", LOWER, saml_type=NAME_ID),
    ],
)
def test_a_transformation_in_wrong_words_is_refused(contoso: Contoso, definition: str) -> None:
    assert create(contoso, definition) == REFUSED


def test_an_audience_must_be_an_address(contoso: Contoso) -> None:
    good = json.dumps({"ClaimsMappingPolicy": {"Version": 1, "audienceOverride": "urn:amazon:webservices"}})
    assert create(contoso, good)[0] == 201
    assert create(contoso, good.replace("urn:amazon:webservices", "webservices")) == REFUSED


def test_regular_expressions_are_honestly_not_simulated(contoso: Contoso) -> None:
    assert create(contoso, computed("RegexReplace()", LOWER))[:2] == (501, "NotSimulated")
