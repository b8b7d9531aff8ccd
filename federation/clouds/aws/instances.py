"""Amazon Connect instances."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from federation.clouds.aws.account import TAG_KEY, AwsAccount
from federation.clouds.aws.errors import calling_aws
from federation.clouds.aws.identity import read_identity
from federation.errors import (
    AnswerRefused,
    CloudError,
    CloudNotReady,
    NotFound,
    UnexpectedResponse,
)
from federation.items import INSTANCE_ID, NEW_INSTANCE_ALIAS
from federation.sides import Side

SAML = "SAML"
ACTIVE = "ACTIVE"
IN_PROGRESS = "CREATION_IN_PROGRESS"

_IDENTITY_WORDS = {
    SAML: "SAML",
    "CONNECT_MANAGED": "not usable: users are managed in Connect, not by SAML",
    "EXISTING_DIRECTORY": "not usable: users are managed in Active Directory, not by SAML",
}
_STATUS_WORDS = {ACTIVE: "active", IN_PROGRESS: "being created", "CREATION_FAILED": "could not be created"}

# Terraform polls with this pause too; how long AWS needs is not documented.
_LOOK_AGAIN = 15.0


@dataclass(frozen=True)
class ConnectInstance:
    """One instance. `identity_type` and `status` are AWS's own words; `url` is where people land."""

    id: str
    arn: str
    alias: str
    identity_type: str
    status: str
    url: str
    status_reason: str = ""
    replicated: bool = False
    marker: str = ""

    @property
    def label(self) -> str:
        """In plain words: "alias · identity type · status"."""
        identity = _IDENTITY_WORDS.get(self.identity_type, self.identity_type)
        return " · ".join((self.alias or "(no alias)", identity, _STATUS_WORDS.get(self.status, self.status)))

    @property
    def line(self) -> str:
        """As people choose from: the id, then " · " and the label."""
        return f"{self.id} · {self.label}"


def read_instances(account: AwsAccount) -> tuple[ConnectInstance, ...]:
    """All instances of the region, in AWS's order. Failed ones are listed for 24 hours."""
    with calling_aws("connect:ListInstances"):
        pages = account.connect.get_paginator("list_instances").paginate()
        return tuple(_instance(row) for page in pages for row in page["InstanceSummaryList"])


def read_instance(account: AwsAccount, instance_id: str) -> ConnectInstance:
    """One instance, with everything AWS says about it. Raises NotFound."""
    with calling_aws("connect:DescribeInstance"):
        answer = account.connect.describe_instance(InstanceId=instance_id)
    return _instance(
        answer["Instance"],
        replicated=bool(answer.get("ReplicationConfiguration", {}).get("GlobalSignInEndpoint")),
    )


def _instance(row: Mapping[str, Any], *, replicated: bool = False) -> ConnectInstance:
    alias = row.get("InstanceAlias", "")
    return ConnectInstance(
        id=row["Id"],
        arn=row["Arn"],
        alias=alias,
        identity_type=row.get("IdentityManagementType", ""),
        status=row.get("InstanceStatus", ""),
        url=row.get("InstanceAccessUrl") or f"https://{alias}.my.connect.aws",
        status_reason=row.get("StatusReason", {}).get("Message", ""),
        replicated=replicated,
        marker=row.get("Tags", {}).get(TAG_KEY, ""),
    )


def chosen_instance(account: AwsAccount, instance_id: str) -> ConnectInstance:
    """The existing instance the engineer chose. Raises AnswerRefused if nobody can sign in to it by SAML."""
    try:
        instance = read_instance(account, instance_id)
    except NotFound as error:
        raise AnswerRefused(
            INSTANCE_ID.key,
            f"There is no instance {instance_id} in {account.region} of account "
            f"{read_identity(account).account}. Handoff looked nowhere else.",
            hint="Choose one of the instances that were found. If this one is in another region or account, "
            "change that in “Connect to the AWS account”.",
            owner=Side.AWS,
        ) from error
    _refuse_other_identity(instance)
    if instance.status == IN_PROGRESS:
        raise _in_progress(instance)
    if instance.status != ACTIVE:
        raise AnswerRefused(
            INSTANCE_ID.key,
            f"The instance {instance.alias} cannot be used: its status is {instance.status}. "
            f"{instance.status_reason}".rstrip(),
            hint="Choose another instance.",
            owner=Side.AWS,
        )
    return instance


def _refuse_other_identity(instance: ConnectInstance) -> None:
    if instance.identity_type != SAML:
        raise AnswerRefused(
            INSTANCE_ID.key,
            f"The instance {instance.alias} manages its users as {instance.identity_type}, not by SAML. "
            "AWS fixes this when an instance is created; it cannot be changed later.",
            hint="Choose an instance with SAML, or have a new one created.",
            owner=Side.AWS,
        )


def find_by_alias(account: AwsAccount, alias: str) -> ConnectInstance | None:
    """The instance of this access URL that this setup made. Raises AnswerRefused if it is somebody else's."""
    named = [row for row in read_instances(account) if row.alias.lower() == alias.lower()]
    found = [read_instance(account, row.id) for row in named]
    ours = [instance for instance in found if instance.marker == account.marker]
    foreign = [instance for instance in found if instance not in ours and instance.status != "CREATION_FAILED"]
    if ours:
        return ours[0]
    if foreign:
        raise AnswerRefused(
            NEW_INSTANCE_ALIAS.key,
            f"The instance {foreign[0].alias} is already there and was not made by this setup.",
            hint=f"Choose it as the existing instance ({foreign[0].id}), or enter another access URL.",
            owner=Side.AWS,
        )
    return None


def ensure_instance(account: AwsAccount, alias: str) -> ConnectInstance:
    """The instance with this access URL: found by our tag, else created.

    Raises CloudNotReady while AWS is still creating it, AnswerRefused if creating failed.
    """
    instance = find_by_alias(account, alias) or _create(account, alias)
    if instance.status == IN_PROGRESS:
        raise _in_progress(instance)
    if instance.status != ACTIVE:
        raise AnswerRefused(
            NEW_INSTANCE_ALIAS.key,
            f"AWS could not create the instance {alias}. {instance.status_reason}".rstrip(),
            hint="Enter another access URL. Every attempt counts against AWS's 30-day limit.",
            owner=Side.AWS,
        )
    return instance


def _create(account: AwsAccount, alias: str) -> ConnectInstance:
    try:
        with calling_aws("connect:CreateInstance"):
            created = account.connect_once.create_instance(
                # The same token gives the same instance, should an answer of AWS get lost.
                ClientToken=f"handoff-{account.marker}-{alias}",
                IdentityManagementType="SAML",
                InstanceAlias=alias,
                InboundCallsEnabled=True,
                OutboundCallsEnabled=True,
                Tags=account.tags,
            )
    except UnexpectedResponse as error:
        if "InvalidRequest" not in error.detail:
            raise
        raise AnswerRefused(NEW_INSTANCE_ALIAS.key, error.message, owner=Side.AWS) from error
    except CloudError as error:
        if "ServiceQuotaExceeded" in error.detail:
            error.hint = (
                "AWS allows few instances per account and few creations in 30 days. Choose an existing "
                "instance, or ask AWS to raise the quota “Amazon Connect instances per account”."
            )
        raise
    account.say(f"Asked AWS to create the Connect instance {alias}.")
    return read_instance(account, created["Id"])


def _in_progress(instance: ConnectInstance) -> CloudNotReady:
    return CloudNotReady(
        f"AWS is still creating the instance {instance.alias}.", retry_after=_LOOK_AGAIN, owner=Side.AWS
    )
