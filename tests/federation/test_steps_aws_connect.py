"""The AWS engineer connects Handoff to the account."""

import json

import pytest

from federation.clouds.aws.account import AwsSignIn, open_account
from federation.endpoints import Endpoints
from federation.errors import CloudUnreachable, CredentialsRejected
from federation.findings import Level
from federation.items import AWS_ACCOUNT, AWS_CALLER, INSTANCES_SEEN
from federation.record import MemoryRecord
from federation.steps.aws_connect import AwsConnect
from sandbox.aws.seed import (
    ACCOUNT,
    INSTANCE_ID,
    LEGACY_INSTANCE_ID,
    LIMITED_KEY,
    LIMITED_SECRET,
    REGION,
    ROOT_KEY,
    ROOT_SECRET,
)
from tests.federation.aws_engineer import SandboxAws

pytest_plugins = ["tests.federation.aws_fixtures"]
STEP = AwsConnect()


def test_the_engineer_learns_account_caller_and_instances(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    items = aws.carry_out(STEP, aws_record).items
    assert items[AWS_ACCOUNT] == ACCOUNT
    assert items[AWS_CALLER].endswith(":user/wes.engineer")
    assert items[INSTANCES_SEEN] == (
        f"{INSTANCE_ID} · contoso-contact-center · SAML · ACTIVE",
        f"{LEGACY_INSTANCE_ID} · contoso-legacy · CONNECT_MANAGED · ACTIVE",
    )
    assert "No permission is missing, as far as IAM's policy simulator can tell." in aws.said


def test_a_region_without_instances_is_said_in_words(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.world.table("connect.instances").clear()
    assert aws.carry_out(STEP, aws_record).items[INSTANCES_SEEN] == ("No instance in this region.",)


def test_every_instance_is_listed_even_if_there_are_many(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    table = aws.world.table("connect.instances")
    for number in range(25):
        table[str(number)] = {**table[INSTANCE_ID], "Id": str(number)}
    assert len(aws.carry_out(STEP, aws_record).items[INSTANCES_SEEN]) == 27


def test_missing_permissions_are_named_with_their_reason(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.sign_in(LIMITED_KEY, LIMITED_SECRET)
    aws.carry_out(STEP, aws_record)
    assert "Permission missing: iam:CreateRole (to create it)." in aws.said
    assert not any("iam:GetRole " in line for line in aws.said)


def test_missing_permissions_are_a_warning_because_people_have_hands(
    aws: SandboxAws, aws_record: MemoryRecord
) -> None:
    aws.sign_in(LIMITED_KEY, LIMITED_SECRET)
    found = aws.findings(STEP, aws_record)["aws-permissions"]
    assert found.level is Level.WARNING
    assert "connect:CreateUser" in found.actual


def test_without_the_simulator_it_says_that_it_could_not_look(
    aws: SandboxAws, aws_record: MemoryRecord
) -> None:
    policies = aws.world.table("iam.users")[f"{ACCOUNT}/wes.engineer"]["policies"]
    policies["sandbox"] = policies["sandbox"].replace("iam:SimulatePrincipalPolicy", "iam:GetUser")
    aws.carry_out(STEP, aws_record)
    assert "iam:SimulatePrincipalPolicy" in next(line for line in aws.said if "could not be checked" in line)
    assert aws.findings(STEP, aws_record)["aws-permissions"].level is Level.WARNING


def test_permissions_for_our_own_names_only_are_enough(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    anything = ["connect:*", "ds:*", "iam:SimulatePrincipalPolicy", "iam:GetPolicy*"]
    ours = [f"arn:aws:iam::{ACCOUNT}:{kind}/ConnectSSO-*" for kind in ("role", "saml-provider")]
    statements = [
        {"Effect": "Allow", "Action": anything, "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:*", "Resource": ours},
    ]
    policies = aws.world.table("iam.users")[f"{ACCOUNT}/wes.engineer"]["policies"]
    policies["sandbox"] = json.dumps({"Version": "2012-10-17", "Statement": statements})
    assert aws.findings(STEP, aws_record)["aws-permissions"].level is Level.OK


def test_the_root_user_is_refused(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.sign_in(ROOT_KEY, ROOT_SECRET)
    with pytest.raises(CredentialsRejected, match="root user"):
        STEP.plan(aws_record, aws.clouds())
    with pytest.raises(CredentialsRejected, match="root user"):
        aws.carry_out(STEP, aws_record)


def test_unknown_keys_are_refused(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.sign_in("AKIAUNKNOWN000000001", "wrong")
    with pytest.raises(CredentialsRejected):
        aws.carry_out(STEP, aws_record)


def test_a_server_without_credentials_says_so(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(CredentialsRejected, match="no AWS credentials"):
        aws.carry_out(STEP, aws_record)


def test_an_unknown_profile_says_so(aws: SandboxAws) -> None:
    with pytest.raises(CredentialsRejected) as caught:
        open_account(
            AwsSignIn("profile", "nobody"), region=REGION, endpoints=aws.endpoints, marker="m", say=print
        )
    assert "nobody" in caught.value.detail


def test_a_cloud_that_does_not_answer_is_unreachable(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.endpoints = Endpoints(aws="http://127.0.0.1:9")
    with pytest.raises(CloudUnreachable):
        aws.carry_out(STEP, aws_record)


def test_another_account_than_the_setups_is_a_finding(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws_record.put(AWS_ACCOUNT, "999999999999")
    found = aws.findings(STEP, aws_record)["aws-account"]
    assert (found.level, found.expected, found.actual) == (Level.ERROR, "999999999999", ACCOUNT)


def test_a_named_profile_needs_its_name(aws_record: MemoryRecord) -> None:
    assert STEP.check_answers({"aws_sign_in": "profile"}, aws_record) == {
        "aws_profile": "Enter the name of the profile."
    }
    assert STEP.check_answers({"aws_sign_in": "profile", "aws_profile": "work"}, aws_record) == {}
    assert STEP.check_answers({"aws_sign_in": "chain"}, aws_record) == {}
