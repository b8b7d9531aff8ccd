"""Credentials for engineers: the device flow of sso-oidc and the API of the portal, on the served sandbox."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
import requests
from botocore import UNSIGNED
from botocore.config import Config

from sandbox.aws.identity_center.seed import CONNECT_ADMINISTRATOR, MANAGEMENT, OLGA, OMAR, PORTAL
from sandbox.aws.seed import ACCOUNT, INSTANCE_ID, REGION
from sandbox.server import Sandbox
from tests.sandbox.identity_centers import data
from tests.worlds import rewinding

pytest_plugins = ["tests.sandbox.entra_fixtures"]

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


class Engineer:
    """A program that wants credentials, and the browser of the person who confirms."""

    def __init__(self, clouds: Sandbox) -> None:
        self.clouds = clouds
        self.browser = requests.Session()
        config = Config(retries={"total_max_attempts": 1}, signature_version=UNSIGNED)  # type: ignore[typeddict-item]
        address = clouds.addresses.aws
        self.oidc: Any = boto3.client("sso-oidc", region_name=REGION, endpoint_url=address, config=config)
        self.portal: Any = boto3.client("sso", region_name=REGION, endpoint_url=address, config=config)
        client = self.oidc.register_client(clientName="test", clientType="public")
        self.client = {name: client[name] for name in ("clientId", "clientSecret")}

    def start(self, address: str = PORTAL) -> dict[str, Any]:
        return dict(self.oidc.start_device_authorization(**self.client, startUrl=address))

    def token(self, device: dict[str, Any], **changes: Any) -> Any:
        arguments = {**self.client, "grantType": DEVICE, "deviceCode": device["deviceCode"], **changes}
        return self.oidc.create_token(**arguments)

    def confirm(self, device: dict[str, Any], name: str = OLGA, decision: str = "allow") -> requests.Response:
        """Open the page, choose the user, press the button."""
        self.browser.cookies.clear()
        page = self.browser.get(device["verificationUriComplete"])
        users = self.clouds.world.table("ids.users").values()
        (user,) = (row for row in users if row["UserName"] == name)
        address = self.clouds.addresses.local(PORTAL.replace("/start", "/sign-in"))
        assert data(page) == {"page": "portal-sign-in"}
        path = f"/device?user_code={device['userCode']}"
        page = self.browser.post(str(address), data={"user": user["UserId"], "path": path})
        assert data(page) == {"page": "device-confirm", "code": device["userCode"]}
        fields = {"user_code": device["userCode"], "decision": decision}
        return self.browser.post(device["verificationUri"], data=fields)

    def signed_in(self, name: str = OLGA) -> str:
        device = self.start()
        self.confirm(device, name)
        return str(self.token(device)["accessToken"])


@pytest.fixture
def engineer(clouds: Sandbox) -> Iterator[Engineer]:
    with rewinding(clouds.world):
        made = Engineer(clouds)
        yield made
        made.browser.close()


def test_a_confirmed_code_gives_a_token_once(engineer, refused):
    device = engineer.start()
    assert (device["expiresIn"], device["interval"]) == (600, 1)
    assert data(engineer.confirm(device)) == {"page": "device-done", "decision": "allow"}
    token = engineer.token(device)
    assert (token["tokenType"], token["expiresIn"]) == ("Bearer", 28800)
    assert refused(engineer.token, device=device)[0] == "InvalidGrantException"


def test_until_then_it_is_pending_and_too_many_questions_slow_down(engineer, refused):
    device = engineer.start()
    assert refused(engineer.token, device=device)[::2] == ("AuthorizationPendingException", 400)
    assert refused(engineer.token, device=device)[::2] == ("SlowDownException", 400)
    engineer.clouds.world.offset += timedelta(seconds=2)
    assert refused(engineer.token, device=device)[0] == "AuthorizationPendingException"


def test_oauths_own_words_are_in_the_answer(engineer):
    with pytest.raises(engineer.oidc.exceptions.AuthorizationPendingException) as caught:
        engineer.token(engineer.start())
    assert caught.value.response["error"] == "authorization_pending"


def test_a_code_expires_and_can_be_denied(engineer, refused):
    denied = engineer.start()
    assert data(engineer.confirm(denied, decision="deny"))["decision"] == "deny"
    assert refused(engineer.token, device=denied)[::2] == ("AccessDeniedException", 400)
    late = engineer.start()
    engineer.clouds.world.offset += timedelta(minutes=11)
    assert refused(engineer.token, device=late)[::2] == ("ExpiredTokenException", 400)
    page = engineer.browser.get(late["verificationUriComplete"])
    assert data(page) == {"page": "device-code"}
    assert "not valid, or it has expired" in page.text


def test_clients_portals_and_grants_must_be_known(engineer, refused):
    assert refused(engineer.start, address="https://d-0000000000.awsapps.com/start")[::2] == (
        "InvalidRequestException",
        400,
    )
    register = engineer.oidc.register_client
    answer = refused(register, clientName="x", clientType="confidential")
    assert answer[0] == "InvalidClientMetadataException"
    device = engineer.start()
    wrong = {"device": device, "clientSecret": "wrong"}
    assert refused(engineer.token, **wrong)[::2] == ("InvalidClientException", 401)
    assert refused(engineer.token, device=device, grantType="password")[0] == "UnsupportedGrantTypeException"
    assert refused(engineer.token, device=device, grantType="refresh_token")[0] == "NotSimulated"


def test_the_token_lists_accounts_and_roles(engineer, refused):
    token = engineer.signed_in()
    accounts = engineer.portal.list_accounts(accessToken=token)["accountList"]
    assert [row["accountId"] for row in accounts] == [ACCOUNT, MANAGEMENT]
    pages = engineer.portal.get_paginator("list_accounts").paginate(
        accessToken=token, PaginationConfig={"PageSize": 1}
    )
    assert len(list(pages)) == 2
    roles = engineer.portal.list_account_roles(accessToken=token, accountId=ACCOUNT)["roleList"]
    assert [row["roleName"] for row in roles] == [CONNECT_ADMINISTRATOR]
    answer = refused(engineer.portal.list_account_roles, accessToken=token, accountId="999999999999")
    assert answer == ("ForbiddenException", "No access", 403)


def credentials(engineer: Engineer, name: str, role: str, account: str = ACCOUNT) -> Callable[[str], Any]:
    """Clients with the credentials of a role."""
    token = engineer.signed_in(name)
    found = engineer.portal.get_role_credentials(accessToken=token, roleName=role, accountId=account)
    keys = found["roleCredentials"]

    def client(service: str) -> Any:
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=engineer.clouds.addresses.aws,
            aws_access_key_id=keys["accessKeyId"],
            aws_secret_access_key=keys["secretAccessKey"],
            aws_session_token=keys["sessionToken"],
            config=Config(retries={"total_max_attempts": 1}),  # type: ignore[typeddict-item]
        )

    return client


def test_the_credentials_work_as_the_role_allows(engineer, refused):
    client = credentials(engineer, OLGA, CONNECT_ADMINISTRATOR)
    arn = client("sts").get_caller_identity()["Arn"]
    assert f":assumed-role/AWSReservedSSO_{CONNECT_ADMINISTRATOR}_" in arn
    assert arn.endswith(f"/{OLGA}")
    assert client("connect").describe_instance(InstanceId=INSTANCE_ID)["Instance"]
    assert refused(client("identitystore").list_users, IdentityStoreId="d-99670c0ffe")[0] == (
        "AccessDeniedException"
    )


def test_a_role_is_only_for_who_is_assigned(engineer, refused):
    token = engineer.signed_in(OMAR)
    asked = {"accessToken": token, "roleName": CONNECT_ADMINISTRATOR, "accountId": ACCOUNT}
    assert refused(engineer.portal.get_role_credentials, **asked) == ("ForbiddenException", "No access", 403)
    assert engineer.portal.get_role_credentials(**{**asked, "roleName": "Reader"})["roleCredentials"]


def test_a_token_ends_and_can_be_given_back(engineer, refused):
    first, second = engineer.signed_in(), engineer.signed_in()
    engineer.portal.logout(accessToken=first)
    text = "Session token not found or invalid"
    assert refused(engineer.portal.list_accounts, accessToken=first) == ("UnauthorizedException", text, 401)
    assert engineer.portal.list_accounts(accessToken=second)["accountList"]
    engineer.clouds.world.offset += timedelta(hours=9)
    assert refused(engineer.portal.list_accounts, accessToken=second)[0] == "UnauthorizedException"
