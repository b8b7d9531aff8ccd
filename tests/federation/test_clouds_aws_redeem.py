"""A captured response is redeemed once; what AWS refuses is told apart from AWS not answering."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from federation.clouds.aws.redeem import Redemption, RedemptionRefused, redeem
from federation.endpoints import Endpoints
from federation.errors import CloudFailed, CloudThrottled, CloudUnreachable, HeldBack
from federation.items import INSTANCE_ARN, PROVIDER_ARN, ROLE_ARN
from federation.pace import Pace
from federation.record import MemoryRecord
from federation.sides import Side
from federation.steps.aws_role import AwsRole
from federation.steps.aws_saml_provider import AwsSamlProvider
from federation.steps.aws_users import AwsUsers
from sandbox.faults import Fault
from tests.federation.aws_engineer import ANNA, STARTED, SandboxAws
from tests.federation.responses import Sent, signed_response, signer

pytest_plugins = ["tests.federation.aws_fixtures"]
ENTRA = signer("aws", valid_from=STARTED - timedelta(days=1), days=1000)


@pytest.fixture
def done(aws: SandboxAws, aws_record: MemoryRecord) -> MemoryRecord:
    """A setup in which everything on the AWS side is done."""
    for step in (AwsSamlProvider(), AwsRole(), AwsUsers()):
        aws.carry_out(step, aws_record)
    return aws_record


def sent(aws_record: MemoryRecord, name: str = ANNA.session_name) -> Sent:
    fresh = Sent(issued=datetime.now(UTC), name_id=name)
    return fresh.claim("Role", f"{aws_record[ROLE_ARN]},{aws_record[PROVIDER_ARN]}").claim(
        "RoleSessionName", name
    )


def redeemed(aws: SandboxAws, aws_record: MemoryRecord, assertion: str, pace: Pace | None = None) -> Redemption:
    return redeem(
        assertion,
        role_arn=aws_record[ROLE_ARN],
        provider_arn=aws_record[PROVIDER_ARN],
        instance_arn=aws_record[INSTANCE_ARN],
        endpoints=aws.endpoints,
        pace=pace,
    )


def refused(aws: SandboxAws, aws_record: MemoryRecord, assertion: str) -> RedemptionRefused:
    with pytest.raises(RedemptionRefused) as caught:
        redeemed(aws, aws_record, assertion)
    assert assertion not in f"{caught.value.message}{caught.value.detail}"
    return caught.value


def test_a_good_response_opens_the_workspace_of_its_person(aws: SandboxAws, done: MemoryRecord) -> None:
    proof = redeemed(aws, done, signed_response(sent(done), ENTRA))
    assert proof.user_arn.startswith(done[INSTANCE_ARN])
    assert proof.sign_in_url.startswith("https://")
    assert proof.assumed_role_arn.endswith(f"/{ANNA.session_name}")


def test_it_needs_no_credentials_of_the_server(aws: SandboxAws, done: MemoryRecord) -> None:
    aws.monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    aws.monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert redeemed(aws, done, signed_response(sent(done), ENTRA)).user_id


def test_another_certificate_is_refused_at_the_first_stage(aws: SandboxAws, done: MemoryRecord) -> None:
    stranger = signer("stranger", valid_from=STARTED - timedelta(days=1))
    found = refused(aws, done, signed_response(sent(done), stranger))
    assert (found.stage, found.code) == ("assume-role", "InvalidIdentityToken")
    assert found.message == "Response signature invalid"
    assert found.owner is Side.AWS


def test_another_letter_case_is_refused_at_the_second_stage(aws: SandboxAws, done: MemoryRecord) -> None:
    found = refused(aws, done, signed_response(sent(done, "Anna.Weber@contoso.com"), ENTRA))
    assert (found.stage, found.code) == ("federation-token", "UserNotFoundException")


def test_a_policy_for_another_instance_is_refused_at_the_second_stage(
    aws: SandboxAws, done: MemoryRecord
) -> None:
    role = next(iter(aws.world.table("iam.roles").values()))
    name, document = next(iter(role["policies"].items()))
    role["policies"][name] = document.replace("0c1e5a3e", "99999999")
    found = refused(aws, done, signed_response(sent(done), ENTRA))
    assert (found.stage, found.code) == ("federation-token", "AccessDeniedException")


def test_an_old_response_is_refused_in_the_words_of_aws(aws: SandboxAws, done: MemoryRecord) -> None:
    assertion = signed_response(sent(done), ENTRA)
    aws.world.offset = timedelta(minutes=6)
    found = refused(aws, done, assertion)
    assert found.code == "ExpiredTokenException"
    assert "within 5 minutes" in found.message


def test_a_response_that_is_used_up_is_not_lost_to_one_refused_call(
    aws: SandboxAws, done: MemoryRecord
) -> None:
    aws.world.faults.plan("GetFederationToken", Fault.THROTTLE, seconds=0.01)
    assert redeemed(aws, done, signed_response(sent(done), ENTRA)).user_id
    assert (aws.count("AssumeRoleWithSAML"), aws.count("GetFederationToken")) == (1, 2)


def test_the_turn_for_connect_comes_before_the_response_is_used_up(aws: SandboxAws, done: MemoryRecord) -> None:
    class Closed:
        def take(self) -> None:
            raise HeldBack("Others come first.")

    with pytest.raises(HeldBack):
        redeemed(aws, done, signed_response(sent(done), ENTRA), pace=Closed())
    assert aws.count("AssumeRoleWithSAML") == 0


@pytest.mark.parametrize("operation", ["AssumeRoleWithSAML", "GetFederationToken"])
@pytest.mark.parametrize(("fault", "error"), [(Fault.FAIL, CloudFailed), (Fault.THROTTLE, CloudThrottled)])
def test_an_aws_in_trouble_is_no_refusal(
    aws: SandboxAws, done: MemoryRecord, operation: str, fault: Fault, error: type[Exception]
) -> None:
    aws.world.faults.plan(operation, fault, times=9)
    with pytest.raises(error):
        redeemed(aws, done, signed_response(sent(done), ENTRA))


def test_a_hiccup_after_the_first_stage_costs_nobody_another_sign_in(
    aws: SandboxAws, done: MemoryRecord
) -> None:
    aws.world.faults.plan("GetFederationToken", Fault.FAIL)
    assert redeemed(aws, done, signed_response(sent(done), ENTRA)).user_id
    assert aws.count("AssumeRoleWithSAML") == 1


def test_an_aws_that_does_not_answer_is_no_refusal(aws: SandboxAws, done: MemoryRecord) -> None:
    aws.endpoints = Endpoints(aws="http://127.0.0.1:9")
    with pytest.raises(CloudUnreachable):
        redeemed(aws, done, signed_response(sent(done), ENTRA))


def test_neither_response_nor_credentials_reach_a_log_or_a_text(
    aws: SandboxAws, done: MemoryRecord, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("botocore").setLevel(logging.DEBUG)
    assertion = signed_response(sent(done), ENTRA)
    proof = redeemed(aws, done, assertion)
    session = list(aws.world.table("sts.sessions").values())[-1]
    seen = caplog.text + repr(proof)
    assert assertion[:60] not in seen
    assert session["SessionToken"] not in seen
    assert session["SecretAccessKey"] not in seen
    assert proof.sign_in_url not in seen
