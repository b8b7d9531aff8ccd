"""What Entra's provisioning service asks of an AWS account, with the access key it was given.

The only module in which the simulated Entra knows the simulated AWS: it asks as any other caller would, so
that keys, policies and replicas decide as they do for everybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.aws.authorization import authorise
from sandbox.aws.callers import Caller, key_holder
from sandbox.aws.errors import AwsError
from sandbox.aws.policies import listed, names_action, statements_of
from sandbox.rows import Row
from sandbox.world import World


class AccountRefused(Exception):
    """AWS does not answer these credentials. `code` and text are AWS's own."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class AwsRole:
    """A role of the account and the SAML providers its trust policy names."""

    name: str
    arn: str
    providers: tuple[str, ...]


def list_roles(world: World, *, key_id: str, secret: str) -> tuple[AwsRole, ...]:
    """All roles of the account whose access key this is, by name. Raises AccountRefused."""
    caller = _caller(world, key_id, secret)
    try:
        authorise(
            caller,
            action="iam:ListRoles",
            resource=f"arn:{caller.partition}:iam::{caller.account}:role/",
            context={},
        )
    except AwsError as error:
        raise AccountRefused(error.code, error.message) from error
    rows = world.replica().table("iam.roles").values()
    mine = (row for row in rows if row["account"] == caller.account)
    return tuple(sorted((_role(row) for row in mine), key=lambda role: role.name))


def _caller(world: World, key_id: str, secret: str) -> Caller:
    key = world.replica().table("iam.access_keys").get(key_id)
    if key is None or key["Status"] != "Active":
        message = "The security token included in the request is invalid."
        raise AccountRefused("InvalidClientTokenId", message)
    if key["SecretAccessKey"] != secret:
        message = (
            "The request signature we calculated does not match the signature you provided. Check your AWS "
            "Secret Access Key and signing method. Consult the service documentation for details."
        )
        raise AccountRefused("SignatureDoesNotMatch", message)
    return key_holder(world, key)


def _role(row: Row) -> AwsRole:
    providers = dict.fromkeys(_saml_providers(row["AssumeRolePolicyDocument"]))
    return AwsRole(row["RoleName"], row["Arn"], tuple(providers))


def _saml_providers(trust: str) -> Iterator[str]:
    for statement in statements_of(trust):
        principal = statement.get("Principal")
        if statement["Effect"] != "Allow" or not isinstance(principal, dict):
            continue
        if names_action(statement, "sts:AssumeRoleWithSAML"):
            federated = listed(principal.get("Federated", []))
            yield from (str(arn) for arn in federated if ":saml-provider/" in str(arn))
