"""Roles whose permissions somebody attached by hand as a managed policy."""

import json
from urllib.parse import quote

from botocore.stub import Stubber

from federation.clouds.aws import policies
from federation.clouds.aws.roles import read_managed
from tests.federation.aws_engineer import SandboxAws

pytest_plugins = ["tests.federation.aws_fixtures"]
ARN = "arn:aws:iam::111122223333:policy/ConnectFederation"
POLICY = policies.federation_policy(
    instance_arn="arn:aws:connect:eu-central-1:111122223333:instance/12345678-1234-1234-1234-123456789012"
)


def test_the_version_in_force_of_an_attached_policy_is_read(aws: SandboxAws) -> None:
    account = aws.account()
    with Stubber(account.iam) as iam:
        attached = {"AttachedPolicies": [{"PolicyName": "ConnectFederation", "PolicyArn": ARN}]}
        iam.add_response("list_attached_role_policies", attached, {"RoleName": "R"})
        iam.add_response("get_policy", {"Policy": {"DefaultVersionId": "v3"}}, {"PolicyArn": ARN})
        version = {"PolicyVersion": {"Document": quote(json.dumps(POLICY))}}
        iam.add_response("get_policy_version", version, {"PolicyArn": ARN, "VersionId": "v3"})
        found = read_managed(account, "R")
    assert found == {ARN: POLICY}
