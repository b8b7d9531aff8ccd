"""The operations of STS. To add one: one function, one line here."""

from collections.abc import Mapping

from sandbox.aws.calls import Operation
from sandbox.aws.sts.assume_role import assume_role
from sandbox.aws.sts.identity import get_caller_identity
from sandbox.aws.sts.with_saml import assume_role_with_saml

STS: Mapping[str, Operation] = {
    "GetCallerIdentity": Operation(get_caller_identity, None),
    # The handler itself asks who may: the trust policy of the role has its say as well.
    "AssumeRole": Operation(assume_role, None),
    "AssumeRoleWithSAML": Operation(assume_role_with_saml, None, unsigned=True),
}
