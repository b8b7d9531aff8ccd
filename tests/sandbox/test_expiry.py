"""A sign-in that has just ended, on request."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from sandbox.faults import Fault
from tests.sandbox.contoso import CUSTOM, Contoso, error_of

pytest_plugins = ["tests.sandbox.entra_fixtures"]


@pytest.fixture
def iam(contoso: Contoso) -> Any:
    values = contoso.sandbox.variables()
    return boto3.client(
        "iam",
        region_name=values["AWS_REGION"],
        endpoint_url=values["AWS_ENDPOINT_URL"],
        aws_access_key_id=values["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=values["AWS_SECRET_ACCESS_KEY"],
    )


def test_aws_says_so_in_its_own_words_and_does_nothing(contoso: Contoso, iam: Any) -> None:
    contoso.world.faults.plan("CreateUser", Fault.EXPIRE)
    before = len(contoso.world.table("iam.users"))
    with pytest.raises(ClientError) as caught:
        iam.create_user(UserName="somebody")
    assert caught.value.response["Error"]["Code"] == "ExpiredToken"
    assert len(contoso.world.table("iam.users")) == before


def test_graph_says_so_in_its_own_words_and_does_nothing(contoso: Contoso) -> None:
    contoso.world.faults.plan("POST /applicationTemplates/{id}/instantiate", Fault.EXPIRE)
    before = len(contoso.world.table("entra.applications"))
    answer = contoso.graph.post(f"/applicationTemplates/{CUSTOM}/instantiate", json={"displayName": "Connect"})
    assert error_of(answer)[:2] == (401, "InvalidAuthenticationToken")
    assert len(contoso.world.table("entra.applications")) == before
