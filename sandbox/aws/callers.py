"""Who makes a call: the account's root, an IAM user or a role session."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from werkzeug.wrappers import Request

from sandbox.aws.conditions import Context
from sandbox.aws.errors import AwsError
from sandbox.aws.ids import timestamp
from sandbox.aws.managed import boundary_of, documents_of
from sandbox.aws.models import speaks_query
from sandbox.aws.signatures import signature_fits, untimely
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
    """A principal. `user_id` is what `${aws:userid}` stands for; `policies` are the documents that say what
    it may do, `boundary` those that say what it may do at most (None: no permissions boundary). `role_arn`
    is the role of a role session.
    """

    kind: Kind = Kind.ANONYMOUS
    account: str = ""
    arn: str = ""
    user_id: str = ""
    name: str = ""
    policies: tuple[str, ...] = field(default=(), repr=False)
    boundary: tuple[str, ...] | None = field(default=None, repr=False)
    role_arn: str = ""

    @property
    def partition(self) -> str:
        return self.arn.split(":")[1] if self.arn else "aws"

    @property
    def context(self) -> Context:
        """The condition keys every request has."""
        found = {
            "aws:userid": (self.user_id,),
            "aws:principalarn": (self.role_arn or self.arn,),
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
    key = _long_lived(world, scope) if token is None else _temporary(world, scope, token)
    if key is None:
        code = "InvalidClientTokenId" if speaks_query(scope.service) else "UnrecognizedClientException"
        raise AwsError(code, "The security token included in the request is invalid.")
    _check_signature(request, scope, secret=key["SecretAccessKey"])
    if token is None:
        _note_use(world, scope)
        return key_holder(world, key)
    return session_caller(world, key, expired=expired_code(scope.service))


def _long_lived(world: World, scope: Scope) -> Row | None:
    """An active key of a user or of root, once every replica knows it: a new one takes a moment."""
    key = world.table("iam.access_keys").get(scope.access_key_id)
    if key is None or key["Status"] != "Active":
        return None
    return key if world.sees("iam.access_keys", scope.access_key_id) else None


def _temporary(world: World, scope: Scope, token: str) -> Row | None:
    session = world.table("sts.sessions").get(scope.access_key_id)
    return session if session is not None and session["SessionToken"] == token else None


def _note_use(world: World, scope: Scope) -> None:
    """For GetAccessKeyLastUsed; saved with the next change, which is soon enough."""
    world.table("sts.key_uses")[scope.access_key_id] = {
        "LastUsedDate": timestamp(world.now()),
        "ServiceName": scope.service,
        "Region": scope.region,
    }


def _check_signature(request: Request, scope: Scope, *, secret: str) -> None:
    code = "SignatureDoesNotMatch" if speaks_query(scope.service) else "InvalidSignatureException"
    if refusal := untimely(request, tolerance=_tolerance(scope.service)):
        raise AwsError(code, refusal)
    if signature_fits(request, secret=secret, service=scope.service, region=scope.region):
        return
    raise AwsError(
        code,
        "The request signature we calculated does not match the signature you provided. "
        "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    )


def _tolerance(service: str) -> timedelta:
    """Seen in their refusals: 15 minutes of services with the query protocol, 5 of those that speak JSON.

    aws-sdk-android#88 has both from one wrong clock; aws-sdk-js#254 and #573 have each.
    """
    return timedelta(minutes=15 if speaks_query(service) else 5)


def expired_code(service: str) -> str:
    """How a service calls an expired session."""
    return "ExpiredToken" if speaks_query(service) else "ExpiredTokenException"


def key_holder(world: World, key: Row) -> Caller:
    """The principal of a long-lived access key."""
    account = world.table("aws.accounts")[key["account"]]
    root = f"arn:{account['partition']}:iam::{account['id']}:root"
    if key["UserName"] is None:
        return Caller(Kind.ROOT, account["id"], root, account["id"], "root")
    user = world.table("iam.users")[f"{account['id']}/{key['UserName'].lower()}"]
    return Caller(
        kind=Kind.USER,
        account=account["id"],
        arn=user["Arn"],
        user_id=user["UserId"],
        name=user["UserName"],
        policies=documents_of(world, user),
        boundary=boundary_of(world, user),
    )


def session_caller(world: World, session: Row, *, expired: str) -> Caller:
    """The role session of a row of sts.sessions. Raises AwsError with the code `expired` after its end.

    The session of a role that is gone may do nothing: a role made anew under the same name has another id.
    """
    if world.now() >= datetime.fromisoformat(session["Expiration"]):
        raise AwsError(expired, "The security token included in the request is expired", status=403)
    roles = world.replica().table("iam.roles").values()
    role = next((row for row in roles if row["RoleId"] == session["role_id"]), None)
    return Caller(
        kind=Kind.ROLE_SESSION,
        account=session["account"],
        arn=session["Arn"],
        user_id=session["AssumedRoleId"],
        name=session["RoleSessionName"],
        policies=documents_of(world, role) if role else (),
        boundary=boundary_of(world, role) if role else None,
        role_arn=role["Arn"] if role else "",
    )
