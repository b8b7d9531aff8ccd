"""Deep links into the AWS console. The formats are unofficial (public examples): nothing depends on them."""

from urllib.parse import quote, urlsplit

from federation.arns import Arn, parse_arn
from federation.clouds.aws.regions import partition_of
from federation.steps.base import ConsoleLink

_HOSTS = {
    "aws": "console.aws.amazon.com",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-cn": "console.amazonaws.cn",
}
# IAM is global: its console lives in one region of each partition.
_IAM_REGIONS = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}


def _iam(partition: str, fragment: str) -> str:
    return f"https://{_IAM_REGIONS[partition]}.{_HOSTS[partition]}/iam/home#/{fragment}"


def _connect(region: str, path: str) -> str:
    return f"https://{region}.{_HOSTS[partition_of(region)]}/connect/v2/app/instances{path}"


def instance_list(region: str) -> ConsoleLink:
    """All Connect instances of a region; the button that adds one is there too."""
    return ConsoleLink("Amazon Connect instances", _connect(region, f"?region={quote(region)}"))


def instance(arn: Arn) -> ConsoleLink:
    """The page of one instance."""
    return ConsoleLink("This Connect instance", _connect(arn.region, f"/{quote(arn.name)}"))


def new_provider(partition: str) -> ConsoleLink:
    """The form that adds an identity provider."""
    return ConsoleLink("Add an identity provider", _iam(partition, "identity_providers/create"))


def provider(arn: str) -> ConsoleLink:
    """The page of one SAML provider."""
    fragment = f"identity_providers/details/SAML/{quote(arn, safe='')}"
    return ConsoleLink("This identity provider", _iam(parse_arn(arn).partition, fragment))


def new_role(partition: str) -> ConsoleLink:
    """The form that creates a role."""
    return ConsoleLink("Create a role", _iam(partition, "roles/create"))


def role(arn: str) -> ConsoleLink:
    """The page of one role, with its policies and its trust."""
    parsed = parse_arn(arn)
    return ConsoleLink("This role", _iam(parsed.partition, f"roles/details/{quote(parsed.name, safe='')}"))


def users(instance_url: str) -> ConsoleLink:
    """User management on the admin website of the instance."""
    parts = urlsplit(instance_url)
    return ConsoleLink("User management of the instance", f"https://{parts.netloc}/users")
