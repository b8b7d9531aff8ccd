"""Every operation the sandbox simulates, by service. To add one: one function, one line here or there."""

from collections.abc import Mapping

from sandbox.aws.calls import Operation
from sandbox.aws.connect.operations import CONNECT
from sandbox.aws.iam.operations import IAM
from sandbox.aws.identity_center.operations import IDENTITY_STORE, PORTAL, SSO_ADMIN, SSO_OIDC
from sandbox.aws.sts.operations import STS

OPERATIONS: Mapping[str, Mapping[str, Operation]] = {
    "sts": STS,
    "iam": IAM,
    "connect": CONNECT,
    "sso-admin": SSO_ADMIN,
    "identitystore": IDENTITY_STORE,
    "sso-oidc": SSO_OIDC,
    "sso": PORTAL,
}
