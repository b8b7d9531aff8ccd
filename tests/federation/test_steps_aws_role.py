"""The role is created, trusts the provider and allows the sign-in; roles made by hand are understood."""

import json
from datetime import timedelta

import pytest

from federation.clouds.aws import policies
from federation.errors import AnswerRefused, CloudFailed, CloudNotReady, NotFound
from federation.findings import Level
from federation.items import INSTANCE_ARN, PROVIDER_ARN, PROVIDER_NAME, ROLE_ARN, ROLE_NAME
from federation.record import MemoryRecord
from federation.steps.aws_role import AwsRole
from federation.steps.aws_saml_provider import AwsSamlProvider
from federation.steps.base import Change
from sandbox.aws.seed import ACCOUNT
from sandbox.aws.seed import INSTANCE_ARN as SEEDED_INSTANCE
from sandbox.aws.seed import INSTANCE_ID as SEEDED_ID
from sandbox.faults import Fault
from sandbox.rows import Row
from tests.federation.aws_engineer import MARKER, SandboxAws

pytest_plugins = ["tests.federation.aws_fixtures"]
STEP = AwsRole()
NAME = f"ConnectSSO-{MARKER}"
ARN = f"arn:aws:iam::{ACCOUNT}:role/{NAME}"


@pytest.fixture
def ready(aws: SandboxAws, aws_record: MemoryRecord) -> MemoryRecord:
    aws.carry_out(AwsSamlProvider(), aws_record)
    aws.said.clear()
    return aws_record


@pytest.fixture
def made(aws: SandboxAws, ready: MemoryRecord) -> MemoryRecord:
    aws.carry_out(STEP, ready)
    return ready


def row(aws: SandboxAws) -> Row:
    return aws.world.table("iam.roles")[f"{ACCOUNT}/{NAME.lower()}"]


def test_the_role_is_created_with_trust_policy_and_tag(aws: SandboxAws, ready: MemoryRecord) -> None:
    assert [line.change for line in STEP.plan(ready, aws.clouds())] == [Change.CREATE, Change.CREATE]
    assert aws.carry_out(STEP, ready).items == {ROLE_ARN: ARN}
    role = row(aws)
    assert role["MaxSessionDuration"] == 43200
    assert role["Tags"] == [{"Key": "wizard:handoff", "Value": MARKER}]
    assert json.loads(role["policies"]["ConnectFederation"])["Statement"][0]["Resource"] == [
        SEEDED_INSTANCE + "/user/${aws:userid}"
    ]


def test_doing_it_again_changes_nothing(aws: SandboxAws, made: MemoryRecord) -> None:
    before = dict(row(aws))
    assert STEP.plan(made, aws.clouds())[0].change is Change.KEEP
    aws.carry_out(STEP, made)
    assert row(aws) == before
    assert aws.count("PutRolePolicy") == 1


def test_what_somebody_changed_is_set_right_and_nothing_else(aws: SandboxAws, made: MemoryRecord) -> None:
    row(aws)["MaxSessionDuration"] = 3600
    row(aws)["policies"] = {}
    assert STEP.plan(made, aws.clouds())[0].detail == (
        f"policy: sign-in to nothing → instance/{SEEDED_ID}; longest session: 1 h → 12 h"
    )
    aws.carry_out(STEP, made)
    assert {f.level for f in aws.findings(STEP, made).values()} == {Level.OK}
    assert aws.count("UpdateAssumeRolePolicy") == 0


def test_another_provider_changes_the_trust_of_the_same_role(aws: SandboxAws, made: MemoryRecord) -> None:
    identity = row(aws)["RoleId"]
    made.put(PROVIDER_NAME, "Other")
    aws.carry_out(AwsSamlProvider(), made)
    aws.carry_out(STEP, made)
    assert row(aws)["RoleId"] == identity
    assert policies.trusted_providers(json.loads(row(aws)["AssumeRolePolicyDocument"])) == (made[PROVIDER_ARN],)


def test_a_role_of_another_setup_is_left_alone_even_if_it_is_on_record(
    aws: SandboxAws, made: MemoryRecord
) -> None:
    row(aws)["Tags"] = [{"Key": "wizard:handoff", "Value": "zzzz9999"}]
    for act in (STEP.plan, STEP.carry_out):
        with pytest.raises(AnswerRefused, match="belongs to the setup zzzz9999") as caught:
            act(made, aws.clouds())
        assert caught.value.item_key == "role_name"


def test_a_role_made_by_hand_that_the_record_does_not_name_is_left_alone(
    aws: SandboxAws, made: MemoryRecord
) -> None:
    row(aws)["Tags"] = []
    made.put(ROLE_ARN, ARN + "-of-another-name")
    with pytest.raises(AnswerRefused, match="not made by this setup") as caught:
        aws.carry_out(STEP, made)
    assert "Do it by hand" in caught.value.hint


def test_a_role_made_by_hand_and_put_on_record_is_taken_over(aws: SandboxAws, made: MemoryRecord) -> None:
    row(aws).update(Tags=[{"Key": "team", "Value": "sso"}], MaxSessionDuration=3600)
    planned = STEP.plan(made, aws.clouds())[0]
    assert planned.change is Change.CHANGE
    assert planned.detail.startswith("takes over the role that was made by hand, and tags it")
    assert "longest session: 1 h → 12 h" in planned.detail
    assert aws.carry_out(STEP, made).resources[0].adopted
    assert {"Key": "wizard:handoff", "Value": MARKER} in row(aws)["Tags"]
    assert {"Key": "team", "Value": "sso"} in row(aws)["Tags"]
    assert STEP.plan(made, aws.clouds())[0].change is Change.KEEP


def test_the_check_warns_about_a_role_without_our_tag(aws: SandboxAws, made: MemoryRecord) -> None:
    row(aws)["Tags"] = []
    found = aws.findings(STEP, made)["role-tag"]
    assert (found.level, found.expected, found.actual) == (
        Level.WARNING,
        f"wizard:handoff={MARKER}",
        "no such tag",
    )
    assert "cannot update it later" in found.message


def test_a_name_that_does_not_fit_the_pasted_arn_is_refused(ready: MemoryRecord) -> None:
    pasted = {"role_name": "Other", "role_arn": ARN}
    assert f"“{NAME}”" in STEP.check_answers(pasted, ready)["role_name"]
    assert STEP.check_answers({"role_name": NAME, "role_arn": ARN}, ready) == {}


def test_a_plan_says_which_provider_the_trust_leaves_for_which(aws: SandboxAws, made: MemoryRecord) -> None:
    made.put(PROVIDER_ARN, f"arn:aws:iam::{ACCOUNT}:saml-provider/Other")
    assert STEP.plan(made, aws.clouds())[0].detail == f"trust: SAML provider {NAME} → Other"


def test_a_role_that_differs_in_letter_case_is_in_the_way(aws: SandboxAws, made: MemoryRecord) -> None:
    made.put(ROLE_NAME, NAME.upper())
    with pytest.raises(AnswerRefused, match="letter case only") as caught:
        aws.carry_out(STEP, made)
    assert caught.value.item_key == "role_name"


def test_a_lost_answer_is_adopted_and_finished(aws: SandboxAws, ready: MemoryRecord) -> None:
    aws.lost.append("CreateRole")
    with pytest.raises(CloudFailed):
        aws.carry_out(STEP, ready)
    assert row(aws)["policies"] == {}
    aws.carry_out(STEP, ready)
    assert aws.count("CreateRole") == 1
    assert "ConnectFederation" in row(aws)["policies"]


def test_a_provider_iam_does_not_know_yet_is_waited_for(
    aws: SandboxAws, ready: MemoryRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.aws.documents._PRINCIPALS", {"Federated": lambda *_: False})
    with pytest.raises(CloudNotReady):
        aws.carry_out(STEP, ready)


def test_a_provider_that_does_not_exist_is_not_waited_for(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws_record.put(PROVIDER_ARN, f"arn:aws:iam::{ACCOUNT}:saml-provider/Nowhere")
    with pytest.raises(NotFound):
        aws.carry_out(STEP, aws_record)


def test_a_name_too_long_for_entra_is_refused_beside_the_field(aws: SandboxAws, ready: MemoryRecord) -> None:
    long = "R" * 60
    assert "characters too long" in STEP.check_answers({"role_name": long}, ready)["role_name"]
    assert STEP.check_answers({"role_name": NAME}, ready) == {}
    ready.put(ROLE_NAME, long)
    with pytest.raises(AnswerRefused) as caught:
        STEP.plan(ready, aws.clouds())
    assert caught.value.item_key == "role_name"


def test_the_check_is_green_after_the_step(aws: SandboxAws, made: MemoryRecord) -> None:
    findings = aws.findings(STEP, made)
    assert {finding.level for finding in findings.values()} == {Level.OK}
    assert list(findings) == [
        "role-exists",
        "role-trust-provider",
        "role-trust-audience",
        "role-policy-instance",
    ]


def test_the_check_sees_a_policy_for_another_instance(aws: SandboxAws, made: MemoryRecord) -> None:
    other = made[INSTANCE_ARN].replace("0c1e5a3e", "99999999")
    row(aws)["policies"]["ConnectFederation"] = policies.text(policies.federation_policy(instance_arn=other))
    found = aws.findings(STEP, made)["role-policy-instance"]
    assert found.level is Level.ERROR
    assert found.actual == other + "/user/${aws:userid}"
    assert found.expected == made[INSTANCE_ARN] + "/user/${aws:userid}"


def test_the_check_sees_a_trust_in_another_provider(aws: SandboxAws, made: MemoryRecord) -> None:
    made.put(PROVIDER_ARN, f"arn:aws:iam::{ACCOUNT}:saml-provider/Other")
    found = aws.findings(STEP, made)["role-trust-provider"]
    assert found.actual.endswith(f"/{NAME}")


def test_the_check_sees_a_missing_regional_address(aws: SandboxAws, made: MemoryRecord) -> None:
    trust = row(aws)["AssumeRolePolicyDocument"]
    row(aws)["AssumeRolePolicyDocument"] = trust.replace(
        "https://eu-central-1.signin", "https://us-west-2.signin"
    )
    found = aws.findings(STEP, made)["role-trust-audience"]
    assert found.level is Level.ERROR
    assert "us-west-2" in found.actual


def test_a_trust_without_the_condition_is_a_warning(aws: SandboxAws, made: MemoryRecord) -> None:
    trust = json.loads(row(aws)["AssumeRolePolicyDocument"])
    del trust["Statement"][0]["Condition"]
    row(aws)["AssumeRolePolicyDocument"] = json.dumps(trust)
    assert aws.findings(STEP, made)["role-trust-audience"].level is Level.WARNING


def test_the_check_sees_that_the_role_is_gone(aws: SandboxAws, ready: MemoryRecord) -> None:
    ready.put(ROLE_ARN, ARN)
    assert list(aws.findings(STEP, ready)) == ["role-exists"]


def test_by_hand_both_policies_are_there_to_copy(ready: MemoryRecord) -> None:
    values = {value.field: value.value for value in STEP.by_hand(ready)}
    assert json.loads(values["Custom trust policy"])["Statement"][0]["Principal"] == {
        "Federated": ready[PROVIDER_ARN]
    }
    assert SEEDED_INSTANCE in values["Policy editor (JSON)"]
    assert STEP.foreseen(ready) == {ROLE_ARN: ARN}


def test_a_role_that_iam_has_but_does_not_show_yet_is_waited_for(aws: SandboxAws, ready: MemoryRecord) -> None:
    aws.world.faults.plan("CreateRole", Fault.LAG, seconds=600)
    aws.world.faults.plan("CreateRole", Fault.LOSE, status=504)
    with pytest.raises(CloudFailed):
        aws.carry_out(STEP, ready)
    with pytest.raises(CloudNotReady, match="does not show it everywhere yet"):
        aws.carry_out(STEP, ready)
    aws.world.offset += timedelta(minutes=10)
    aws.carry_out(STEP, ready)
    assert "ConnectFederation" in row(aws)["policies"]
