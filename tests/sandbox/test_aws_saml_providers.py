"""Which metadata IAM takes, and under which names."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sandbox.aws.seed import ACCOUNT
from tests.sandbox.federations import ENTITY_ID, PROVIDER_ARN, metadata, signing_pair
from tests.sandbox.responses import metadata_for, new_signing_pair

UNPARSABLE = ("InvalidInput", "Could not parse metadata", 400)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
FILLER = " " * 1000


@pytest.fixture
def create(aws):
    def call(document: str, name: str = "Entra", **more):
        return aws.iam.create_saml_provider(Name=name, SAMLMetadataDocument=document, **more)

    return call


def test_good_metadata_becomes_a_provider(aws, create):
    assert create(metadata(), Tags=[{"Key": "handoff", "Value": "1"}])["SAMLProviderArn"] == PROVIDER_ARN
    provider = aws.iam.get_saml_provider(SAMLProviderArn=PROVIDER_ARN)
    assert provider["SAMLMetadataDocument"] == metadata()
    assert provider["SAMLProviderUUID"].startswith("SAMLSP")
    assert provider["Tags"] == [{"Key": "handoff", "Value": "1"}]
    assert aws.iam.list_saml_providers()["SAMLProviderList"][0]["Arn"] == PROVIDER_ARN


def test_the_provider_outlives_its_certificate_by_far(aws, create):
    create(metadata())
    until = aws.iam.get_saml_provider(SAMLProviderArn=PROVIDER_ARN)["ValidUntil"]
    assert until - datetime.now(UTC) > timedelta(days=99 * 365)


@pytest.mark.parametrize(
    "document",
    [
        "\ufeff" + metadata(),
        "<html><body>Sign in</body></html>" + FILLER,
        "certificate, please" + FILLER,
        "<!DOCTYPE EntityDescriptor>" + metadata(),
        metadata().replace("IDPSSODescriptor", "SPSSODescriptor"),
        metadata().replace(f'entityID="{ENTITY_ID}"', ""),
        metadata().replace('use="signing"', 'use="encryption"'),
        metadata().replace("<X509Certificate>MII", "<X509Certificate>XXX"),
        metadata_for(entity_id=ENTITY_ID) + FILLER,
    ],
    ids=["bom", "html", "text", "doctype", "service-provider", "no-id", "no-signing", "bad-cert", "no-cert"],
)
def test_unusable_metadata_is_refused(aws, create, refused, document):
    assert refused(create, document=document) == UNPARSABLE
    assert aws.iam.list_saml_providers()["SAMLProviderList"] == []


def small_key() -> x509.Certificate:
    """A certificate for an RSA key of 768 bits."""
    pair = signing_pair()
    weak = rsa.RSAPublicNumbers(65537, (1 << 767) | 1).public_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "weak")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(weak)
    builder = builder.not_valid_before(datetime(2026, 1, 1, tzinfo=UTC)).not_valid_after(
        datetime(2036, 1, 1, tzinfo=UTC)
    )
    return builder.serial_number(1).sign(pair.key, hashes.SHA256())


def repeated_extension() -> str:
    """A certificate in which the same extension stands twice: the name of another is overwritten."""
    pair = signing_pair("current")
    builder = x509.CertificateBuilder().subject_name(pair.cert.subject).issuer_name(pair.cert.subject)
    builder = builder.not_valid_before(datetime(2026, 1, 1, tzinfo=UTC)).not_valid_after(
        datetime(2036, 1, 1, tzinfo=UTC)
    )
    builder = builder.public_key(pair.key.public_key()).serial_number(1)
    for number in ("1.2.3.4.5", "1.2.3.4.6"):
        extension = x509.UnrecognizedExtension(x509.ObjectIdentifier(number), b"x")
        builder = builder.add_extension(extension, critical=False)
    der = builder.sign(pair.key, hashes.SHA256()).public_bytes(Encoding.DER)
    twice = der.replace(bytes.fromhex("06042a030406"), bytes.fromhex("06042a030405"))
    good = base64.b64encode(pair.cert.public_bytes(Encoding.DER)).decode()
    return metadata().replace(good, base64.b64encode(twice).decode())


def test_a_key_of_less_than_1024_bits_is_refused(create, refused):
    assert refused(create, document=metadata_for(small_key(), entity_id=ENTITY_ID) + FILLER) == UNPARSABLE


def test_an_extension_that_stands_twice_is_refused(create, refused):
    assert refused(create, document=repeated_extension()) == UNPARSABLE


def test_metadata_of_less_than_a_thousand_letters_is_refused(aws, refused):
    iam = aws.client("iam", checking=False)
    code, message, _ = refused(iam.create_saml_provider, Name="Entra", SAMLMetadataDocument="<a/>")
    assert code == "ValidationError"
    assert "Member must have length greater than or equal to 1000" in message


def test_an_expired_certificate_is_taken_as_iam_does(create):
    old = new_signing_pair(starts=datetime(2020, 1, 1, tzinfo=UTC), days=30)
    assert create(metadata_for(old.cert, entity_id=ENTITY_ID))


def test_more_than_ten_certificates_are_refused(create, refused):
    document = metadata_for(*[signing_pair().cert] * 11, entity_id=ENTITY_ID)
    assert refused(create, document=document)[0] == "LimitExceeded"


def test_a_name_is_taken_once(create, refused):
    create(metadata())
    assert refused(create, document=metadata()) == (
        "EntityAlreadyExists",
        "Provider with name Entra already exists.",
        409,
    )


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("Entra ID", r"regular expression pattern: [\w._-]+"),
        ("entra@contoso", r"regular expression pattern: [\w._-]+"),
        ("Entrá", r"regular expression pattern: [\w._-]+"),
        ("x" * 129, "Member must have length less than or equal to 128"),
    ],
)
def test_a_bad_name_is_refused(create, refused, name, complaint):
    code, message, status = refused(create, document=metadata(), name=name)
    assert (code, status) == ("ValidationError", 400)
    assert message.startswith(f"1 validation error detected: Value '{name}' at 'name' failed to satisfy")
    assert complaint in message


def test_every_broken_constraint_is_named(create, refused):
    _, message, _ = refused(create, document="x" * 10_000_001, name="a b")
    assert message.startswith("2 validation errors detected: ")
    assert "Member must have length less than or equal to 10000000" in message
    assert len(message) < 1000


def test_an_update_replaces_the_certificate_and_keeps_the_provider(aws, create):
    create(metadata())
    before = aws.iam.get_saml_provider(SAMLProviderArn=PROVIDER_ARN)
    aws.iam.update_saml_provider(SAMLProviderArn=PROVIDER_ARN, SAMLMetadataDocument=metadata("next"))
    after = aws.iam.get_saml_provider(SAMLProviderArn=PROVIDER_ARN)
    assert after["SAMLMetadataDocument"] == metadata("next")
    assert after["SAMLProviderUUID"] == before["SAMLProviderUUID"]


def test_a_bad_update_changes_nothing(aws, create, refused):
    create(metadata())
    update = {"SAMLProviderArn": PROVIDER_ARN, "SAMLMetadataDocument": "\ufeff" + metadata("next")}
    assert refused(aws.iam.update_saml_provider, **update) == UNPARSABLE
    assert aws.iam.get_saml_provider(SAMLProviderArn=PROVIDER_ARN)["SAMLMetadataDocument"] == metadata()


def test_tags_are_added_and_listed(aws, create):
    create(metadata(), Tags=[{"Key": "a", "Value": "1"}])
    aws.iam.tag_saml_provider(SAMLProviderArn=PROVIDER_ARN, Tags=[{"Key": "A", "Value": "2"}])
    assert aws.iam.list_saml_provider_tags(SAMLProviderArn=PROVIDER_ARN)["Tags"] == [{"Key": "A", "Value": "2"}]


def test_tags_are_taken_away_whatever_their_letter_case(aws, create):
    create(metadata(), Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    aws.iam.untag_saml_provider(SAMLProviderArn=PROVIDER_ARN, TagKeys=["A", "never-there"])
    assert aws.iam.list_saml_provider_tags(SAMLProviderArn=PROVIDER_ARN)["Tags"] == [{"Key": "b", "Value": "2"}]


def test_an_account_has_a_hundred_providers_at_most(aws, create, refused):
    create(metadata())
    rows = aws.world.table("iam.saml_providers")
    for number in range(98):
        rows[f"{PROVIDER_ARN}{number}"] = dict(rows[PROVIDER_ARN])
    assert create(metadata(), name="Hundredth")
    answer = refused(create, document=metadata(), name="OneMore")
    assert answer == ("LimitExceeded", "Cannot exceed quota for SAMLProvidersPerAccount: 100", 409)


@pytest.mark.parametrize("operation", ["get_saml_provider", "delete_saml_provider", "list_saml_provider_tags"])
def test_a_missing_provider_is_not_found(aws, refused, operation):
    arn = f"arn:aws:iam::{ACCOUNT}:saml-provider/Missing"
    assert refused(getattr(aws.iam, operation), SAMLProviderArn=arn)[::2] == ("NoSuchEntity", 404)


def test_deleting_leaves_the_role_that_trusts_it(federation, refused):
    federation.aws.iam.delete_saml_provider(SAMLProviderArn=PROVIDER_ARN)
    assert federation.aws.iam.get_role(RoleName="ConnectSSO")["Role"]
    assert refused(federation.aws.iam.get_saml_provider, SAMLProviderArn=PROVIDER_ARN)[0] == "NoSuchEntity"
