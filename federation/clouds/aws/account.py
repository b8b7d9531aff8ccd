"""One AWS account, opened with somebody's credentials."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import boto3
from botocore.config import Config

from federation.clouds.aws.errors import calling_aws
from federation.clouds.aws.profiles import open_profile
from federation.clouds.aws.sessions import ONCE, PATIENT, new_session
from federation.endpoints import Endpoints
from federation.pace import NoPace, Pace

if TYPE_CHECKING:
    from mypy_boto3_connect import ConnectClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_iam.type_defs import TagTypeDef
    from mypy_boto3_sts import STSClient

TAG_KEY = "wizard:handoff"
"""The tag that says which setup made a thing; its value is the setup's marker."""
TAKEN_OVER_KEY = "wizard:taken-over"
"""The tag beside it on a thing that was there before the setup took it over: undoing never removes it."""


@dataclass(frozen=True)
class AwsSignIn:
    """Where the credentials come from: AWS's default chain, or a named profile of this server."""

    way: Literal["chain", "profile"]
    profile: str = ""


@dataclass
class AwsAccount:
    """The clients of one account and region, made when first used.

    `iam`, `sts` and `connect` repeat calls that may be repeated; `iam_once` and `connect_once` send each
    call exactly once and are for creates. `say` takes one sentence about each thing that was done, `got_to`
    tells how far a long step is: a number that rises, and a sentence. `pace` is the budget of Connect's calls.
    Set both after opening.
    """

    session: boto3.Session
    region: str
    marker: str
    say: Callable[[str], None]
    endpoints: Endpoints = field(default_factory=Endpoints)
    got_to: Callable[[int, str], None] = field(default=lambda number, sentence: None)
    pace: Pace = field(default_factory=NoPace)

    @property
    def tag(self) -> "TagTypeDef":
        """Our tag as IAM takes it."""
        return {"Key": TAG_KEY, "Value": self.marker}

    @property
    def tags_of_taken_over(self) -> "list[TagTypeDef]":
        """The same for something that was made by hand."""
        return [self.tag, {"Key": TAKEN_OVER_KEY, "Value": "yes"}]

    @property
    def tags(self) -> dict[str, str]:
        """Our tag as Connect takes it."""
        return {TAG_KEY: self.marker}

    @property
    def _address(self) -> str | None:
        return self.endpoints.aws or None

    @cached_property
    def iam(self) -> "IAMClient":
        return self.session.client("iam", endpoint_url=self._address, config=PATIENT)

    @cached_property
    def iam_once(self) -> "IAMClient":
        return self.session.client("iam", endpoint_url=self._address, config=ONCE)

    @cached_property
    def sts(self) -> "STSClient":
        return self.session.client("sts", endpoint_url=self._address, config=PATIENT)

    @cached_property
    def connect(self) -> "ConnectClient":
        return self._connect(PATIENT)

    @cached_property
    def connect_once(self) -> "ConnectClient":
        return self._connect(ONCE)

    def _connect(self, config: Config) -> "ConnectClient":
        client = self.session.client("connect", endpoint_url=self._address, config=config)
        # For every call, also those botocore repeats, so that none can forget it.
        client.meta.events.register("before-send.connect", lambda **_: self.pace.take())
        return client

    def close(self) -> None:
        """Give back connections. Safe to call twice and when nothing was opened."""
        for name in ("iam", "iam_once", "sts", "connect", "connect_once"):
            if name in self.__dict__:
                self.__dict__[name].close()


def open_account(
    sign_in: AwsSignIn, *, region: str, endpoints: Endpoints, marker: str, say: Callable[[str], None]
) -> AwsAccount:
    """Make a session. With a profile its credentials are looked up, without one at the first call.

    Raises ProfileRefused if the profile cannot be used, CredentialsRejected if its sign-in has ended.
    """
    if sign_in.way == "profile":
        session = open_profile(sign_in.profile, region=region)
    else:
        with calling_aws("sts:GetCallerIdentity"):
            session = new_session(region=region)
    return AwsAccount(session=session, region=region, marker=marker, say=say, endpoints=endpoints)
