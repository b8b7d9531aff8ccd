"""The whole route by script, both clouds: Entra signs in to Identity Center, Identity Center to Connect."""

import re
from typing import Any

import boto3
import requests

from sandbox.aws.identity_center import seed
from sandbox.aws.seed import ACCOUNT, ENGINEER_KEY, ENGINEER_SECRET, INSTANCE_ALIAS, INSTANCE_ID, REGION
from sandbox.entra.seed import ALICE, BOB, TENANT_ID, stable_id
from tests.sandbox.contoso import IDENTITY_CENTER, App, Contoso
from tests.sandbox.federations import permissions, trust
from tests.sandbox.identity_centers import SP_ENTITY_ID, Console, data
from tests.sandbox.responses import AWS_ATTRIBUTES

pytest_plugins = ["tests.sandbox.entra_fixtures"]

PROVIDER = f"arn:aws:iam::{ACCOUNT}:saml-provider/IdentityCenter"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ConnectIdentityCenter"


def client(contoso: Contoso, service: str, key: str, secret: str) -> Any:
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=contoso.sandbox.addresses.aws,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
    )


def set_up_entra(contoso: Contoso, acs: str) -> tuple[App, str]:
    """The gallery application for Identity Center with Alice and Bob assigned, and its metadata."""
    app = contoso.instantiate("AWS IAM Identity Center", template=IDENTITY_CENTER)
    app.patch_principal(preferredSingleSignOnMode="saml")
    app.patch(identifierUris=[SP_ENTITY_ID], web={"redirectUris": [acs]})
    app.activate(app.add_certificate()["thumbprint"])
    role = next(role["id"] for role in app.read()["appRoles"] if role["isEnabled"])
    for person in (ALICE, BOB):
        app.assign(stable_id(person), role)
    path = f"/{TENANT_ID}/federationmetadata/2007-06/federationmetadata.xml"
    return app, contoso.https.get(path, params={"appid": app.app_id}).raise_for_status().text


def provision(contoso: Contoso, console: Console, name: str) -> str:
    """What Entra's provisioning does: the user arrives by SCIM. Gives its id."""
    page = console.post("/settings/provisioning")
    endpoint = page.text.partition("<dt>SCIM endpoint</dt><dd>")[2].partition("<")[0]
    user = {
        "userName": name,
        "displayName": "Alice Agent",
        "name": {"givenName": "Alice", "familyName": "Agent"},
        "emails": [{"value": name, "type": "work", "primary": True}],
    }
    address = f"{contoso.sandbox.addresses.local(endpoint)}Users"
    headers = {"Authorization": f"Bearer {data(page)['token']}"}
    return str(requests.post(address, json=user, headers=headers, timeout=5).json()["id"])


def set_up_connect(contoso: Contoso, document: str, name: str) -> None:
    """Provider, role, policy and Connect user in the member account."""
    iam, connect = (client(contoso, each, ENGINEER_KEY, ENGINEER_SECRET) for each in ("iam", "connect"))
    iam.create_saml_provider(Name="IdentityCenter", SAMLMetadataDocument=document)
    document = trust(Principal={"Federated": PROVIDER})
    iam.create_role(RoleName="ConnectIdentityCenter", AssumeRolePolicyDocument=document)
    iam.put_role_policy(RoleName="ConnectIdentityCenter", PolicyName="Connect", PolicyDocument=permissions())
    profiles = connect.list_security_profiles(InstanceId=INSTANCE_ID)["SecurityProfileSummaryList"]
    routing = connect.list_routing_profiles(InstanceId=INSTANCE_ID)["RoutingProfileSummaryList"]
    connect.create_user(
        InstanceId=INSTANCE_ID,
        Username=name,
        IdentityInfo={"FirstName": "Alice", "LastName": "Agent"},
        SecurityProfileIds=[row["Id"] for row in profiles if row["Name"] == "Agent"],
        RoutingProfileId=routing[0]["Id"],
    )


def set_up_application(contoso: Contoso, console: Console, user: str) -> str:
    """The SAML application with its mappings and an assignment; gives its metadata."""
    arn = console.add_application()
    console.map_attributes(
        arn,
        (f"{AWS_ATTRIBUTES}RoleSessionName", "${user:email}", "unspecified"),
        (f"{AWS_ATTRIBUTES}Role", f"{ROLE},{PROVIDER}", "unspecified"),
    )
    admin = client(contoso, "sso-admin", seed.ENGINEER_KEY, seed.ENGINEER_SECRET)
    admin.create_application_assignment(ApplicationArn=arn, PrincipalType="USER", PrincipalId=user)
    page = console.get(f"/applications/{arn.rpartition('/')[2]}").text
    (address,) = set(re.findall(r'https://portal\.sso\.[^<"]+/saml/metadata/\w+', page))
    return requests.get(str(contoso.sandbox.addresses.local(address)), timeout=5).text


def press(browser: requests.Session, page: requests.Response, **chosen: str) -> requests.Response:
    """Send the page's form."""
    action = re.findall(r'<form method="post"(?: action="([^"]+)")?', page.text)[0] or page.url
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
    fields = {name: value.replace("&amp;", "&") for name, value in fields.items()}
    return browser.post(action, data={**fields, **chosen})


def test_from_the_portal_through_entra_to_the_agent_workspace(contoso: Contoso) -> None:
    console = Console(contoso.sandbox)
    acs = re.findall(r'Location="([^"]+)"', console.get("/settings/service-provider-metadata.xml").text)[0]
    _, metadata = set_up_entra(contoso, acs)
    console.use_external(metadata)
    document = set_up_application(contoso, console, provision(contoso, console, ALICE))
    set_up_connect(contoso, document, ALICE)
    console.close()
    with requests.Session() as browser:
        at_entra = browser.get(str(contoso.sandbox.addresses.local(seed.PORTAL)))
        assert 'data-page="choose-person"' in at_entra.text
        portal = press(browser, press(browser, at_entra, user=stable_id(ALICE)))
        assert data(portal) == {"page": "portal", "user": ALICE}
        (path,) = re.findall(r'href="(/portal/[^"]+/applications/[^"]+)"', portal.text)
        page = press(browser, browser.get(contoso.sandbox.addresses.web + path))
    assert data(page) == {"page": "agent-workspace", "user": ALICE, "instance": INSTANCE_ALIAS}


def test_who_was_not_provisioned_is_unknown_to_identity_center(contoso: Contoso) -> None:
    console = Console(contoso.sandbox)
    acs = re.findall(r'Location="([^"]+)"', console.get("/settings/service-provider-metadata.xml").text)[0]
    console.use_external(set_up_entra(contoso, acs)[1])
    console.close()
    with requests.Session() as browser:
        at_entra = browser.get(str(contoso.sandbox.addresses.local(seed.PORTAL)))
        page = press(browser, press(browser, at_entra, user=stable_id(BOB)))
    assert data(page) == {"page": "error", "code": "UserNotFound"}
