"""Deep links open the very page in the console of the right partition."""

from federation.arns import parse_arn
from federation.clouds.aws import console
from federation.clouds.aws.regions import connect_regions, partition_of, sign_in_addresses

INSTANCE = "arn:aws:connect:eu-central-1:111122223333:instance/12345678-1234-1234-1234-123456789012"


def test_a_role_opens_by_its_name_without_its_path() -> None:
    assert console.role("arn:aws:iam::111122223333:role/people/Connect+SSO").url == (
        "https://us-east-1.console.aws.amazon.com/iam/home#/roles/details/Connect%2BSSO"
    )


def test_a_provider_opens_by_its_whole_arn() -> None:
    assert console.provider("arn:aws:iam::111122223333:saml-provider/Entra").url == (
        "https://us-east-1.console.aws.amazon.com/iam/home#/identity_providers/details/SAML/"
        "arn%3Aaws%3Aiam%3A%3A111122223333%3Asaml-provider%2FEntra"
    )


def test_govcloud_has_a_console_of_its_own() -> None:
    assert console.new_role("aws-us-gov").url == (
        "https://us-gov-west-1.console.amazonaws-us-gov.com/iam/home#/roles/create"
    )


def test_an_instance_opens_in_its_region() -> None:
    assert console.instance(parse_arn(INSTANCE)).url == (
        "https://eu-central-1.console.aws.amazon.com/connect/v2/app/instances/"
        "12345678-1234-1234-1234-123456789012"
    )


def test_the_users_are_managed_on_the_instance_itself() -> None:
    assert console.users("https://acme.my.connect.aws/home").url == "https://acme.my.connect.aws/users"


def test_regions_know_their_partition_and_their_sign_in_addresses() -> None:
    assert partition_of("eu-central-1") == "aws"
    assert partition_of("us-gov-west-1") == "aws-us-gov"
    assert sign_in_addresses("us-west-2")[1] == "https://us-west-2.signin.aws.amazon.com/saml"


def test_the_regions_to_choose_from_come_from_botocore() -> None:
    regions = connect_regions()
    assert {"eu-central-1", "us-gov-west-1"} <= set(regions)
    assert "eu-west-1" not in regions
