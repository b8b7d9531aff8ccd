"""The running sandbox: its ports, what it tells the environment, and a whole sign-in across both clouds."""

import html
import json
import re
import socket
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
import requests

from sandbox.aws.seed import ACCOUNT, INSTANCE_ARN, INSTANCE_ID, REGION
from sandbox.entra.seed import ALICE, CLIENT_ID, TENANT_ID
from sandbox.seed import seed
from sandbox.server import Sandbox
from sandbox.tls import tls_files
from sandbox.world import World
from tests.sandbox.contoso import REPLY_URL, App, Contoso

pytest_plugins = ["tests.sandbox.entra_fixtures"]


def test_it_listens_when_start_returns_and_is_gone_when_stop_returns(tmp_path: Path) -> None:
    sandbox = Sandbox(World(), state_dir=tmp_path)
    sandbox.start()
    address = sandbox.addresses.web
    assert httpx.get(address, trust_env=False).status_code == 200
    sandbox.stop()
    sandbox.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(address, trust_env=False)


def test_it_listens_on_loopback_only(contoso: Contoso) -> None:
    addresses = contoso.sandbox.addresses
    assert addresses.web.startswith("http://127.0.0.1:")
    assert addresses.authority.startswith("https://127.0.0.1:")


def test_addresses_are_known_after_the_start_only() -> None:
    sandbox = Sandbox(World())
    with pytest.raises(RuntimeError, match="has not been started"):
        sandbox.variables()
    sandbox.stop()


def test_a_taken_port_is_told_and_nothing_stays_open(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        sandbox = Sandbox(World(), tls_port=taken.getsockname()[1], state_dir=tmp_path)
        with pytest.raises(OSError, match="in use"):
            sandbox.start()


def test_the_variables_point_every_sdk_here(contoso: Contoso) -> None:
    addresses, variables = contoso.sandbox.addresses, contoso.sandbox.variables()
    assert variables["AWS_ENDPOINT_URL"] == f"{addresses.web}/aws"
    assert variables["GRAPH_ENDPOINT"] == f"{addresses.web}/graph"
    assert variables["MYAPPS_ENDPOINT"] == f"{addresses.web}/myapps"
    assert variables["ENTRA_AUTHORITY"] == addresses.authority
    assert (variables["ENTRA_CLIENT_ID"], variables["ENTRA_TENANT_ID"]) == (CLIENT_ID, TENANT_ID)
    assert variables["AWS_REGION"] == variables["AWS_DEFAULT_REGION"] == REGION
    assert Path(variables["ENTRA_CA_BUNDLE"]).read_text().startswith("-----BEGIN CERTIFICATE-----")


def test_without_the_local_ca_nobody_trusts_the_https_port(contoso: Contoso) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(contoso.sandbox.addresses.authority, timeout=5)


def test_the_local_ca_is_kept_for_the_next_start(tmp_path: Path) -> None:
    first = tls_files(tmp_path).ca.read_bytes()
    assert tls_files(tmp_path).ca.read_bytes() == first
    assert (tls_files(tmp_path).key.stat().st_mode & 0o077) == 0


def test_a_world_on_disk_is_found_again(tmp_path: Path) -> None:
    world = World(tmp_path / "world.json")
    seed(world)
    again = World(tmp_path / "world.json")
    seed(again)
    assert again.table("entra.tenantKeys") == world.table("entra.tenantKeys")
    assert again.table("entra.users") == world.table("entra.users")


def test_the_front_page_says_what_is_where(contoso: Contoso) -> None:
    page = contoso.web.get("/").text
    assert '<main data-page="index">' in page
    assert contoso.sandbox.addresses.authority in page
    assert contoso.web.get("/nowhere").status_code == 404


def aws_client(contoso: Contoso, service: str) -> Any:
    values = contoso.sandbox.variables()
    return boto3.client(
        service,  # type: ignore[call-overload] # any service, by name
        region_name=values["AWS_REGION"],
        endpoint_url=values["AWS_ENDPOINT_URL"],
        aws_access_key_id=values["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=values["AWS_SECRET_ACCESS_KEY"],
    )


def federate(contoso: Contoso, *, connect_user: str) -> App:
    """Both engineers' work: provider from the metadata, role, user; then the application that names them."""
    app = contoso.saml_app()
    query = {"appid": app.app_id}
    path = f"/{TENANT_ID}/federationmetadata/2007-06/federationmetadata.xml"
    iam = aws_client(contoso, "iam")
    document = contoso.https.get(path, params=query).text
    provider = iam.create_saml_provider(Name="Entra", SAMLMetadataDocument=document)["SAMLProviderArn"]
    trust = statement(
        Principal={"Federated": provider},
        Action=["sts:AssumeRoleWithSAML", "sts:TagSession"],
        Condition={"StringEquals": {"SAML:aud": REPLY_URL}},
    )
    iam.create_role(RoleName="Sso", AssumeRolePolicyDocument=trust, MaxSessionDuration=43200)
    policy = statement(Action="connect:GetFederationToken", Resource=f"{INSTANCE_ARN}/user/${{aws:userid}}")
    iam.put_role_policy(RoleName="Sso", PolicyName="Connect", PolicyDocument=policy)
    add_connect_user(aws_client(contoso, "connect"), connect_user)
    relay = (
        f"https://{REGION}.console.aws.amazon.com/connect/federate/{INSTANCE_ID}?destination=%2Fagent-app-v2"
    )
    app.patch_principal(samlSingleSignOnSettings={"relayState": relay})
    assert provider == f"arn:aws:iam::{ACCOUNT}:saml-provider/Entra"
    return app


def statement(**parts: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **parts}]})


def add_connect_user(connect: Any, name: str) -> None:
    security = connect.list_security_profiles(InstanceId=INSTANCE_ID)["SecurityProfileSummaryList"][0]["Id"]
    routing = connect.list_routing_profiles(InstanceId=INSTANCE_ID)["RoutingProfileSummaryList"][0]["Id"]
    connect.create_user(
        InstanceId=INSTANCE_ID,
        Username=name,
        IdentityInfo={"FirstName": "Alice", "LastName": "Agent"},
        PhoneConfig={"PhoneType": "SOFT_PHONE"},
        SecurityProfileIds=[security],
        RoutingProfileId=routing,
    )


def sign_in_by_browser(contoso: Contoso, app: App) -> requests.Response:
    """Alice: user access URL, her button, the button to AWS, and wherever that leads."""
    with requests.Session() as browser:
        browser.trust_env = False
        start = f"{contoso.sandbox.addresses.launcher}/api/signin/{app.app_id}?tenantId={TENANT_ID}"
        page = browser.post(start, data={"user": ALICE}, timeout=5).text
        (action,) = re.findall(r'<form method="post" action="([^"]+)">', page)
        fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
        form = {name: html.unescape(value) for name, value in fields}
        return browser.post(html.unescape(action), data=form, timeout=5)


def test_alice_comes_from_entra_to_the_agent_workspace(contoso: Contoso) -> None:
    end = sign_in_by_browser(contoso, federate(contoso, connect_user=ALICE))
    assert end.status_code == 200
    assert 'data-page="agent-workspace"' in end.text


def test_a_connect_user_in_another_letter_case_ends_outside(contoso: Contoso) -> None:
    end = sign_in_by_browser(contoso, federate(contoso, connect_user=ALICE.title()))
    assert 'data-page="agent-workspace"' not in end.text


def test_a_certificate_aws_does_not_know_ends_at_the_sign_in_page(contoso: Contoso) -> None:
    app = federate(contoso, connect_user=ALICE)
    app.activate(app.add_certificate()["thumbprint"])
    end = sign_in_by_browser(contoso, app)
    assert end.status_code != 200
    assert "/signin/" in end.url
