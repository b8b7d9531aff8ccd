"""A response is good once, for the address it was sent to, and as secret as the provider demands."""

import base64
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from sandbox.aws.seed import ACCOUNT
from tests.sandbox.federations import PROVIDER_ARN, REGIONAL_ACS, assertion, signing_pair, trust

PRIVATE_KEY = signing_pair().key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
DENIED = ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML", 403)
EXPIRED = ("ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance", 400)


def test_a_response_is_good_once(federation, refused):
    encoded = assertion()
    assert federation.redeem(encoded)["Credentials"]
    answer = refused(federation.redeem, encoded=encoded)
    assert answer == ("InvalidIdentityToken", "Response has already been redeemed", 400)
    assert federation.redeem(assertion())["Credentials"]


def test_an_account_can_take_a_response_again_as_sts_really_does(federation, refused):
    federation.aws.world.table("aws.accounts")[ACCOUNT]["saml_replay"] = "allow"
    encoded = assertion()
    assert federation.redeem(encoded)["Credentials"]
    assert federation.redeem(encoded)["Credentials"]
    federation.aws.world.offset = timedelta(minutes=6)
    assert refused(federation.redeem, encoded=encoded) == EXPIRED


def test_a_refused_response_is_not_used_up(federation, refused):
    encoded = assertion()
    assert refused(federation.redeem, encoded=encoded, DurationSeconds=7201)[0] == "ValidationError"
    assert federation.redeem(encoded)["Credentials"]


def test_used_responses_are_forgotten_when_they_are_too_old_anyway(federation):
    used = federation.aws.world.table("sts.assertions")
    federation.redeem(assertion())
    (first,) = used
    federation.aws.world.offset = timedelta(minutes=6)
    federation.redeem(assertion(issued_at=datetime.now(UTC) + timedelta(minutes=6)))
    assert first not in used
    assert len(used) == 1


def test_an_encrypted_assertion_is_honestly_not_simulated(federation, refused):
    root = etree.fromstring(base64.b64decode(assertion()))
    etree.SubElement(root, "{urn:oasis:names:tc:SAML:2.0:assertion}EncryptedAssertion")
    code, _, status = refused(federation.redeem, encoded=base64.b64encode(etree.tostring(root)).decode())
    assert (code, status) == ("NotSimulated", 501)


def test_a_plain_assertion_is_refused_where_encryption_is_required(federation, refused):
    federation.aws.iam.update_saml_provider(
        SAMLProviderArn=PROVIDER_ARN, AddPrivateKey=PRIVATE_KEY, AssertionEncryptionMode="Required"
    )
    assert refused(federation.redeem, encoded=assertion())[0] == "InvalidIdentityToken"
    federation.aws.iam.update_saml_provider(SAMLProviderArn=PROVIDER_ARN, AssertionEncryptionMode="Allowed")
    assert federation.redeem(assertion())["Credentials"]


def test_the_address_of_a_provider_is_that_providers_own(federation, refused):
    uuid = federation.aws.iam.get_saml_provider(SAMLProviderArn=PROVIDER_ARN)["SAMLProviderUUID"]
    own, other = f"{REGIONAL_ACS}/acs/{uuid}", f"{REGIONAL_ACS}/acs/SAMLSPSOMEBODYELSE0000"
    condition = {"StringEquals": {"SAML:aud": [own, other]}}
    federation.aws.iam.update_assume_role_policy(
        RoleName="ConnectSSO", PolicyDocument=trust(Condition=condition)
    )
    assert federation.redeem(assertion(recipient=own))["Credentials"]
    assert refused(federation.redeem, encoded=assertion(recipient=other)) == DENIED
