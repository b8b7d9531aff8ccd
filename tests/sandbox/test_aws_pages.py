"""Signing in with a browser, from the identity provider's post to the agent workspace."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.aws.seed import ACCOUNT, INSTANCE_ALIAS, INSTANCE_ID, LEGACY_INSTANCE_ID, REGION
from tests.sandbox.federations import (
    ADA,
    PROVIDER_ARN,
    REGIONAL_ACS,
    ROLE_ARN,
    assertion,
    permissions,
    trust,
)
from tests.sandbox.responses import AWS_ATTRIBUTES, aws_attributes

FEDERATE = f"https://{REGION}.console.aws.amazon.com/connect/federate/{INSTANCE_ID}"
WORKSPACE = f"{FEDERATE}?destination=%2Fagent-app-v2"


@pytest.fixture
def sign_in(federation, browser):
    """Post a response as the identity provider's page does; gives the page at the end."""

    def post(encoded: str | None = None, relay_state: str = WORKSPACE, region: str = REGION, **form: str):
        address = f"{federation.aws.addresses.web}/signin/{region}/saml"
        encoded = encoded or assertion(recipient=REGIONAL_ACS)
        return browser.post(address, data={"SAMLResponse": encoded, "RelayState": relay_state, **form})

    return post


def data(page) -> dict[str, str]:
    """The data- attributes of a page's main element."""
    (attributes,) = re.findall(r"<main([^>]*)>", page.text)
    return dict(re.findall(r'data-(\w+)="([^"]*)"', attributes))


@pytest.mark.parametrize(
    ("destination", "page"),
    [
        ("?destination=%2Fagent-app-v2", "agent-workspace"),
        ("?destination=%2Fccp-v2", "ccp"),
        ("?destination=%2Fccp-v2%2Fchat&new_domain=true", "ccp"),
        ("", "admin"),
    ],
)
def test_a_good_response_ends_where_the_relay_state_says(sign_in, destination, page):
    answer = sign_in(relay_state=FEDERATE + destination)
    assert answer.status_code == 200
    assert data(answer) == {"page": page, "user": ADA, "instance": INSTANCE_ALIAS}


def test_the_global_address_takes_the_response_meant_for_it(sign_in):
    assert data(sign_in(assertion(), region="us-east-1"))["page"] == "agent-workspace"


def test_the_page_takes_a_response_once(sign_in):
    encoded = assertion(recipient=REGIONAL_ACS)
    assert data(sign_in(encoded))["page"] == "agent-workspace"
    again = sign_in(encoded)
    assert data(again) == {"page": "error", "code": "InvalidIdentityToken"}
    assert "Response has already been redeemed" in again.text


def test_a_response_the_browser_brought_to_the_page_can_be_captured_for_the_api_once(
    sign_in, federation, refused
):
    encoded = assertion(recipient=REGIONAL_ACS)
    assert data(sign_in(encoded))["page"] == "agent-workspace"
    assert federation.redeem(encoded)["Credentials"]
    assert refused(federation.redeem, encoded=encoded)[1] == "Response has already been redeemed"


def test_a_response_for_another_address_is_refused(sign_in):
    answer = sign_in(assertion())
    assert data(answer) == {"page": "error", "code": "AccessDenied"}
    assert "Not authorized to perform sts:AssumeRoleWithSAML (Service: AWSSecurityTokenService" in answer.text


def test_without_relay_state_people_land_in_the_console(sign_in):
    assert data(sign_in(relay_state="")) == {"page": "console-home", "user": ADA}


def test_pages_say_that_they_are_a_sandbox_and_run_no_script(sign_in):
    answer = sign_in()
    assert "this is not AWS" in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    "attributes",
    [
        {AWS_ATTRIBUTES + "RoleSessionName": [ADA]},
        {AWS_ATTRIBUTES + "role": [f"{ROLE_ARN},{PROVIDER_ARN}"], AWS_ATTRIBUTES + "RoleSessionName": [ADA]},
        {AWS_ATTRIBUTES + "Role": [ROLE_ARN], AWS_ATTRIBUTES + "RoleSessionName": [ADA]},
    ],
)
def test_without_a_role_the_response_is_invalid(sign_in, attributes):
    answer = sign_in(assertion(attributes=attributes, recipient=REGIONAL_ACS))
    assert (answer.status_code, data(answer)["code"]) == (400, "InvalidSamlResponse")
    assert "Your request included an invalid SAML response. To logout, click here." in answer.text


@pytest.mark.parametrize(
    ("changes", "code", "text"),
    [
        ({"pair": "attacker"}, "InvalidIdentityToken", "Response signature invalid"),
        ({"session_name": None}, "InvalidIdentityToken", "RoleSessionName is required in AuthnResponse"),
        ({"audience": "urn:other"}, "InvalidIdentityToken", "does not contain the required audience"),
        (
            {"issued_at": datetime.now(UTC) - timedelta(minutes=10)},
            "ExpiredTokenException",
            "Token must be redeemed within 5 minutes of issuance",
        ),
    ],
)
def test_the_browser_is_as_strict_as_the_api(sign_in, changes, code, text):
    answer = sign_in(assertion(**{"recipient": REGIONAL_ACS, **changes}))
    assert data(answer) == {"page": "error", "code": code}
    assert text in answer.text


def test_rubbish_is_an_invalid_response(sign_in):
    assert data(sign_in("no base64 at all!"))["code"] == "InvalidSamlResponse"


def test_with_several_roles_one_is_chosen(federation, sign_in):
    federation.aws.iam.create_role(RoleName="Other", AssumeRolePolicyDocument=trust())
    other = f"arn:aws:iam::{ACCOUNT}:role/Other"
    attributes = aws_attributes(ROLE_ARN, PROVIDER_ARN, ADA)
    attributes[AWS_ATTRIBUTES + "Role"].append(f"{other},{PROVIDER_ARN}")
    one, two = (assertion(attributes=attributes, recipient=REGIONAL_ACS) for _ in range(2))
    chooser = sign_in(one)
    assert data(chooser) == {"page": "role-chooser"}
    assert f'value="{other}"' in chooser.text
    assert data(sign_in(one, roleIndex=ROLE_ARN))["page"] == "agent-workspace"
    assert data(sign_in(two, roleIndex=other))["code"] == "AccessDeniedException"


def test_who_leaves_the_choice_of_roles_open_is_too_late(aws, sign_in):
    attributes = aws_attributes(ROLE_ARN, PROVIDER_ARN, ADA)
    attributes[AWS_ATTRIBUTES + "Role"].append(f"arn:aws:iam::{ACCOUNT}:role/Other,{PROVIDER_ARN}")
    encoded = assertion(attributes=attributes, recipient=REGIONAL_ACS)
    assert data(sign_in(encoded)) == {"page": "role-chooser"}
    aws.world.offset = timedelta(minutes=5, seconds=5)
    assert data(sign_in(encoded, roleIndex=ROLE_ARN))["code"] == "ExpiredTokenException"


def test_the_same_response_posted_again_is_refused(sign_in):
    encoded = assertion(recipient=REGIONAL_ACS)
    assert data(sign_in(encoded))["page"] == "agent-workspace"
    answer = sign_in(encoded)
    assert data(answer)["code"] == "InvalidIdentityToken"
    assert "Response has already been redeemed" in answer.text


def test_another_issuer_is_refused_in_the_words_of_the_page(sign_in):
    answer = sign_in(assertion(recipient=REGIONAL_ACS, issuer="https://sts.windows.net/other/"))
    assert data(answer)["code"] == "InvalidIdentityToken"
    assert "Failed to assume role: Issuer not present in specified provider (Service: " in answer.text


def test_a_region_whose_sts_is_switched_off_takes_nobody(aws, sign_in):
    aws.world.table("aws.accounts")[ACCOUNT]["disabled_sts_regions"] = [REGION]
    answer = sign_in()
    assert (answer.status_code, data(answer)["code"]) == (403, "RegionDisabledException")
    assert data(sign_in(assertion(), region="us-east-1"))["page"] == "agent-workspace"


def test_the_address_of_the_provider_takes_its_responses(federation, browser):
    uuid = federation.aws.iam.get_saml_provider(SAMLProviderArn=PROVIDER_ARN)["SAMLProviderUUID"]
    own = f"{REGIONAL_ACS}/acs/{uuid}"
    document = trust(Condition={"StringEquals": {"SAML:aud": own}})
    federation.aws.iam.update_assume_role_policy(RoleName="ConnectSSO", PolicyDocument=document)
    form = {"SAMLResponse": assertion(recipient=own), "RelayState": WORKSPACE}
    address = federation.aws.addresses.local(own)
    assert data(browser.post(address, data=form))["page"] == "agent-workspace"


def test_an_unknown_relay_state_goes_nowhere(sign_in):
    answer = sign_in(relay_state="https://evil.example.com/<b>")
    assert data(answer)["code"] == "UnknownRelayState"
    assert "<b>" not in answer.text
    assert answer.history == []


@pytest.mark.parametrize(
    "relay_state",
    [
        f"https://{REGION}.console.aws.amazon.com/connect/federate/not-an-instance",
        f"https://us-west-2.console.aws.amazon.com/connect/federate/{INSTANCE_ID}",
        f"https://{REGION}.console.aws.amazon.com/connect/wrong/{INSTANCE_ID}",
    ],
)
def test_a_wrong_relay_state_is_not_found(sign_in, relay_state):
    answer = sign_in(relay_state=relay_state)
    assert (answer.status_code, data(answer)["page"]) == (404, "error")


def test_a_name_in_other_letter_case_is_not_onboarded(sign_in):
    answer = sign_in(assertion(ADA.lower(), recipient=REGIONAL_ACS))
    assert (answer.status_code, data(answer)["code"]) == (403, "UserNotOnboarded")
    assert "has been authenticated, but has not been onboarded to this application" in answer.text


def test_a_policy_for_another_instance_is_access_denied(federation, sign_in):
    other = permissions(
        f"arn:aws:connect:{REGION}:{ACCOUNT}:instance/{LEGACY_INSTANCE_ID}/user/${{aws:userid}}"
    )
    federation.aws.iam.put_role_policy(RoleName="ConnectSSO", PolicyName="Connect", PolicyDocument=other)
    answer = sign_in()
    assert (answer.status_code, data(answer)["code"]) == (403, "AccessDeniedException")
    assert "Please contact your AWS account administrator" in answer.text


def test_a_destination_on_another_site_must_be_approved(sign_in):
    answer = sign_in(relay_state=f"{FEDERATE}?destination=https%3A%2F%2Fevil.example.com")
    assert data(answer)["code"] == "UnapprovedOrigin"


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_an_approved_site_is_where_people_end(federation, browser, scheme):
    federation.aws.connect.associate_approved_origin(InstanceId=INSTANCE_ID, Origin="https://crm.contoso.com")
    web = federation.aws.addresses.web
    form = {"SAMLResponse": assertion(recipient=REGIONAL_ACS), "RelayState": FEDERATE}
    browser.post(f"{web}/signin/{REGION}/saml", data=form)
    site = f"{federation.aws.addresses.local(FEDERATE)}?destination={scheme}%3A%2F%2Fcrm.contoso.com%2Fhome"
    answer = browser.get(site, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://crm.contoso.com/home")


def test_the_instance_opened_directly_says_session_expired(aws, browser):
    answer = browser.get(f"{aws.addresses.web}/connect/{INSTANCE_ALIAS}/agent-app-v2")
    assert (answer.status_code, data(answer)["code"]) == (401, "SessionExpired")
    assert "Session expired" in answer.text


def test_who_signed_in_can_come_back_until_twelve_hours_are_over(aws, sign_in, browser):
    sign_in()
    address = f"{aws.addresses.web}/connect/{INSTANCE_ALIAS}/ccp-v2"
    assert data(browser.get(address))["user"] == ADA
    aws.world.offset = timedelta(hours=12, seconds=1)
    assert data(browser.get(address))["code"] == "SessionExpired"


def test_the_console_session_ends_with_the_session_duration(aws, sign_in, browser):
    sign_in(assertion(recipient=REGIONAL_ACS, more={"SessionDuration": "900"}))
    aws.world.offset = timedelta(seconds=901)
    page = browser.get(str(aws.addresses.local(WORKSPACE)))
    assert (page.status_code, data(page)["code"]) == (403, "SignedOut")


def test_the_federation_page_needs_a_console_session(aws, browser):
    page = browser.get(str(aws.addresses.local(WORKSPACE)))
    assert (page.status_code, data(page)["code"]) == (403, "SignedOut")


@pytest.mark.parametrize("path", ["/signin/us-east-1/saml", "/connect/nobody/home", "/console/us-east-1/x"])
def test_other_addresses_show_an_error_page(aws, browser, path):
    page = browser.get(aws.addresses.web + path)
    assert page.status_code in {404, 405}
    assert data(page)["page"] == "error"
