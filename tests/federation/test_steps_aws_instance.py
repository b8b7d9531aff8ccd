"""The AWS engineer chooses the Connect instance or has one created."""

from datetime import timedelta

import pytest

from federation.errors import AnswerRefused, CloudError, CloudFailed, CloudNotReady, PermissionMissing
from federation.findings import Level
from federation.items import AWS_ACCOUNT, INSTANCE_ARN, INSTANCE_ID, INSTANCE_URL, NEW_INSTANCE_ALIAS
from federation.record import MemoryRecord
from federation.steps.aws_instance import AwsInstance
from federation.steps.base import Change
from sandbox.aws.seed import ACCOUNT, INSTANCE_ALIAS, LEGACY_INSTANCE_ID, LIMITED_KEY, LIMITED_SECRET
from sandbox.aws.seed import INSTANCE_ARN as SEEDED_ARN
from sandbox.aws.seed import INSTANCE_ID as SEEDED_ID
from tests.federation.aws_engineer import MARKER, SandboxAws

pytest_plugins = ["tests.federation.aws_fixtures"]
STEP = AwsInstance()


@pytest.fixture
def new(aws_record: MemoryRecord) -> MemoryRecord:
    aws_record.put(NEW_INSTANCE_ALIAS, "acme-support")
    return aws_record


def created(aws: SandboxAws, new: MemoryRecord) -> None:
    with pytest.raises(CloudNotReady):
        aws.carry_out(STEP, new)
    aws.world.offset += timedelta(seconds=5)


def test_an_existing_saml_instance_is_adopted_as_it_is(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws_record.put(INSTANCE_ID, SEEDED_ID)
    assert STEP.plan(aws_record, aws.clouds())[0].change is Change.KEEP
    outcome = aws.carry_out(STEP, aws_record)
    assert outcome.items == {INSTANCE_ARN: SEEDED_ARN, INSTANCE_URL: f"https://{INSTANCE_ALIAS}.my.connect.aws"}
    assert outcome.resources[0].adopted
    assert set(aws.calls) == {"DescribeInstance"}


def test_an_instance_without_saml_is_refused_with_the_reason(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws_record.put(INSTANCE_ID, LEGACY_INSTANCE_ID)
    with pytest.raises(AnswerRefused, match=r"CONNECT_MANAGED.*cannot be changed later") as caught:
        STEP.plan(aws_record, aws.clouds())
    assert caught.value.item_key == "instance_id"


def test_an_instance_that_is_not_there_is_refused(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws_record.put(INSTANCE_ID, "99999999-1111-2222-3333-444444444444")
    with pytest.raises(AnswerRefused, match="no instance 99999999"):
        aws.carry_out(STEP, aws_record)


def test_an_arn_of_another_region_is_looked_for_here_and_refused_saying_where(
    aws: SandboxAws, aws_record: MemoryRecord
) -> None:
    aws.region = "us-east-1"
    aws_record.put(INSTANCE_ID, INSTANCE_ID.read(SEEDED_ARN))
    with pytest.raises(AnswerRefused, match=f"in us-east-1 of account {ACCOUNT}") as caught:
        STEP.plan(aws_record, aws.clouds())
    assert caught.value.item_key == "instance_id"
    assert "another region or account" in caught.value.hint


def test_the_plan_of_a_new_instance_says_that_aws_counts(aws: SandboxAws, new: MemoryRecord) -> None:
    planned = STEP.plan(new, aws.clouds())[0]
    assert (planned.change, planned.name) == (Change.CREATE, "acme-support")
    assert "30-day limit" in planned.detail


def test_a_new_instance_is_waited_for_and_created_once(aws: SandboxAws, new: MemoryRecord) -> None:
    created(aws, new)
    outcome = aws.carry_out(STEP, new)
    assert outcome.items[INSTANCE_URL] == "https://acme-support.my.connect.aws"
    assert not outcome.resources[0].adopted
    assert aws.count("CreateInstance") == 1
    assert STEP.plan(new, aws.clouds())[0].change is Change.KEEP


def test_a_new_instance_is_saml_and_carries_tag_and_token(aws: SandboxAws, new: MemoryRecord) -> None:
    created(aws, new)
    row = next(
        row for row in aws.world.table("connect.instances").values() if row["InstanceAlias"] == "acme-support"
    )
    assert row["IdentityManagementType"] == "SAML"
    assert row["Tags"] == {"wizard:handoff": MARKER}
    assert row["client_token"] == f"handoff-{MARKER}-acme-support"


def test_a_lost_answer_makes_no_second_instance(aws: SandboxAws, new: MemoryRecord) -> None:
    aws.lost.append("CreateInstance")
    with pytest.raises(CloudFailed):
        aws.carry_out(STEP, new)
    aws.world.offset += timedelta(seconds=5)
    aws.carry_out(STEP, new)
    assert aws.count("CreateInstance") == 1


def test_an_instance_of_somebody_else_is_not_taken_over(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws_record.put(NEW_INSTANCE_ALIAS, INSTANCE_ALIAS.upper())
    with pytest.raises(AnswerRefused, match="not made by this setup") as caught:
        aws.carry_out(STEP, aws_record)
    assert caught.value.item_key == "new_instance_alias"
    assert SEEDED_ID in caught.value.hint


def test_an_alias_taken_in_another_account_is_refused(aws: SandboxAws, new: MemoryRecord) -> None:
    row = aws.world.table("connect.instances")[SEEDED_ID]
    row |= {"InstanceAlias": "acme-support", "account": "999999999999"}
    with pytest.raises(AnswerRefused, match="already in use"):
        aws.carry_out(STEP, new)


def test_a_used_up_quota_explains_the_limit(aws: SandboxAws, new: MemoryRecord) -> None:
    aws.world.table("aws.accounts")[ACCOUNT]["connect_instances_quota"] = 2
    with pytest.raises(CloudError) as caught:
        aws.carry_out(STEP, new)
    assert "30 days" in caught.value.hint


def test_who_may_not_create_learns_which_permission_is_missing(aws: SandboxAws, new: MemoryRecord) -> None:
    aws.sign_in(LIMITED_KEY, LIMITED_SECRET)
    with pytest.raises(PermissionMissing) as caught:
        aws.carry_out(STEP, new)
    assert caught.value.permission == "connect:CreateInstance"


def test_the_check_sees_a_non_saml_instance(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    assert {finding.level for finding in aws.findings(STEP, aws_record).values()} == {Level.OK}
    aws_record.put(INSTANCE_ARN, SEEDED_ARN.replace(SEEDED_ID, LEGACY_INSTANCE_ID))
    found = aws.findings(STEP, aws_record)["instance-identity-type"]
    assert (found.level, found.expected, found.actual) == (Level.ERROR, "SAML", "CONNECT_MANAGED")


def test_the_check_sees_that_an_instance_is_gone(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    del aws.world.table("connect.instances")[SEEDED_ID]
    assert aws.findings(STEP, aws_record)["instance-exists"].actual == "not found"


def test_exactly_one_of_existing_and_new_is_answered(aws_record: MemoryRecord) -> None:
    both = {"instance_id": SEEDED_ID, "new_instance_alias": "acme"}
    assert set(STEP.check_answers(both, aws_record)) == {"new_instance_alias"}
    assert set(STEP.check_answers({}, aws_record)) == {"instance_id"}
    assert STEP.check_answers({"new_instance_alias": "acme"}, aws_record) == {}


def test_by_hand_the_arn_is_foreseen_and_the_identity_type_named(aws_record: MemoryRecord) -> None:
    aws_record.put(INSTANCE_ID, SEEDED_ID)
    assert STEP.foreseen(aws_record) == {INSTANCE_ARN: SEEDED_ARN}
    assert STEP.by_hand(aws_record)[0].value == "SAML 2.0-based authentication"
    assert aws_record[AWS_ACCOUNT] == ACCOUNT
    assert SEEDED_ID in STEP.links(aws_record)[1].url
