"""The response is redeemed once, only if AWS could accept it; every refusal becomes a finding."""

from typing import Any
from urllib.parse import urlencode

import pytest

from federation.checks.real_thing import Redeem, check_real_thing
from federation.checks.refusals import REFUSALS, SIGN_IN, TOKEN
from federation.checks.response_checks import verdict
from federation.clouds.aws.redeem import Redemption, RedemptionRefused
from federation.endpoints import Endpoints
from federation.errors import (
    CloudError,
    CloudThrottled,
    CloudUnreachable,
    InvalidValue,
    NeedsPerson,
    UnexpectedResponse,
)
from federation.findings import Finding
from federation.items import CONNECT_USERS, INSTANCE_ARN, METADATA_XML, PROVIDER_ARN, REPLY_URL, ROLE_ARN, Item
from federation.record import MemoryRecord
from tests.federation.responses import (
    ANNA,
    INSTANCE,
    NOW,
    PROVIDER,
    ROLE,
    Sent,
    metadata_xml,
    signed_response,
)
from tests.federation.responses import (
    REPLY_URL as REPLY_TO,
)

RESPONSE = signed_response()
PAGE = "https://eu-central-1.console.aws.amazon.com/connect/federate/abc"
USER_ARN = f"{INSTANCE}/agent/abc"
RECORD: dict[Item[Any], Any] = {
    METADATA_XML: metadata_xml(),
    ROLE_ARN: ROLE,
    PROVIDER_ARN: PROVIDER,
    INSTANCE_ARN: INSTANCE,
    REPLY_URL: REPLY_TO,
    CONNECT_USERS: (ANNA,),
}


class Aws:
    """Stands for AWS: remembers what it was asked, and lets in or refuses."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[dict[str, Any]] = []

    def __call__(self, assertion: str, **details: Any) -> Redemption:
        self.asked.append({"assertion": assertion, **details})
        if self.error is not None:
            raise self.error
        return Redemption(
            user_id="abc", user_arn=USER_ARN, sign_in_url="https://secret", assumed_role_arn="arn"
        )


def check(aws: Redeem, text: str = RESPONSE, **changes: Any) -> tuple[Finding, ...]:
    record = MemoryRecord(RECORD)
    for key, value in changes.items():
        record._values[key] = value
    return check_real_thing(text, record, endpoints=Endpoints(), now=NOW, redeem=aws)


def refused(stage: Any, code: str, message: str) -> Finding:
    return check(Aws(RedemptionRefused(stage, code, message)))[-1]


def test_a_login_that_works_is_proven_and_names_the_connect_user() -> None:
    aws = Aws()
    findings = check(aws)
    proof = findings[-1]
    assert (proof.code, proof.level, verdict(findings)) == ("login-proven", "ok", "accept")
    assert ANNA in proof.message
    assert USER_ARN in proof.actual


def test_the_response_goes_to_aws_once_with_role_provider_and_instance() -> None:
    aws = Aws()
    check(aws)
    assert aws.asked == [
        {
            "assertion": RESPONSE,
            "role_arn": ROLE,
            "provider_arn": PROVIDER,
            "instance_arn": INSTANCE,
            "endpoints": Endpoints(),
        }
    ]


def test_a_response_that_aws_would_refuse_is_not_even_sent() -> None:
    aws = Aws()
    findings = check(aws, signed_response(Sent(audience="x", name_id="")))
    assert {f.code for f in findings if f.failed} == {"audience", "subject-missing"}
    assert not aws.asked


def test_text_without_a_response_is_refused_before_anything_else() -> None:
    with pytest.raises(InvalidValue):
        check(Aws(), "hello")


def test_before_both_halves_are_there_it_says_what_is_missing() -> None:
    with pytest.raises(NeedsPerson, match="no Provider ARN, Role ARN, Instance ARN"):
        check_real_thing(RESPONSE, MemoryRecord({METADATA_XML: "x"}), endpoints=Endpoints(), now=NOW)


def test_a_user_the_record_has_in_other_letter_case_is_found_without_asking_aws() -> None:
    aws = Aws()
    findings = check(aws, connect_users=("ANNA.weber@contoso.com",))
    assert [f.code for f in findings if f.failed] == ["connect-user-case"]
    assert not aws.asked


def test_a_user_the_record_does_not_know_may_still_sign_in() -> None:
    assert check(Aws(), connect_users=("bert",))[-1].code == "login-proven"


@pytest.mark.parametrize(
    ("stage", "code", "message", "finding", "step"),
    [
        (SIGN_IN, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML", "role-trust", "aws-role"),
        (
            SIGN_IN,
            "InvalidIdentityToken",
            "Response signature invalid",
            "provider-certificate",
            "aws-saml-provider",
        ),
        (SIGN_IN, "X", "Issuer not present in specified provider", "provider-issuer", "aws-saml-provider"),
        (SIGN_IN, "X", "Specified provider doesn't exist.", "provider-missing", "aws-saml-provider"),
        (SIGN_IN, "X", "Specified provider doesn’t exist.", "provider-missing", "aws-saml-provider"),
        (
            SIGN_IN,
            "ExpiredTokenException",
            "Token must be redeemed within 5 minutes of issuance",
            "response-too-old",
            "azure-access-url",
        ),
        (SIGN_IN, "X", "Response does not contain the required audience.", "audience", "azure-application"),
        (SIGN_IN, "RegionDisabledException", "STS is off", "sts-region", "aws-role"),
        (TOKEN, "UserNotFoundException", "The user was not found.", "connect-user", "aws-users"),
        (TOKEN, "AccessDeniedException", "User is not authorized", "role-policy-instance", "aws-role"),
        (TOKEN, "ResourceNotFoundException", "no instance", "instance-missing", "aws-instance"),
        (TOKEN, "SomethingNew", "What is this?", "login-refused", "aws-role"),
    ],
)
def test_aws_words_become_a_finding_of_the_one_who_mends_it(
    stage: str, code: str, message: str, finding: str, step: str
) -> None:
    told = refused(stage, code, message)
    assert (told.code, told.step, told.failed) == (finding, step, True)
    assert told.step.startswith(told.owner)
    assert told.expected
    assert code in told.actual
    assert told.fix


def test_a_missing_connect_user_is_named() -> None:
    told = refused(TOKEN, "UserNotFoundException", "The user was not found.")
    assert (told.expected, ANNA in told.fix) == (ANNA, True)


def test_a_person_with_a_user_under_another_name_is_no_reason_to_make_a_second_one() -> None:
    missing = Aws(RedemptionRefused(TOKEN, "UserNotFoundException", "The user was not found."))
    other = f"{ANNA.partition('@')[0]}@elsewhere.example"
    told = check(missing, connect_users=("bert@contoso.com", other))[-1]
    assert (told.code, told.step, told.failed) == ("session-name-source", "azure-claims", True)
    assert (told.expected, told.actual) == (other, ANNA)


def test_a_user_the_record_has_but_connect_does_not_is_missing_whatever_others_are_called() -> None:
    missing = Aws(RedemptionRefused(TOKEN, "UserNotFoundException", "The user was not found."))
    other = f"{ANNA.partition('@')[0]}@elsewhere.example"
    assert check(missing, connect_users=(other, ANNA))[-1].code == "connect-user"


def test_a_response_that_was_used_before_says_nothing_about_the_setup() -> None:
    used = RedemptionRefused(SIGN_IN, "InvalidIdentityToken", "Response has already been redeemed")
    with pytest.raises(InvalidValue, match="used already"):
        check(Aws(used))


@pytest.mark.parametrize(("sent", "codes"), [("https://other.example/", ["relay-state"]), (PAGE, [])])
def test_a_form_that_leads_to_another_page_is_found_although_aws_would_take_it(
    sent: str, codes: list[str]
) -> None:
    form = urlencode({"SAMLResponse": RESPONSE, "RelayState": sent})
    aws = Aws()
    assert [f.code for f in check(aws, form, relay_state=PAGE) if f.failed] == codes
    assert bool(aws.asked) is not bool(codes)


def test_a_response_without_its_form_is_not_blamed_for_a_relay_state() -> None:
    assert check(Aws(), relay_state=PAGE)[-1].code == "login-proven"


@pytest.mark.parametrize("error", [CloudUnreachable("No answer."), CloudThrottled("AWS asked for a pause.")])
def test_a_cloud_that_gives_no_verdict_says_nothing_about_the_setup(error: CloudError) -> None:
    with pytest.raises(type(error), match=error.message) as raised:
        check(Aws(error))
    assert "Paste the response again" in raised.value.hint
    assert "by itself" not in raised.value.hint


def test_a_cloud_that_cannot_be_asked_at_all_is_a_finding_too() -> None:
    findings = check(Aws(UnexpectedResponse("AWS speaks another language.")))
    assert findings[-1].code == "unexpected-response"
    assert verdict(findings) == "reject"


def test_no_finding_carries_the_response_or_what_it_gives() -> None:
    for aws in (Aws(), Aws(RedemptionRefused("federation-token", "AccessDeniedException", "no"))):
        told = repr(check(aws))
        assert RESPONSE[:60] not in told
        assert "https://secret" not in told


def test_every_row_of_the_table_can_be_reached() -> None:
    for row in REFUSALS:
        assert refused(row.stage, "X", row.words).message == row.meaning or row.code == "connect-user"
