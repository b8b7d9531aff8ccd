"""Amazon Resource Names, read strictly.

Source of the formats: facts of the IAM and Amazon Connect service authorization references.
"""

import re
from dataclasses import dataclass

from federation.errors import InvalidValue

PARTITIONS = ("aws", "aws-us-gov", "aws-cn")
_ARN = re.compile(
    r"arn:(?P<partition>[a-z-]+):(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*):(?P<account>\d*):(?P<resource>\S+)",
    re.ASCII,
)


@dataclass(frozen=True)
class Arn:
    """One ARN in its parts. `resource` is what follows the account, for instance `role/Name`."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"

    @property
    def name(self) -> str:
        """The last part of the resource: the name of a role or provider, the id of an instance."""
        return self.resource.rsplit("/", 1)[-1]


def parse_arn(text: str, *, example: str = "arn:aws:iam::111122223333:role/ConnectSSO") -> Arn:
    """Read an ARN of any kind. Raises InvalidValue; `example` is what its sentence shows."""
    match = _ARN.fullmatch(text.strip())
    if match is None:
        raise InvalidValue(f"This is not an ARN. Expected something like {example}.")
    arn = Arn(**match.groupdict())
    if arn.partition not in PARTITIONS:
        raise InvalidValue(
            f"“{arn.partition}” is not an AWS partition. Expected one of {', '.join(PARTITIONS)}."
        )
    return arn


def _parse_kind(text: str, *, service: str, resource: str, kind: str, example: str, regional: bool) -> Arn:
    arn = parse_arn(text, example=example)
    fits = arn.service == service and re.fullmatch(resource, arn.resource, re.ASCII) and len(arn.account) == 12
    if not fits or bool(arn.region) is not regional:
        raise InvalidValue(f"This is an ARN, but not of {kind}. Expected something like {example}.")
    return arn


def parse_role_arn(text: str) -> Arn:
    """Read the ARN of an IAM role, with or without a path. Raises InvalidValue."""
    return _parse_kind(
        text,
        service="iam",
        resource=r"role/(?:[\x21-\x7e]+/)?[\w+=,.@-]{1,64}",
        kind="an IAM role",
        example="arn:aws:iam::111122223333:role/ConnectSSO",
        regional=False,
    )


def parse_provider_arn(text: str) -> Arn:
    """Read the ARN of an IAM SAML provider. Raises InvalidValue."""
    return _parse_kind(
        text,
        service="iam",
        resource=r"saml-provider/[\w._-]{1,128}",
        kind="an IAM SAML provider",
        example="arn:aws:iam::111122223333:saml-provider/ConnectSSO",
        regional=False,
    )


def parse_instance_arn(text: str) -> Arn:
    """Read the ARN of an Amazon Connect instance. Raises InvalidValue."""
    return _parse_kind(
        text,
        service="connect",
        resource=r"instance/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        kind="an Amazon Connect instance",
        example="arn:aws:connect:eu-central-1:111122223333:instance/12345678-1234-1234-1234-123456789012",
        regional=True,
    )
