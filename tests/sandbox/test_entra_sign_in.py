"""The assertion comes from what was configured: right settings give a right one, wrong ones a wrong one."""

import base64
from datetime import datetime, timedelta
from typing import Any

import pytest
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from signxml.exceptions import InvalidSignature

from sandbox.entra.errors import SignInRefused
from sandbox.entra.seed import ALICE, CAROL, DAVE, GUEST, TENANT_ID, stable_id
from tests.sandbox.contoso import (
    AWS_CLAIMS,
    RELAY_STATE,
    REPLY_URL,
    ROLE_VALUE,
    App,
    Contoso,
    claims_policy,
)

pytest_plugins = ["tests.sandbox.entra_fixtures"]

ROLE, SESSION_NAME = f"{AWS_CLAIMS}/Role", f"{AWS_CLAIMS}/RoleSessionName"


def test_a_member_of_an_assigned_group_gets_what_aws_needs(contoso: Contoso) -> None:
    said = contoso.saml_app().sign_in(ALICE)
    assert said.claims[ROLE] == [ROLE_VALUE]
    assert said.claims[SESSION_NAME] == [ALICE]
    assert said.claims[f"{AWS_CLAIMS}/SessionDuration"] == ["43200"]
    assert said.text("Audience") == "urn:amazon:webservices"
    assert said.text("Issuer") == f"https://sts.windows.net/{TENANT_ID}/"
    assert said.text("NameID") == ALICE
    assert said.response.get("Destination") == REPLY_URL
    assert said.attribute("SubjectConfirmationData", "Recipient") == REPLY_URL
    assert said.result.relay_state == RELAY_STATE


def test_the_next_hop_is_the_simulated_page_of_the_reply_url(contoso: Contoso) -> None:
    result = contoso.saml_app().sign_in(ALICE).result
    assert result.next_hop == f"{contoso.sandbox.addresses.web}/signin/eu-central-1/saml"
    assert result.reply_url == REPLY_URL


def test_a_reply_url_of_its_own_is_posted_to_as_it_is(contoso: Contoso) -> None:
    app = contoso.saml_app()
    app.patch(web={"redirectUris": ["https://handoff.example/rehearsal"]})
    assert app.sign_in(ALICE).result.next_hop == "https://handoff.example/rehearsal"


def test_only_the_active_certificate_signs(contoso: Contoso) -> None:
    app = contoso.saml_app()
    second = app.add_certificate()
    with pytest.raises(InvalidSignature):
        app.sign_in(ALICE).verify(second["key"])
    app.activate(second["thumbprint"])
    assert app.sign_in(ALICE).verify(second["key"]) == "Assertion"


def test_the_signature_holds_for_another_library_too(contoso: Contoso) -> None:
    app = contoso.saml_app()
    (key,) = contoso.world.table("entra.signingKeys").values()
    response = base64.b64decode(app.sign_in(ALICE).result.saml_response)
    assert OneLogin_Saml2_Utils.validate_sign(response, cert=key["certificate"], raise_exceptions=True)


def test_a_changed_assertion_does_not_verify(contoso: Contoso) -> None:
    app = contoso.saml_app()
    certificate = contoso.world.table("entra.signingKeys")
    (key,) = [row for row in certificate.values() if row["principal"] == app.principal_id]
    said = app.sign_in(ALICE)
    name = said.response.find(".//{*}NameID")
    assert name is not None
    name.text = CAROL
    with pytest.raises(InvalidSignature):
        said.verify(key["der"])


def test_an_expired_active_certificate_is_replaced_by_a_valid_one(contoso: Contoso) -> None:
    app = contoso.saml_app()
    second = app.add_certificate()
    active = contoso.world.table("entra.servicePrincipals")[app.principal_id]
    key = contoso.world.table("entra.signingKeys")[active["preferredTokenSigningKeyThumbprint"]]
    key["end"] = "2020-01-01T00:00:00Z"
    assert app.sign_in(ALICE).verify(second["key"]) == "Assertion"


def test_what_follows_a_hash_in_the_identifier_is_not_sent(contoso: Contoso) -> None:
    assert (
        contoso.saml_app("urn:amazon:webservices#7").sign_in(ALICE).text("Audience") == "urn:amazon:webservices"
    )


def test_a_wrong_identifier_is_sent_as_it_is(contoso: Contoso) -> None:
    assert contoso.saml_app("urn:amazon:webservice").sign_in(ALICE).text("Audience") == "urn:amazon:webservice"


def test_the_policy_may_override_the_audience(contoso: Contoso) -> None:
    app = contoso.saml_app("api://another")
    policy = contoso.graph.get(f"{app.principal_path}/claimsMappingPolicies").json()["value"][0]
    definition = [claims_policy(audienceOverride="urn:amazon:webservices")]
    contoso.graph.patch(f"/policies/claimsMappingPolicies/{policy['id']}", json={"definition": definition})
    assert app.sign_in(ALICE).text("Audience") == "urn:amazon:webservices"


def test_without_a_policy_there_are_only_the_basic_claims(contoso: Contoso) -> None:
    app = contoso.saml_app()
    policy = contoso.graph.get(f"{app.principal_path}/claimsMappingPolicies").json()["value"][0]
    contoso.graph.delete(f"{app.principal_path}/claimsMappingPolicies/{policy['id']}/$ref")
    claims = app.sign_in(ALICE).claims
    assert not any(name.startswith(AWS_CLAIMS) for name in claims)
    assert claims["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname"] == ["Alice"]


def test_basic_claims_can_be_left_out(contoso: Contoso) -> None:
    app = contoso.saml_app()
    policy = contoso.graph.get(f"{app.principal_path}/claimsMappingPolicies").json()["value"][0]
    path = f"/policies/claimsMappingPolicies/{policy['id']}"
    contoso.graph.patch(path, json={"definition": [claims_policy(basic="false")]})
    assert all(name.startswith(AWS_CLAIMS) for name in app.sign_in(ALICE).claims)


@pytest.mark.parametrize(("source", "value"), [("mail", ALICE), ("mailnickname", "alice.agent")])
def test_the_session_name_follows_the_chosen_attribute(contoso: Contoso, source: str, value: str) -> None:
    app = contoso.saml_app()
    policy = contoso.graph.get(f"{app.principal_path}/claimsMappingPolicies").json()["value"][0]
    path = f"/policies/claimsMappingPolicies/{policy['id']}"
    contoso.graph.patch(path, json={"definition": [claims_policy(source=source)]})
    assert app.sign_in(ALICE).claims[SESSION_NAME] == [value]


def test_somebody_without_the_attribute_sends_none(contoso: Contoso) -> None:
    app = contoso.saml_app()
    contoso.world.table("entra.users")[stable_id(ALICE)]["userPrincipalName"] = ""
    claims = app.sign_in(stable_id(ALICE)).claims
    assert SESSION_NAME not in claims
    assert claims[ROLE] == [ROLE_VALUE]


def test_the_letter_case_of_the_directory_is_sent_not_the_typed_one(contoso: Contoso) -> None:
    assert contoso.saml_app().sign_in(ALICE.upper()).claims[SESSION_NAME] == [ALICE]


def test_a_role_without_value_sends_no_role_claim(contoso: Contoso) -> None:
    app = contoso.saml_app()
    (plain,) = [role["id"] for role in app.read()["appRoles"] if role["displayName"] == "msiam_access"]
    app.assign(stable_id(CAROL), plain)
    assert ROLE not in app.sign_in(CAROL).claims


def test_a_person_with_two_roles_sends_both(contoso: Contoso) -> None:
    app = contoso.saml_app()
    app.assign(stable_id(ALICE), app.add_role("arn:second"))
    assert set(app.sign_in(ALICE).claims[ROLE]) == {"arn:second", ROLE_VALUE}


def test_times_follow_the_clouds_clock(contoso: Contoso) -> None:
    app = contoso.saml_app()
    contoso.world.offset = timedelta(hours=-3)
    try:
        conditions = app.sign_in(ALICE)
    finally:
        contoso.world.offset = timedelta(0)
    ends = datetime.fromisoformat(conditions.attribute("Conditions", "NotOnOrAfter"))
    assert ends < contoso.world.now() - timedelta(hours=1)


@pytest.mark.parametrize("person", [CAROL, DAVE, GUEST])
def test_who_is_not_assigned_directly_or_by_a_direct_group_is_refused(contoso: Contoso, person: str) -> None:
    app = contoso.saml_app()
    with pytest.raises(SignInRefused, match=r"AADSTS50105.*not a direct member of a group with access"):
        app.sign_in(person)


def test_without_required_assignment_anybody_comes_in_but_without_a_role(contoso: Contoso) -> None:
    app = contoso.saml_app()
    app.patch_principal(appRoleAssignmentRequired=False)
    assert ROLE not in app.sign_in(CAROL).claims


def test_custom_claims_need_a_signing_certificate(contoso: Contoso) -> None:
    app = contoso.saml_app()
    app.patch_principal(preferredTokenSigningKeyThumbprint=None)
    with pytest.raises(SignInRefused, match="AADSTS50146"):
        app.sign_in(ALICE)


def test_an_application_without_certificate_cannot_be_signed_in_to(contoso: Contoso) -> None:
    app = contoso.instantiate()
    app.patch_principal(preferredSingleSignOnMode="saml", appRoleAssignmentRequired=False)
    with pytest.raises(SignInRefused, match="AADSTS500031"):
        app.sign_in(ALICE)


def test_an_application_without_reply_url_is_refused(contoso: Contoso) -> None:
    app = contoso.saml_app()
    app.patch(web={"redirectUris": []})
    with pytest.raises(SignInRefused, match="AADSTS500113"):
        app.sign_in(ALICE)


def test_a_disabled_person_is_refused(contoso: Contoso) -> None:
    app = contoso.saml_app()
    contoso.world.table("entra.users")[stable_id(ALICE)]["accountEnabled"] = False
    with pytest.raises(SignInRefused, match="AADSTS50057"):
        app.sign_in(ALICE)


def test_a_deleted_application_is_unknown(contoso: Contoso) -> None:
    app = contoso.saml_app()
    contoso.graph.delete(app.path)
    with pytest.raises(SignInRefused, match="AADSTS700016"):
        app.sign_in(ALICE)


def test_a_disabled_service_principal_or_application_lets_nobody_in(contoso: Contoso) -> None:
    app = contoso.saml_app()
    app.patch_principal(accountEnabled=False)
    with pytest.raises(SignInRefused, match=r"AADSTS7000112: Application '.*'\(Amazon Connect\) is disabled"):
        app.sign_in(ALICE)
    app.patch_principal(accountEnabled=True)
    app.patch(isDisabled=True)
    with pytest.raises(SignInRefused, match="AADSTS7000112"):
        app.sign_in(ALICE)
    app.patch(isDisabled=False)
    assert app.sign_in(ALICE).claims[ROLE] == [ROLE_VALUE]


@pytest.mark.parametrize(
    ("name", "code"), [("nobody@contoso.example", "AADSTS50034"), ("zoe@fabrikam.example", "AADSTS50020")]
)
def test_strangers_are_refused_by_where_they_come_from(contoso: Contoso, name: str, code: str) -> None:
    app = contoso.saml_app()
    with pytest.raises(SignInRefused, match=f"{code}.*does not exist"):
        app.sign_in(name)


@pytest.mark.parametrize("seconds", [-1200, 0, 1200])
def test_an_entra_whose_clock_is_off_sends_wrong_times(contoso: Contoso, seconds: int) -> None:
    app = contoso.saml_app()
    contoso.world.table("entra.settings")["clock"] = {"seconds": seconds}
    said = app.sign_in(ALICE)
    issued = datetime.fromisoformat(said.response.get("IssueInstant", ""))
    assert abs((issued - contoso.world.now()).total_seconds() - seconds) < 5
    starts = datetime.fromisoformat(said.attribute("Conditions", "NotBefore"))
    assert issued - starts == timedelta(minutes=5)


def test_the_issuer_may_carry_the_application(contoso: Contoso) -> None:
    app = contoso.saml_app()
    set_policy(app, issuerWithApplicationId="true")
    assert app.sign_in(ALICE).text("Issuer") == f"https://sts.windows.net/{TENANT_ID}/{app.app_id}/"


def set_policy(app: App, **more: Any) -> None:
    (policy,) = app.contoso.graph.get(f"{app.principal_path}/claimsMappingPolicies").json()["value"]
    body = {"definition": [claims_policy(**more)]}
    changed = app.contoso.graph.patch(f"/policies/claimsMappingPolicies/{policy['id']}", json=body)
    assert changed.status_code == 204
