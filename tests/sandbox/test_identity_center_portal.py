"""The access portal: from signing in, with or without Entra, to Connect's agent workspace."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from sandbox.aws.identity_center.seed import OLGA, OMAR, PORTAL, STORE
from sandbox.aws.seed import ACCOUNT, INSTANCE_ALIAS
from tests.sandbox.federations import ENTITY_ID, add_user, metadata, permissions, signing_pair, trust
from tests.sandbox.identity_centers import SP_ENTITY_ID, data
from tests.sandbox.responses import AWS_ATTRIBUTES, signed_response

pytest_plugins = ["tests.sandbox.identity_center_fixtures"]

ROLE = f"arn:aws:iam::{ACCOUNT}:role/ConnectIdentityCenter"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:saml-provider/IdentityCenter"
MAPPINGS = (
    (f"{AWS_ATTRIBUTES}RoleSessionName", "${user:email}", "unspecified"),
    (f"{AWS_ATTRIBUTES}Role", f"{ROLE},{PROVIDER}", "unspecified"),
)
TRUST = trust(
    Principal={"Federated": PROVIDER},
    Action="sts:AssumeRoleWithSAML",
    Condition={"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
)


@pytest.fixture
def application(center, console, aws) -> str:
    """Both accounts set up: application with mappings, provider, role and Connect user of Olga."""
    arn = console.add_application()
    console.map_attributes(arn, *MAPPINGS)
    page = console.get(f"/applications/{arn.rpartition('/')[2]}").text
    (address,) = set(re.findall(r"https://portal\.sso\.[^<\"]+/saml/metadata/\w+", page))
    document = requests.get(center.local(address), timeout=5).text
    aws.iam.create_saml_provider(Name="IdentityCenter", SAMLMetadataDocument=document)
    aws.iam.create_role(RoleName="ConnectIdentityCenter", AssumeRolePolicyDocument=TRUST)
    aws.iam.put_role_policy(
        RoleName="ConnectIdentityCenter", PolicyName="Connect", PolicyDocument=permissions()
    )
    add_user(aws, OLGA)
    group = {"PrincipalType": "GROUP", "PrincipalId": center.group_id()}
    center.admin.create_application_assignment(ApplicationArn=arn, **group)
    return arn


@pytest.fixture
def sign_in(center, browser):
    """Choose a user at the portal; gives the page behind it."""

    def choose(name: str) -> requests.Response:
        address = center.local(PORTAL).removesuffix("/start") + "/sign-in"
        return browser.post(address, data={"user": center.user_id(name)})

    return choose


@pytest.fixture
def open_application(center, browser, application):
    """Open the application, and press the button of the page that posts the response on."""

    def follow() -> requests.Response:
        page = browser.get(f"{center.local(PORTAL)}/applications/{application.rpartition('/')[2]}")
        return send_on(browser, page)

    return follow


def send_on(browser: requests.Session, page: requests.Response) -> requests.Response:
    """What a browser does with a page that only holds a form."""
    if data(page)["page"] != "portal-post":
        return page
    (action,) = re.findall(r'<form method="post" action="([^"]+)"', page.text)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
    return browser.post(action, data={name: value.replace("&amp;", "&") for name, value in fields.items()})


def test_the_portal_asks_who_signs_in(center, browser):
    page = browser.get(center.local(PORTAL))
    assert data(page) == {"page": "portal-sign-in"}
    assert OLGA in page.text
    assert browser.get(center.local(PORTAL.replace("99670c0ffe", "0000000000"))).status_code == 404


def test_olga_reaches_the_agent_workspace(sign_in, open_application):
    page = sign_in(OLGA)
    assert data(page) == {"page": "portal", "user": OLGA}
    assert "Amazon Connect" in page.text
    assert data(open_application()) == {"page": "agent-workspace", "user": OLGA, "instance": INSTANCE_ALIAS}


def test_an_application_opened_first_asks_to_sign_in(center, browser, application, open_application):
    page = open_application()
    assert data(page) == {"page": "portal-sign-in"}
    (path,) = re.findall(r'name="path" value="([^"]+)"', page.text)
    address = center.local(PORTAL).removesuffix("/start") + "/sign-in"
    page = browser.post(address, data={"user": center.user_id(OLGA), "path": path})
    assert data(send_on(browser, page))["page"] == "agent-workspace"


def test_the_response_is_posted_at_once_by_a_script_the_policy_knows(browser, center, sign_in, application):
    sign_in(OLGA)
    page = browser.get(f"{center.local(PORTAL)}/applications/{application.rpartition('/')[2]}")
    assert "<script>document.forms[0].submit()</script>" in page.text
    assert "script-src 'sha256-" in page.headers["Content-Security-Policy"]


def test_who_is_not_assigned_sees_no_application(center, sign_in, application, open_application):
    group = {"PrincipalType": "GROUP", "PrincipalId": center.group_id()}
    center.admin.delete_application_assignment(ApplicationArn=application, **group)
    page = sign_in(OLGA)
    assert "You do not have any applications." in page.text
    assert data(open_application())["code"] == "NotAssigned"


def test_a_disabled_application_opens_for_nobody(center, sign_in, application, open_application):
    center.admin.update_application(ApplicationArn=application, Status="DISABLED")
    sign_in(OLGA)
    assert data(open_application())["code"] == "NotAssigned"


def test_without_mappings_aws_calls_the_response_invalid(console, sign_in, application, open_application):
    console.map_attributes(application)
    sign_in(OLGA)
    page = open_application()
    assert data(page)["code"] == "InvalidSamlResponse"
    assert "Your request included an invalid SAML response." in page.text


def test_a_user_unknown_to_connect_is_not_onboarded(sign_in, open_application):
    sign_in(OMAR)
    assert data(open_application())["code"] == "UserNotOnboarded"


def test_a_wrong_audience_is_refused_by_aws(console, sign_in, application, open_application):
    fields = {"display_name": "C", "acs_url": "https://signin.aws.amazon.com/saml", "audience": "urn:other"}
    console.post(f"/applications/{application.rpartition('/')[2]}/configuration", fields)
    sign_in(OLGA)
    assert "does not contain the required audience" in open_application().text


def test_a_wrong_acs_url_cannot_be_processed(console, sign_in, application, open_application):
    fields = {"display_name": "C", "acs_url": "https://example.com/saml", "audience": "urn:amazon:webservices"}
    console.post(f"/applications/{application.rpartition('/')[2]}/configuration", fields)
    sign_in(OLGA)
    page = open_application()
    assert data(page)["code"] == "UnknownAcs"
    assert "An error occurred when we tried to process your request." in page.text


def test_the_portal_session_ends(center, sign_in, browser):
    sign_in(OLGA)
    assert data(browser.get(center.local(PORTAL)))["page"] == "portal"
    center.aws.world.offset += timedelta(hours=8, seconds=1)
    assert data(browser.get(center.local(PORTAL)))["page"] == "portal-sign-in"


# --- with Entra as the identity source ---


@pytest.fixture
def acs(console) -> str:
    """Entra's metadata is uploaded; gives Identity Center's ACS URL."""
    console.use_external(metadata())
    text = console.get("/settings/service-provider-metadata.xml").text
    return re.findall(r'Location="([^"]+)"', text)[0]


@pytest.fixture
def receive(center, browser, acs):
    """Post a response of the external provider to the ACS."""

    def post(pair: str = "current", **changes) -> requests.Response:
        arguments = {"issuer": ENTITY_ID, "attributes": {}, "recipient": acs, "audience": SP_ENTITY_ID}
        arguments |= {"name_id": OLGA, **changes}
        key = signing_pair(pair)
        encoded = signed_response(key=key.key, cert=key.cert, **arguments)
        return browser.post(center.local(acs), data={"SAMLResponse": encoded, "RelayState": ""})

    return post


def test_the_portal_sends_people_to_the_external_provider(center, browser, acs):
    answer = browser.get(center.local(PORTAL), allow_redirects=False)
    assert answer.status_code == 302
    address = urlsplit(answer.headers["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://idp.example.com/saml2"
    assert parse_qs(address.query)["SAMLRequest"]


def test_nobody_chooses_a_user_beside_the_external_provider(sign_in, acs):
    assert data(sign_in(OLGA))["code"] == "SignInRefused"


def test_a_response_of_the_external_provider_signs_in(receive, application, open_application):
    assert data(receive()) == {"page": "portal", "user": OLGA}
    assert data(open_application())["page"] == "agent-workspace"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pair": "another"}, "SignatureInvalid"),
        ({"sign": "nothing"}, "SignatureInvalid"),
        ({"issuer": "https://sts.windows.net/other/"}, "IssuerMismatch"),
        ({"audience": "https://signin.aws.amazon.com/saml"}, "AudienceMismatch"),
        ({"recipient": "https://signin.aws.amazon.com/saml"}, "RecipientMismatch"),
        ({"issued_at": datetime.now(UTC) - timedelta(hours=2)}, "ResponseExpired"),
        ({"issued_at": datetime.now(UTC) + timedelta(hours=1)}, "ResponseNotYetValid"),
        ({"name_id": OLGA.upper()}, "UserNotFound"),
        ({"name_id": "nobody@contoso.example"}, "UserNotFound"),
    ],
)
def test_a_wrong_response_is_an_unexpected_error(receive, changes, code):
    page = receive(**changes)
    assert (page.status_code, data(page)) == (403, {"page": "error", "code": code})
    assert "An unexpected error has occurred." in page.text


def test_a_disabled_user_does_not_sign_in(center, receive):
    center.aws.world.table("ids.users")[center.user_id(OLGA)]["UserStatus"] = "DISABLED"
    assert data(receive())["code"] == "UserDisabled"


def test_an_unknown_acs_or_an_own_source_takes_no_response(center, console, acs, browser, receive):
    page = browser.post(center.local(acs)[:-4] + "0000", data={"SAMLResponse": "x"})
    assert data(page)["code"] == "UnknownAcs"
    console.post("/settings/identity-source", source="IDENTITY_CENTER", confirm="ACCEPT")
    assert data(receive())["code"] == "NotExternal"


def test_a_relay_state_leads_nowhere_else(center, browser, acs):
    key = signing_pair("current")
    encoded = signed_response(
        key=key.key,
        cert=key.cert,
        issuer=ENTITY_ID,
        attributes={},
        recipient=acs,
        audience=SP_ENTITY_ID,
        name_id=OLGA,
    )
    fields = {"SAMLResponse": encoded, "RelayState": "https://evil.example.com/"}
    answer = browser.post(center.local(acs), data=fields, allow_redirects=False)
    assert urlsplit(answer.headers["Location"]).path == f"/portal/{STORE}/start"
