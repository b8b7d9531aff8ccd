"""Are role, provider and instance of one account and partition?"""

from collections.abc import Iterator

from federation.arns import parse_arn
from federation.checks.expected import Expected
from federation.checks.response_check import AWS_INSTANCE, AWS_ROLE, Mends, ResponseCheck
from federation.findings import Finding
from federation.saml.response import SamlResponse

PARTITIONS_WITH_CONNECT = ("aws", "aws-us-gov")
"""botocore has no Connect endpoint in aws-cn."""


def check(response: SamlResponse, expected: Expected) -> Iterator[Finding]:
    partition = parse_arn(expected.role_arn).partition
    if partition not in PARTITIONS_WITH_CONNECT:
        yield AWS_ROLE.fault(
            "partition",
            "The role is in a part of AWS that does not offer Amazon Connect.",
            expected=" or ".join(PARTITIONS_WITH_CONNECT),
            actual=partition,
            fix="Make the role in the account that holds the Connect instance.",
        )
    yield from _same_home(
        AWS_ROLE, "account", "The role and the SAML provider", expected.provider_arn, expected
    )
    if expected.instance_arn is not None:
        yield from _same_home(
            AWS_INSTANCE, "instance-account", "The role and the instance", expected.instance_arn, expected
        )


def _same_home(mends: Mends, code: str, pair: str, other: str, expected: Expected) -> Iterator[Finding]:
    role, second = parse_arn(expected.role_arn), parse_arn(other)
    if (role.partition, role.account) != (second.partition, second.account):
        yield mends.fault(
            code,
            f"{pair} are of different AWS accounts, so they can never work together.",
            expected=f"{role.partition}, account {role.account}",
            actual=f"{second.partition}, account {second.account}",
            fix="Use ARNs of one account: the one that holds the Connect instance.",
        )


ACCOUNTS = ResponseCheck("accounts", "Accounts", "Role, provider and instance are of one account.", check)
