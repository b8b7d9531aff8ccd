"""The SAML provider is created from Entra's metadata and follows it."""

from datetime import timedelta

import pytest

from federation.errors import (
    AnswerRefused,
    CloudFailed,
    CloudNotReady,
    CloudThrottled,
    MetadataError,
    PermissionMissing,
)
from federation.findings import Level
from federation.items import CERTIFICATE_THUMBPRINT, METADATA_XML, PROVIDER_ARN
from federation.record import MemoryRecord
from federation.sides import Side
from federation.steps.aws_saml_provider import AwsSamlProvider
from federation.steps.base import Change
from sandbox.aws.seed import ACCOUNT
from sandbox.faults import Fault
from tests.federation.aws_engineer import MARKER, SandboxAws, metadata
from tests.federation.responses import key_descriptor, metadata_xml, signer

pytest_plugins = ["tests.federation.aws_fixtures"]
STEP = AwsSamlProvider()
ARN = f"arn:aws:iam::{ACCOUNT}:saml-provider/ConnectSSO-{MARKER}"


def test_the_provider_is_created_once_with_our_tag(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    assert STEP.plan(aws_record, aws.clouds())[0].change is Change.CREATE
    assert aws.carry_out(STEP, aws_record).items == {PROVIDER_ARN: ARN}
    assert aws.world.table("iam.saml_providers")[ARN]["Tags"] == [{"Key": "wizard:handoff", "Value": MARKER}]
    assert aws.said == [f"Created the SAML provider ConnectSSO-{MARKER}."]


def test_doing_it_again_changes_nothing(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    first = aws.carry_out(STEP, aws_record)
    assert STEP.plan(aws_record, aws.clouds())[0].change is Change.KEEP
    assert aws.carry_out(STEP, aws_record) == first
    assert aws.count("CreateSAMLProvider") == 1
    assert aws.count("UpdateSAMLProvider") == 0


def test_metadata_that_only_looks_different_changes_nothing(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.carry_out(STEP, aws_record)
    aws_record.put(METADATA_XML, aws_record[METADATA_XML].replace('ID="_m"', 'ID="_another"'))
    aws.carry_out(STEP, aws_record)
    assert aws.count("UpdateSAMLProvider") == 0


def test_a_renewed_certificate_replaces_the_metadata_and_keeps_the_arn(
    aws: SandboxAws, aws_record: MemoryRecord
) -> None:
    aws.carry_out(STEP, aws_record)
    aws_record.put(METADATA_XML, metadata("renewed"))
    assert STEP.plan(aws_record, aws.clouds())[0].change is Change.CHANGE
    assert aws.carry_out(STEP, aws_record).items == {PROVIDER_ARN: ARN}
    assert aws.world.table("iam.saml_providers")[ARN]["SAMLMetadataDocument"] == metadata("renewed")


def tag(aws: SandboxAws, *tags: tuple[str, str]) -> None:
    rows = [{"Key": key, "Value": value} for key, value in tags]
    aws.world.table("iam.saml_providers")[ARN]["Tags"] = rows


@pytest.mark.parametrize("recorded", [None, ARN + "-of-another-name"])
def test_a_provider_the_record_does_not_name_is_left_alone(
    aws: SandboxAws, aws_record: MemoryRecord, recorded: str | None
) -> None:
    STEP.carry_out(aws_record, aws.clouds())
    tag(aws)
    if recorded:
        aws_record.put(PROVIDER_ARN, recorded)
    for act in (STEP.plan, STEP.carry_out):
        with pytest.raises(AnswerRefused, match="not made by this setup") as caught:
            act(aws_record, aws.clouds())
        assert caught.value.item_key == "provider_name"
        assert f"value {MARKER}" in caught.value.hint


def test_a_provider_of_another_setup_is_left_alone_even_if_it_is_on_record(
    aws: SandboxAws, aws_record: MemoryRecord
) -> None:
    aws.carry_out(STEP, aws_record)
    tag(aws, ("wizard:handoff", "zzzz9999"))
    with pytest.raises(AnswerRefused, match="belongs to the setup zzzz9999"):
        aws.carry_out(STEP, aws_record)
    assert aws.findings(STEP, aws_record)["provider-tag"].actual == "wizard:handoff=zzzz9999"


@pytest.fixture
def by_hand(aws: SandboxAws, aws_record: MemoryRecord) -> MemoryRecord:
    """The provider is there and on record, but somebody made it without the tag."""
    aws.carry_out(STEP, aws_record)
    tag(aws, ("team", "sso"))
    return aws_record


def test_the_check_warns_about_a_provider_without_our_tag(aws: SandboxAws, by_hand: MemoryRecord) -> None:
    found = aws.findings(STEP, by_hand)["provider-tag"]
    assert (found.level, found.expected) == (Level.WARNING, f"wizard:handoff={MARKER}")
    assert "cannot update it later" in found.message
    assert "run this step" in found.fix


def test_a_provider_made_by_hand_is_taken_over_when_the_certificate_is_renewed(
    aws: SandboxAws, by_hand: MemoryRecord
) -> None:
    by_hand.put(METADATA_XML, metadata("renewed"))
    planned = STEP.plan(by_hand, aws.clouds())[0]
    assert planned.change is Change.CHANGE
    assert planned.detail.startswith("takes over the SAML provider that was made by hand, and tags it")
    assert "becomes" in planned.detail
    assert aws.carry_out(STEP, by_hand).resources[0].adopted
    row = aws.world.table("iam.saml_providers")[ARN]
    assert row["SAMLMetadataDocument"] == metadata("renewed")
    assert [tag["Value"] for tag in row["Tags"]] == ["sso", MARKER, "yes"]
    assert {f.level for f in aws.findings(STEP, by_hand).values()} == {Level.OK}


@pytest.mark.parametrize("operation", ["UpdateSAMLProvider", "TagSAMLProvider"])
def test_a_take_over_that_broke_off_is_still_one_at_the_next_attempt(
    aws: SandboxAws, by_hand: MemoryRecord, operation: str
) -> None:
    by_hand.put(METADATA_XML, metadata("renewed"))
    aws.world.faults.plan(operation, Fault.DENY)
    with pytest.raises(PermissionMissing):
        aws.carry_out(STEP, by_hand)
    assert aws.carry_out(STEP, by_hand).resources[0].adopted


def test_a_name_that_does_not_fit_the_pasted_arn_is_refused(aws_record: MemoryRecord) -> None:
    pasted = {"provider_name": "Entra", "provider_arn": ARN}
    assert f"ConnectSSO-{MARKER}" in STEP.check_answers(pasted, aws_record)["provider_name"]


def test_a_lost_answer_is_adopted_at_the_next_attempt(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.lost.append("CreateSAMLProvider")
    with pytest.raises(CloudFailed):
        aws.carry_out(STEP, aws_record)
    assert aws.carry_out(STEP, aws_record).items == {PROVIDER_ARN: ARN}
    assert aws.count("CreateSAMLProvider") == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [(Fault.DENY, PermissionMissing), (Fault.THROTTLE, CloudThrottled), (Fault.FAIL, CloudFailed)],
)
def test_a_create_is_sent_once_whatever_aws_answers(
    aws: SandboxAws, aws_record: MemoryRecord, fault: Fault, error: type[Exception]
) -> None:
    aws.world.faults.plan("CreateSAMLProvider", fault)
    with pytest.raises(error):
        aws.carry_out(STEP, aws_record)
    assert aws.count("CreateSAMLProvider") == 1


def test_a_read_is_repeated_when_aws_stumbles(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.world.faults.plan("GetSAMLProvider", Fault.FAIL)
    assert aws.carry_out(STEP, aws_record).items == {PROVIDER_ARN: ARN}


def test_too_short_metadata_is_refused_before_aws_is_asked(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    short = aws_record[METADATA_XML][:200]
    aws_record.put(METADATA_XML, short)
    with pytest.raises(MetadataError):
        aws.carry_out(STEP, aws_record)
    assert aws.calls == []


def test_the_check_is_green_after_the_step(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.carry_out(STEP, aws_record)
    findings = aws.findings(STEP, aws_record)
    assert {finding.level for finding in findings.values()} == {Level.OK}
    assert list(findings) == [
        "provider-exists",
        "provider-issuer",
        "provider-certificate",
        "provider-certificate-expiry",
    ]


def test_the_check_sees_another_certificate_in_iam(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws.carry_out(STEP, aws_record)
    aws_record.put(METADATA_XML, metadata("renewed"))
    found = aws.findings(STEP, aws_record)["provider-certificate"]
    assert found.level is Level.ERROR
    assert found.expected != found.actual


def test_a_certificate_that_does_not_sign_yet_keeps_nobody_out(
    aws: SandboxAws, aws_record: MemoryRecord
) -> None:
    now, later = signer("now"), signer("later")
    aws_record.put(METADATA_XML, metadata_xml(key_descriptor(now.der)))
    aws.carry_out(STEP, aws_record)
    aws_record.put(METADATA_XML, metadata_xml(key_descriptor(now.der), key_descriptor(later.der)))
    aws_record.put(CERTIFICATE_THUMBPRINT, now.thumbprint)
    assert aws.findings(STEP, aws_record)["provider-certificate"].level is Level.WARNING
    aws_record.put(CERTIFICATE_THUMBPRINT, later.thumbprint)
    assert aws.findings(STEP, aws_record)["provider-certificate"].level is Level.ERROR


def test_a_certificate_in_iam_that_entra_does_not_have_is_no_trifle(
    aws: SandboxAws, aws_record: MemoryRecord
) -> None:
    now, stranger = signer("now"), signer("stranger")
    aws_record.put(METADATA_XML, metadata_xml(key_descriptor(now.der), key_descriptor(stranger.der)))
    aws.carry_out(STEP, aws_record)
    aws_record.put(METADATA_XML, metadata_xml(key_descriptor(now.der)))
    aws_record.put(CERTIFICATE_THUMBPRINT, now.thumbprint)
    assert aws.findings(STEP, aws_record)["provider-certificate"].level is Level.ERROR


def test_a_certificate_about_to_end_is_a_warning_for_azure(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws_record.put(METADATA_XML, metadata("ending", days=20))
    aws.carry_out(STEP, aws_record)
    found = aws.findings(STEP, aws_record)["provider-certificate-expiry"]
    assert (found.level, found.owner) == (Level.WARNING, Side.AZURE)


def test_the_check_sees_that_the_provider_is_gone(aws: SandboxAws, aws_record: MemoryRecord) -> None:
    aws_record.put(PROVIDER_ARN, ARN)
    assert aws.findings(STEP, aws_record)["provider-exists"].actual == "not found"


def test_by_hand_name_and_metadata_are_there_to_copy(aws_record: MemoryRecord) -> None:
    values = {value.field: value.value for value in STEP.by_hand(aws_record)}
    assert values["Provider name"] == f"ConnectSSO-{MARKER}"
    assert values["Metadata document"] == aws_record[METADATA_XML]
    assert STEP.foreseen(aws_record) == {PROVIDER_ARN: ARN}
    assert STEP.links(aws_record)[0].url.endswith("#/identity_providers/create")


def test_a_provider_that_iam_has_but_does_not_show_yet_is_waited_for(
    aws: SandboxAws, aws_record: MemoryRecord
) -> None:
    aws.world.faults.plan("CreateSAMLProvider", Fault.LAG, seconds=600)
    aws.world.faults.plan("CreateSAMLProvider", Fault.LOSE, status=504)
    with pytest.raises(CloudFailed):
        aws.carry_out(STEP, aws_record)
    with pytest.raises(CloudNotReady, match="does not show it everywhere yet"):
        aws.carry_out(STEP, aws_record)
    aws.world.offset += timedelta(minutes=10)
    assert aws.carry_out(STEP, aws_record).items == {PROVIDER_ARN: ARN}
