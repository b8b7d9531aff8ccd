"""Private keys of a SAML provider, and whether assertions must be encrypted."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.sandbox.federations import PROVIDER_ARN, metadata, signing_pair

PEM = signing_pair("decrypting").key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def update(aws):
    aws.iam.create_saml_provider(Name="Entra", SAMLMetadataDocument=metadata())

    def call(**changes):
        return aws.iam.update_saml_provider(SAMLProviderArn=PROVIDER_ARN, **changes)

    return call


def provider(aws):
    return aws.iam.get_saml_provider(SAMLProviderArn=PROVIDER_ARN)


def test_a_key_makes_encryption_possible(aws, update):
    update(AddPrivateKey=PEM)
    update(AssertionEncryptionMode="Required")
    found = provider(aws)
    assert found["AssertionEncryptionMode"] == "Required"
    assert len(found["PrivateKeyList"]) == 1
    assert found["SAMLMetadataDocument"] == metadata()


def test_encryption_cannot_be_required_without_a_key(update, refused):
    assert refused(update, AssertionEncryptionMode="Required") == (
        "InvalidInput",
        "Unable to set assertion encryption mode to Required because no private key is provided.",
        400,
    )


def test_a_key_that_is_none_is_refused(update, refused):
    assert refused(update, AddPrivateKey="no key")[:2] == ("InvalidInput", "Invalid private key.")


def test_a_third_key_is_refused(update, refused):
    update(AddPrivateKey=PEM)
    update(AddPrivateKey=PEM)
    assert refused(update, AddPrivateKey=PEM) == ("LimitExceeded", "Private key limit of 2 is reached.", 409)


def test_keys_are_added_and_removed_one_by_one(aws, update, refused):
    update(AddPrivateKey=PEM)
    number = provider(aws)["PrivateKeyList"][0]["KeyId"]
    code, message, _ = refused(update, AddPrivateKey=PEM, RemovePrivateKey=number)
    assert code == "InvalidInput"
    assert message.startswith("Unable to add and remove private keys in the same request.")
    update(RemovePrivateKey=number)
    assert provider(aws)["PrivateKeyList"] == []
    text = "Failed to remove private key because the Key ID does not match a private key."
    assert refused(update, RemovePrivateKey=number) == ("InvalidInput", text, 400)


def test_the_last_key_stays_while_encryption_is_required(aws, update, refused):
    update(AddPrivateKey=PEM, AssertionEncryptionMode="Required")
    number = provider(aws)["PrivateKeyList"][0]["KeyId"]
    answer = refused(update, RemovePrivateKey=number)
    assert answer == ("InvalidInput", "Failed to remove private key.", 400)
    update(RemovePrivateKey=number, AssertionEncryptionMode="Allowed")


def test_an_update_of_nothing_is_refused(update, refused):
    text = "Unable to update identity provider. No updates are defined for metadata or encryption assertion."
    assert refused(update) == ("InvalidInput", text, 400)
