"""Partitions, regions and the sign-in addresses that go with them."""

from federation.clouds.aws.sessions import new_session

_SIGN_IN_HOSTS = {
    "aws": "signin.aws.amazon.com",
    # Source of the GovCloud host: AWS GovCloud (US) user guide, SAML federation.
    "aws-us-gov": "signin.amazonaws-us-gov.com",
    "aws-cn": "signin.amazonaws.cn",
}


def partition_of(region: str) -> str:
    """The partition a region belongs to; it is the second part of every ARN there."""
    if region.startswith("us-gov-"):
        return "aws-us-gov"
    return "aws-cn" if region.startswith("cn-") else "aws"


def sign_in_addresses(region: str) -> tuple[str, str]:
    """Where a SAML response may be posted: the global address and the region's own.

    AWS compares a response's Recipient with the `SAML:aud` of the role's trust (IAM user guide, "Available
    keys for SAML-based AWS STS federation"), and asks to trust regional addresses in advance.
    """
    host = _SIGN_IN_HOSTS[partition_of(region)]
    return (f"https://{host}/saml", f"https://{region}.{host}/saml")


def connect_regions() -> tuple[str, ...]:
    """Regions botocore knows to have Amazon Connect. New ones may be missing: suggest, do not refuse."""
    session = new_session()
    return tuple(
        region
        for partition in ("aws", "aws-us-gov")
        for region in session.get_available_regions("connect", partition_name=partition)
    )
