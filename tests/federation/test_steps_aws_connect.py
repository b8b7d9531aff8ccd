"""The AWS engineer connects Handoff to the account."""

import json
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from botocore.exceptions import UnauthorizedSSOTokenError

from federation.clouds.aws.account import AwsSignIn, open_account
from federation.endpoints import Endpoints
from federation.errors import AnswerRefused, CloudUnreachable, CredentialsRejected
from federation.findings import Level
from federation.items import AWS_ACCOUNT, AWS_CALLER, INSTANCES_SEEN
from federation.record import MemoryRecord
from federation.steps.aws_connect import AwsConnect
from federation.steps.aws_instance import AwsInstance
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
    legacy = "contoso-legacy · not usable: users are managed in Connect, not by SAML · active"
    assert items[INSTANCES_SEEN] == (
        f"{INSTANCE_ID} · contoso-contact-center · SAML · active",
        f"{LEGACY_INSTANCE_ID} · {legacy}",
    )
    assert "No permission is missing, as far as IAM's policy simulator can tell." in aws.said


def rows(aws: SandboxAws, record: MemoryRecord) -> list[tuple[str, str, str]]:
    return [(row.what, row.name, row.detail) for row in STEP.plan(record, aws.clouds())]


def test_the_plan_says_who_is_signed_in_where_and_what_was_found(
    aws: SandboxAws, aws_record: MemoryRecord
) -> None:
    caller, account, instances = rows(aws, aws_record)
    assert caller == ("Signed in to AWS as", "user wes.engineer", f"arn:aws:iam::{ACCOUNT}:user/wes.engineer")
    assert account[:2] == ("AWS account", ACCOUNT)
    assert instances[:2] == ("Connect instances in eu-central-1", "2 found")
    assert "contoso-legacy · not usable: users are managed in Connect" in instances[2]


def test_a_region_without_instances_says_where_else_to_look(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.region = "us-east-1"
    nothing = (
        f"No Connect instance in us-east-1 of account {ACCOUNT}. If the instance is elsewhere, change the "
    )
    assert rows(aws, aws_record)[2][1] == "none"
    assert rows(aws, aws_record)[2][2].startswith(nothing)
    items = aws.carry_out(STEP, aws_record).items
    assert items[INSTANCES_SEEN] == ("No Connect instance in us-east-1.",)
    assert aws.said[-1].startswith(nothing)


@pytest.mark.parametrize("act", [STEP.plan, STEP.carry_out, AwsInstance().plan, AwsInstance().carry_out])
def test_a_region_that_does_not_exist_is_refused_with_those_that_do(
    aws: SandboxAws, aws_record: MemoryRecord, act: Callable[..., object]
) -> None:
    aws.region = "eu-central-9"
    with pytest.raises(
        AnswerRefused, match=r"no Amazon Connect in “eu-central-9”.*eu-central-1.*us-east-1"
    ) as caught:
        act(aws_record, aws.clouds())
    assert caught.value.item_key == "aws_region"


def test_a_region_where_nothing_answers_is_refused(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.region, aws.endpoints = "eu-central-9", Endpoints(aws="http://127.0.0.1:9")
    with pytest.raises(AnswerRefused) as caught:
        STEP.plan(aws_record, aws.clouds())
    assert caught.value.item_key == "aws_region"


def test_a_region_newer_than_botocore_is_taken_if_connect_answers_there(
    aws: SandboxAws, aws_record: MemoryRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.aws.api.connect_regions", lambda: {"eu-central-9"})
    aws.region = "eu-central-9"
    assert rows(aws, aws_record)[2][1] == "none"


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


EXPIRED_SSO = """[profile work]
sso_start_url = https://contoso.awsapps.test/start
sso_region = eu-central-1
sso_account_id = 111122223333
sso_role_name = Admin
"""


def open_profile(aws: SandboxAws, name: str) -> object:
    return open_account(
        AwsSignIn("profile", name), region=REGION, endpoints=aws.endpoints, marker="m", say=print
    )


@pytest.fixture
def config(aws: SandboxAws, tmp_path: Path) -> Path:
    aws.monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    aws.monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "config"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "This server has no profile “work”."),
        ("[profile work]\nregion = eu-central-1", "The profile “work” of this server has no credentials."),
        ("[profile work]\naws_access_key_id = A", "The profile “work” cannot be used: Partial credentials"),
        (
            "[profile work]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = gone",
            "The profile “work” cannot be used: .*gone",
        ),
        ("[profile work]\ncredential_process = false", "gave no credentials"),
    ],
)
def test_a_profile_that_cannot_be_used_is_refused_beside_its_field(
    aws: SandboxAws, config: Path, text: str, said: str
) -> None:
    config.write_text(text)
    with pytest.raises(AnswerRefused, match=said) as caught:
        open_profile(aws, "work")
    assert caught.value.item_key == "aws_profile"
    assert isinstance(caught.value, CredentialsRejected)


def test_a_profile_nobody_signed_in_with_says_how(aws: SandboxAws, config: Path) -> None:
    config.write_text(EXPIRED_SSO)
    with pytest.raises(CredentialsRejected, match="Nobody is signed in with the profile “work”") as caught:
        open_profile(aws, "work")
    assert "aws sso login --profile work" in caught.value.hint


def test_a_profile_whose_sign_in_ended_says_how_to_renew_it(aws: SandboxAws, config: Path) -> None:
    config.write_text(EXPIRED_SSO)
    ended = UnauthorizedSSOTokenError()
    aws.monkeypatch.setattr("botocore.session.Session.get_credentials", Mock(side_effect=ended))
    with pytest.raises(CredentialsRejected, match="profile “work” have expired") as caught:
        open_profile(aws, "work")
    assert "aws sso login --profile work" in caught.value.hint


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
