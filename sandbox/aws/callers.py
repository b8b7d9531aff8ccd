"""Who makes a call: the account's root, an IAM user or a role session."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from werkzeug.wrappers import Request

from sandbox.aws.conditions import Context
from sandbox.aws.errors import AwsError
from sandbox.aws.models import speaks_query
from sandbox.aws.signatures import signature_fits
from sandbox.rows import Row
from sandbox.world import World

_CREDENTIAL = re.compile(
    r"AWS4-HMAC-SHA256 .*Credential=(?P<key>[^/,\s]+)/\d{8}/(?P<region>[^/,]+)/(?P<service>[^/,]+)/aws4_request"
)


class Kind(StrEnum):
    """The kinds of principals."""

    ANONYMOUS = "anonymous"
    ROOT = "root"
    USER = "user"
    ROLE_SESSION = "role-session"


@dataclass(frozen=True)
class Scope:
    """What a signature says about itself: whose key, for which region and service."""

    access_key_id: str
    region: str
    service: str


@dataclass(frozen=True)
class Caller:
    """A principal. `user_id` is what `${aws:userid}` stands for; `policies` the documents that bind it."""

    kind: Kind = Kind.ANONYMOUS
    account: str = ""
    arn: str = ""
    user_id: str = ""
    name: str = ""
    policies: tuple[str, ...] = field(default=(), repr=False)

    @property
    def partition(self) -> str:
        return self.arn.split(":")[1] if self.arn else "aws"

    @property
    def context(self) -> Context:
        """The condition keys every request has."""
        found = {
            "aws:userid": (self.user_id,),
            "aws:principalarn": (self.arn,),
            "aws:principalaccount": (self.account,),
        }
        if self.kind is Kind.USER:
            found["aws:username"] = (self.name,)
        return found


def read_scope(request: Request) -> Scope | None:
    """The credential scope of a SigV4 request, or None if it is not signed."""
    match = _CREDENTIAL.match(request.headers.get("Authorization", ""))
    return Scope(match["key"], match["region"], match["service"]) if match else None


def identify(world: World, scope: Scope, request: Request) -> Caller:
    """The caller behind a signature. Raises AwsError if the key is unknown, wrong or expired."""
    token = request.headers.get("X-Amz-Security-Token")
    if token is None:
        key = world.table("iam.access_keys").get(scope.access_key_id)
        known = key is not None and key["Status"] == "Active"
    else:
        key = world.table("sts.sessions").get(scope.access_key_id)
        known = key is not None and key["SessionToken"] == token
    if key is None or not known:
        code = "InvalidClientTokenId" if speaks_query(scope.service) else "UnrecognizedClientException"
        raise AwsError(code, "The security token included in the request is invalid.")
    _check_signature(request, scope, secret=key["SecretAccessKey"])
    if token is None:
        return _key_holder(world, key)
    return session_caller(world, key, expired=expired_code(scope.service))


def _check_signature(request: Request, scope: Scope, *, secret: str) -> None:
    if signature_fits(request, secret=secret, service=scope.service, region=scope.region):
        return
    code = "SignatureDoesNotMatch" if speaks_query(scope.service) else "InvalidSignatureException"
    raise AwsError(
        code,
        "The request signature we calculated does not match the signature you provided. "
        "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    )


def expired_code(service: str) -> str:
    """How a service calls an expired session."""
    return "ExpiredToken" if speaks_query(service) else "ExpiredTokenException"


def _key_holder(world: World, key: Row) -> Caller:
    account = world.table("aws.accounts")[key["account"]]
    root = f"arn:{account['partition']}:iam::{account['id']}:root"
    if key["UserName"] is None:
        return Caller(Kind.ROOT, account["id"], root, account["id"], "root")
    user = world.table("iam.users")[f"{account['id']}/{key['UserName']}"]
    documents = tuple(user["policies"].values())
    return Caller(Kind.USER, account["id"], user["Arn"], user["UserId"], user["UserName"], documents)


def session_caller(world: World, session: Row, *, expired: str) -> Caller:
    """The role session of a row of sts.sessions. Raises AwsError with the code `expired` after its end."""
    if world.now() >= datetime.fromisoformat(session["Expiration"]):
        raise AwsError(expired, "The security token included in the request is expired", status=403)
    return Caller(
        kind=Kind.ROLE_SESSION,
        account=session["account"],
        arn=session["Arn"],
        user_id=session["AssumedRoleId"],
        name=session["RoleSessionName"],
        policies=tuple(_role_policies(world.table("iam.roles").values(), session["role_id"])),
    )


def _role_policies(roles: Iterable[Row], role_id: str) -> Iterable[str]:
    for role in roles:
        if role["RoleId"] == role_id:
            yield from role["policies"].values()
