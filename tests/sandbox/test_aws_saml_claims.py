"""What an assertion says, to the letter: who it is about, how often something is said, and blanks."""

import base64
import copy

import pytest
from lxml import etree

from tests.sandbox.federations import ADA, PROVIDER_ARN, ROLE_ARN, assertion, signing_pair, trust
from tests.sandbox.responses import AWS_ATTRIBUTES, _signed, aws_attributes

DENIED = ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML", 403)
NO_AUDIENCE = ("InvalidIdentityToken", "Response does not contain the required audience.", 400)
UNREADABLE = ("InvalidIdentityToken", "Invalid SAML response", 400)
BAD_NAME = (
    "InvalidIdentityToken",
    "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}",
    400,
)
SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"


def confirmed(times: int) -> str:
    """A response whose subject is confirmed so many times, signed afterwards as the provider would."""
    root = etree.fromstring(base64.b64decode(assertion(sign="nothing")))
    subject = root.find(f".//{SAML}Subject")
    confirmation = subject.find(f"{SAML}SubjectConfirmation")
    subject.remove(confirmation)
    subject.extend(copy.deepcopy(confirmation) for _ in range(times))
    return base64.b64encode(_signed(etree.tostring(root), signing_pair("current"), "assertion")).decode()


@pytest.mark.parametrize("times", [0, 2])
def test_a_subject_not_confirmed_exactly_once_is_refused(federation, refused, times):
    assert refused(federation.redeem, encoded=confirmed(times)) == UNREADABLE


def test_a_subject_confirmed_once_is_known(federation):
    assert federation.redeem(confirmed(1))["Subject"] == "persistent-id-1"


def test_two_session_names_are_refused(federation, refused):
    attributes = aws_attributes(ROLE_ARN, PROVIDER_ARN, ADA)
    attributes[AWS_ATTRIBUTES + "RoleSessionName"].append("Grace.Hopper@contoso.com")
    assert refused(federation.redeem, encoded=assertion(attributes=attributes)) == BAD_NAME


@pytest.mark.parametrize("name", [f" {ADA}", f"{ADA} ", f"\n{ADA}\n"])
def test_blanks_around_the_session_name_are_not_taken_away(federation, refused, name):
    assert refused(federation.redeem, encoded=assertion(name)) == BAD_NAME


@pytest.mark.parametrize(
    "value",
    [f"{ROLE_ARN}, {PROVIDER_ARN}", f" {ROLE_ARN},{PROVIDER_ARN}", f"{ROLE_ARN},{PROVIDER_ARN} ", ROLE_ARN],
)
def test_a_role_value_with_a_blank_or_one_arn_names_no_role(federation, refused, value):
    attributes = {**aws_attributes(ROLE_ARN, PROVIDER_ARN, ADA), AWS_ATTRIBUTES + "Role": [value]}
    assert refused(federation.redeem, encoded=assertion(attributes=attributes)) == DENIED


@pytest.mark.parametrize("name", ["x" * 64, "ab", "a_b+c=d,e.f@g-h"])
def test_a_session_name_aws_can_carry_is_taken(federation, name):
    arn = federation.redeem(assertion(name))["AssumedRoleUser"]["Arn"]
    assert arn.endswith(f"assumed-role/ConnectSSO/{name}")


def test_keys_that_pass_on_need_the_trust_to_allow_tagging_too(federation, refused):
    more = {"TransitiveTagKeys": "team"}
    assert federation.redeem(assertion(more=more))["Credentials"]
    without = trust(Action="sts:AssumeRoleWithSAML")
    federation.aws.iam.update_assume_role_policy(RoleName="ConnectSSO", PolicyDocument=without)
    assert refused(federation.redeem, encoded=assertion(more=more)) == DENIED


@pytest.mark.parametrize("value", ["ab", "ada@contoso.com", "x" * 64])
def test_a_source_identity_aws_can_carry_is_taken(federation, value):
    allowed = trust(Action=["sts:AssumeRoleWithSAML", "sts:SetSourceIdentity"])
    federation.aws.iam.update_assume_role_policy(RoleName="ConnectSSO", PolicyDocument=allowed)
    assert federation.redeem(assertion(more={"SourceIdentity": value}))["Credentials"]


@pytest.mark.parametrize("seconds", ["900", "43200"])
def test_a_session_duration_at_its_bounds_is_taken(federation, seconds):
    assert federation.redeem(assertion(more={"SessionDuration": seconds}))["Credentials"]


def test_as_long_a_session_as_the_role_allows(federation):
    answer = federation.redeem(assertion(), DurationSeconds=7200)
    assert answer["Credentials"]


def test_a_response_just_under_a_hundred_thousand_characters_is_taken(federation):
    encoded = assertion(more={"Groups": "x" * 68_000})
    assert 90_000 < len(encoded) < 100_000
    assert federation.redeem(encoded)["Credentials"]


@pytest.mark.parametrize(
    "audience", ["urn:amazon:webservices:govcloud", "https://signin.amazonaws-us-gov.com/saml"]
)
def test_the_audience_of_another_partition_is_refused(federation, refused, audience):
    assert refused(federation.redeem, encoded=assertion(audience=audience)) == NO_AUDIENCE
