"""Who gets a role for a SAML response, and who does not."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.aws.seed import ACCOUNT, INSTANCE_ID
from sandbox.faults import Fault
from tests.sandbox.federations import (
    ADA,
    ENTITY_ID,
    PROVIDER_ARN,
    REGIONAL_ACS,
    ROLE_ARN,
    Federation,
    assertion,
    metadata,
    permissions,
    trust,
)
from tests.sandbox.responses import AWS_ATTRIBUTES, aws_attributes

DENIED = ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML", 403)
EXPIRED = ("ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance", 400)
OVER = ("ExpiredTokenException", "Response has expired", 400)
NO_AUDIENCE = ("InvalidIdentityToken", "Response does not contain the required audience.", 400)
UNREADABLE = ("InvalidIdentityToken", "Invalid SAML response", 400)


def test_a_fitting_response_gets_the_role(federation: Federation):
    answer = federation.redeem(assertion())
    assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/ConnectSSO/{ADA}"
    assert answer["Issuer"] == ENTITY_ID
    whoami = federation.aws.of_session("sts", answer["Credentials"]).get_caller_identity()
    assert whoami["UserId"].startswith("AROA")
    assert whoami["UserId"].endswith(f":{ADA}")


def test_a_signed_response_around_an_unsigned_assertion_counts_as_well(federation: Federation):
    assert federation.redeem(assertion(sign="response"))["Credentials"]


def test_the_regional_sign_in_address_is_trusted_too(federation: Federation):
    assert federation.redeem(assertion(recipient=REGIONAL_ACS))["Audience"] == REGIONAL_ACS


def test_the_role_value_may_name_the_provider_first(federation: Federation):
    swapped = aws_attributes(PROVIDER_ARN, ROLE_ARN, ADA)
    assert federation.redeem(assertion(attributes=swapped))["Credentials"]


def test_an_unsigned_response_is_refused(federation, refused):
    assert refused(federation.redeem, encoded=assertion(sign="nothing")) == (
        "InvalidIdentityToken",
        "Response signature invalid",
        400,
    )


def test_another_certificate_than_the_providers_is_refused(federation, refused):
    code, message, _ = refused(federation.redeem, encoded=assertion(pair="attacker"))
    assert (code, message) == ("InvalidIdentityToken", "Response signature invalid")


def test_both_certificates_count_while_metadata_holds_both(federation):
    federation.aws.iam.update_saml_provider(
        SAMLProviderArn=PROVIDER_ARN, SAMLMetadataDocument=metadata("current", "next")
    )
    assert federation.redeem(assertion(pair="next"))["Credentials"]
    assert federation.redeem(assertion(pair="current"))["Credentials"]


def test_another_issuer_is_refused(federation, refused):
    code, message, _ = refused(federation.redeem, encoded=assertion(issuer="https://sts.windows.net/other/"))
    assert code == "InvalidIdentityToken"
    text = "Issuer not present in specified provider (Service: AWSOpenIdDiscoveryService; Status Code: 400; "
    assert message.startswith(text + "Error Code: AuthSamlInvalidSamlResponseException; Request ID: ")


def test_an_unknown_provider_is_refused(federation, refused):
    arn = f"arn:aws:iam::{ACCOUNT}:saml-provider/Missing"
    code, message, _ = refused(federation.redeem, encoded=assertion(), PrincipalArn=arn)
    assert code == "InvalidIdentityToken"
    text = "Specified provider doesn't exist (Service: AWSOpenIdDiscoveryService; Status Code: 400; "
    assert message.startswith(text + "Error Code: AuthSamlManifestNotFoundException; Request ID: ")


def test_another_audience_is_refused(federation, refused):
    assert refused(federation.redeem, encoded=assertion(audience="https://example.com")) == NO_AUDIENCE


def test_the_audience_of_identity_center_is_accepted(federation):
    assert federation.redeem(assertion(audience="urn:amazon:webservices"))["Credentials"]


def test_an_identifier_with_a_suffix_is_no_audience(federation, refused):
    encoded = assertion(audience="https://signin.aws.amazon.com/saml#2")
    assert refused(federation.redeem, encoded=encoded) == NO_AUDIENCE


def test_a_recipient_the_trust_does_not_name_is_refused(federation, refused):
    encoded = assertion(recipient="https://us-west-2.signin.aws.amazon.com/saml")
    assert refused(federation.redeem, encoded=encoded) == DENIED


def test_a_response_older_than_five_minutes_is_refused(federation, refused):
    encoded = assertion(issued_at=datetime.now(UTC) - timedelta(minutes=6))
    assert refused(federation.redeem, encoded=encoded) == EXPIRED


def test_a_response_just_under_five_minutes_old_is_good(federation):
    encoded = assertion(issued_at=datetime.now(UTC) - timedelta(minutes=4, seconds=30))
    assert federation.redeem(encoded)["Credentials"]


def test_a_response_whose_own_end_has_come_is_refused(federation, refused):
    encoded = assertion(issued_at=datetime.now(UTC) - timedelta(minutes=2), lasting=timedelta(minutes=1))
    assert refused(federation.redeem, encoded=encoded) == OVER


def test_a_response_from_the_future_is_refused(federation, refused):
    encoded = assertion(issued_at=datetime.now(UTC) + timedelta(hours=1))
    assert refused(federation.redeem, encoded=encoded)[0] == "InvalidIdentityToken"


def test_a_response_without_name_id_is_refused(federation, refused):
    assert refused(federation.redeem, encoded=assertion(name_id=None)) == DENIED


@pytest.mark.parametrize("missing", ["NotOnOrAfter", "Recipient"])
def test_a_confirmation_without_its_data_is_refused(federation, refused, missing):
    assert refused(federation.redeem, encoded=assertion(confirmed={missing: ""})) == UNREADABLE


def test_a_confirmation_whose_end_has_come_is_refused(federation, refused):
    encoded = assertion(confirmed={"NotOnOrAfter": "2020-01-01T00:00:00Z"})
    assert refused(federation.redeem, encoded=encoded) == OVER


def test_the_identity_providers_end_of_session_wins(federation):
    ends = datetime.now(UTC) + timedelta(minutes=10)
    credentials = federation.redeem(assertion(session_ends=ends))["Credentials"]
    assert abs(credentials["Expiration"] - ends) < timedelta(seconds=3)


def test_session_policies_are_honestly_not_simulated(federation, refused):
    policy = permissions()
    assert refused(federation.redeem, encoded=assertion(), Policy=policy)[0] == "NotSimulated"


def test_a_missing_session_name_is_named(federation, refused):
    code, message, status = refused(federation.redeem, encoded=assertion(session_name=None))
    assert (code, status) == ("InvalidIdentityToken", 400)
    assert message == "RoleSessionName is required in AuthnResponse"


def test_an_empty_session_name_is_a_missing_one(federation, refused):
    _, message, _ = refused(federation.redeem, encoded=assertion(session_name=""))
    assert message == "RoleSessionName is required in AuthnResponse"


@pytest.mark.parametrize(
    "name", ["Ada Lovelace", "a", "x" * 65, "ada_x.com#EXT#@contoso.com", "zoë@contoso.com"]
)
def test_a_session_name_aws_cannot_carry_is_refused(federation, refused, name):
    text = "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"
    assert refused(federation.redeem, encoded=assertion(name)) == ("InvalidIdentityToken", text, 400)


@pytest.mark.parametrize("name", ["role", "ROLE"])
def test_attribute_names_are_case_sensitive(federation, refused, name):
    attributes = {
        AWS_ATTRIBUTES + name: [f"{ROLE_ARN},{PROVIDER_ARN}"],
        AWS_ATTRIBUTES + "RoleSessionName": [ADA],
    }
    assert refused(federation.redeem, encoded=assertion(attributes=attributes)) == DENIED


@pytest.mark.parametrize("seconds", ["899", "43201", "1h", "-900"])
def test_a_session_duration_out_of_bounds_is_refused(federation, refused, seconds):
    code, _, _ = refused(federation.redeem, encoded=assertion(more={"SessionDuration": seconds}))
    assert code == "InvalidIdentityToken"


def test_a_role_the_assertion_does_not_name_is_refused(federation, refused):
    federation.aws.iam.create_role(RoleName="Admin", AssumeRolePolicyDocument=trust())
    arn = f"arn:aws:iam::{ACCOUNT}:role/Admin"
    assert refused(federation.redeem, encoded=assertion(), RoleArn=arn) == DENIED


def test_a_role_in_other_letter_case_is_refused(federation, refused):
    arn = f"arn:aws:iam::{ACCOUNT}:role/connectsso"
    encoded = assertion(attributes=aws_attributes(arn, PROVIDER_ARN, ADA))
    assert refused(federation.redeem, encoded=encoded, RoleArn=arn) == DENIED


@pytest.mark.parametrize(
    "changes",
    [
        {"Action": "sts:AssumeRole"},
        {"Condition": {"StringEquals": {"SAML:aud": REGIONAL_ACS}}},
        {"Condition": {"StringEquals": {"SAML:iss": "https://sts.windows.net/other/"}}},
        {"Effect": "Deny"},
    ],
)
def test_a_trust_that_does_not_fit_is_refused(federation, refused, changes):
    federation.aws.iam.update_assume_role_policy(RoleName="ConnectSSO", PolicyDocument=trust(**changes))
    assert refused(federation.redeem, encoded=assertion()) == DENIED


def test_session_tags_need_the_trust_to_allow_tagging(federation, refused):
    more = {"PrincipalTag:team": "support"}
    assert federation.redeem(assertion(more=more))["Credentials"]
    without = trust(Action="sts:AssumeRoleWithSAML")
    federation.aws.iam.update_assume_role_policy(RoleName="ConnectSSO", PolicyDocument=without)
    assert refused(federation.redeem, encoded=assertion(more=more)) == DENIED


def test_a_source_identity_needs_the_trust_to_allow_setting_it(federation, refused):
    more = {"SourceIdentity": "ada"}
    assert refused(federation.redeem, encoded=assertion(more=more)) == DENIED
    allowed = trust(Action=["sts:AssumeRoleWithSAML", "sts:SetSourceIdentity"])
    federation.aws.iam.update_assume_role_policy(RoleName="ConnectSSO", PolicyDocument=allowed)
    assert federation.redeem(assertion(more=more))["Credentials"]


@pytest.mark.parametrize("value", ["a", "ada lovelace", "aws:ada", "x" * 65])
def test_a_source_identity_aws_cannot_carry_is_refused(federation, refused, value):
    answer = refused(federation.redeem, encoded=assertion(more={"SourceIdentity": value}))
    text = 'Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"'
    assert answer == ("InvalidIdentityToken", text, 400)


def test_no_longer_session_than_the_role_allows(federation, refused):
    code, message, _ = refused(federation.redeem, encoded=assertion(), DurationSeconds=7201)
    assert code == "ValidationError"
    assert message == "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."


def test_a_response_over_a_hundred_thousand_characters_is_refused(federation, refused):
    encoded = assertion(more={"Groups": "x" * 80_000})
    code, message, _ = refused(federation.redeem, encoded=encoded)
    assert code == "ValidationError"
    assert "at 'sAMLAssertion' failed to satisfy constraint" in message
    assert encoded[:20] not in message


@pytest.mark.parametrize(
    ("encoded", "message"), [("%%%%", "Invalid base64 SAMLResponse"), ("AAAA", UNREADABLE[1])]
)
def test_what_is_no_response_is_refused(federation, refused, encoded, message):
    code, text, _ = refused(federation.redeem, encoded=encoded)
    assert (code, text.partition(" (")[0]) == ("InvalidIdentityToken", message)


def test_a_role_made_a_moment_ago_is_denied_at_first(federation, refused):
    federation.aws.world.faults.plan("CreateRole", Fault.LAG, seconds=10)
    arn = federation.aws.iam.create_role(RoleName="New", AssumeRolePolicyDocument=trust())["Role"]["Arn"]

    def encoded(**more):
        return assertion(attributes=aws_attributes(arn, PROVIDER_ARN, ADA), **more)

    assert refused(federation.redeem, encoded=encoded(), RoleArn=arn) == DENIED
    federation.aws.world.offset = timedelta(seconds=11)
    assert federation.redeem(encoded(), RoleArn=arn)["Credentials"]


def test_a_session_ends(federation, refused):
    credentials = federation.redeem(assertion(), DurationSeconds=900)["Credentials"]
    sts = federation.aws.of_session("sts", credentials)
    assert sts.get_caller_identity()
    federation.aws.world.offset = timedelta(seconds=901)
    assert refused(sts.get_caller_identity)[0] == "ExpiredToken"
    connect = federation.aws.of_session("connect", credentials)
    assert refused(connect.get_federation_token, InstanceId=INSTANCE_ID)[0] == "ExpiredTokenException"


def test_a_session_key_without_its_token_is_worth_nothing(federation, refused):
    credentials = federation.redeem(assertion())["Credentials"]
    sts = federation.aws.client("sts", key=credentials["AccessKeyId"], secret=credentials["SecretAccessKey"])
    assert refused(sts.get_caller_identity)[0] == "InvalidClientTokenId"
