"""The proof of a sign-in: a captured response is turned into a session, and that into a Connect login.

The assertion and what it gives are bearer credentials: they stay in memory, are used once, and are in no
log and no error text.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from boto3 import Session
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from federation.arns import parse_arn
from federation.clouds.aws.errors import calling_aws
from federation.clouds.aws.refusals import detail_of, status_of, text_of, translate
from federation.clouds.aws.sessions import ONCE, PATIENT, new_session
from federation.endpoints import Endpoints
from federation.errors import CloudThrottled, FederationError
from federation.pace import NoPace, Pace
from federation.sides import Side

if TYPE_CHECKING:
    from mypy_boto3_connect import ConnectClient

Stage = Literal["assume-role", "federation-token"]


@dataclass(frozen=True)
class Redemption:
    """A sign-in that worked. `user_id` and `user_arn` are of the Connect user."""

    user_id: str
    user_arn: str
    sign_in_url: str = field(repr=False)
    assumed_role_arn: str


class RedemptionRefused(FederationError):
    """AWS said no to the sign-in. `stage` says where, `code` and `message` are AWS's own words."""

    code = "redemption-refused"
    hint = "The login check says what the message means and who mends it."

    def __init__(self, stage: Stage, code: str, message: str, *, detail: str = "") -> None:
        super().__init__(message, owner=Side.AWS, detail=detail)
        self.stage = stage
        self.code = code


def redeem(
    assertion: str,
    *,
    role_arn: str,
    provider_arn: str,
    instance_arn: str,
    endpoints: Endpoints,
    pace: Pace | None = None,
    duration_seconds: int = 900,
) -> Redemption:
    """Redeem a response (base64, as posted to AWS) with no other credentials than itself.

    `pace` is the budget of Connect's calls; its turn is waited for before the response is used up. Raises
    RedemptionRefused if AWS refuses it, CloudUnreachable, CloudThrottled or CloudFailed if AWS could not be
    asked.
    """
    (pace or NoPace()).take()
    region, address = parse_arn(instance_arn).region, endpoints.aws or None
    with calling_aws("sts:AssumeRoleWithSAML"), _refusals("assume-role"):
        session = new_session(region=region)
        unsigned = ONCE.merge(Config(signature_version=UNSIGNED))
        assumed = session.client("sts", endpoint_url=address, config=unsigned).assume_role_with_saml(
            RoleArn=role_arn,
            PrincipalArn=provider_arn,
            SAMLAssertion=assertion,
            DurationSeconds=duration_seconds,
        )
    with calling_aws("connect:GetFederationToken"), _refusals("federation-token"):
        connect = _open_connect(session, assumed["Credentials"], address=address)
        token = connect.get_federation_token(InstanceId=parse_arn(instance_arn).name)
    return Redemption(
        user_id=token.get("UserId", ""),
        user_arn=token.get("UserArn", ""),
        sign_in_url=token.get("SignInUrl", ""),
        assumed_role_arn=assumed["AssumedRoleUser"]["Arn"],
    )


def _open_connect(session: Session, keys: Mapping[str, Any], *, address: str | None) -> "ConnectClient":
    return session.client(
        "connect",
        endpoint_url=address,
        # May be repeated, and must: the response is used up by now, and the person would need a new one.
        config=PATIENT,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


@contextmanager
def _refusals(stage: Stage) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if status_of(error) >= 500 or isinstance(translate(error, stage), CloudThrottled):
            raise
        raise RedemptionRefused(
            stage, str(error.response["Error"].get("Code", "")), text_of(error), detail=detail_of(error)
        ) from error
