"""Who are we in AWS, what may we do, and which instances are there?"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from federation.clouds.aws import console, permissions
from federation.clouds.aws.identity import AwsIdentity, read_identity, refuse_root
from federation.clouds.aws.instances import ConnectInstance, read_instances
from federation.clouds.aws.known_regions import refuse_unknown_region
from federation.clouds.aws.permissions import PermissionCheck, check_permissions
from federation.findings import Finding, Level, compare
from federation.items import (
    AWS_ACCOUNT,
    AWS_CALLER,
    AWS_PROFILE,
    AWS_REGION,
    AWS_SIGN_IN,
    INSTANCES_SEEN,
)
from federation.record import Record
from federation.sides import Side
from federation.steps.base import Ask, Change, ConsoleLink, Outcome, PlannedChange, Step

if TYPE_CHECKING:
    from federation.clouds import Clouds


class AwsConnect(Step):
    """Reads only: nothing in the account changes."""

    key, side = "aws-connect", Side.AWS
    title, short = "Connect to the AWS account", "AWS account"
    purpose = "Handoff must know which account and region the instance is in, and what it may do there."
    asks = (
        Ask(AWS_SIGN_IN, default="chain", by_hand=False),
        Ask(AWS_PROFILE, optional=True, by_hand=False),
        Ask(AWS_REGION),
    )
    gives = (AWS_ACCOUNT, AWS_CALLER, INSTANCES_SEEN)
    informs = (AWS_CALLER, INSTANCES_SEEN)
    permissions = permissions.CONNECT
    undoable = False

    def check_answers(self, answers: Mapping[str, Any], record: Record) -> dict[str, str]:
        if answers.get(AWS_SIGN_IN.key) == "profile" and not answers.get(AWS_PROFILE.key):
            return {AWS_PROFILE.key: "Enter the name of the profile."}
        return {}

    def plan(self, record: Record, clouds: "Clouds") -> tuple[PlannedChange, ...]:
        identity, instances = _look(clouds)
        region = clouds.aws.region
        found = "; ".join(instance.label for instance in instances)
        return (
            PlannedChange(Change.KEEP, "Signed in to AWS as", identity.name, identity.arn),
            PlannedChange(Change.KEEP, "AWS account", identity.account, "This step only reads it."),
            PlannedChange(
                Change.KEEP,
                f"Connect instances in {region}",
                f"{len(instances)} found" if instances else "none",
                found or _no_instance(identity, region),
            ),
        )

    def carry_out(self, record: Record, clouds: "Clouds") -> Outcome:
        identity, instances = _look(clouds)
        region = clouds.aws.region
        clouds.aws.say(f"Signed in to AWS account {identity.account} as {identity.arn}.")
        for line in _sentences(check_permissions(clouds.aws, identity)):
            clouds.aws.say(line)
        found = f"Found {len(instances)} Connect instance{'s' * (len(instances) != 1)} in {region}."
        clouds.aws.say(found if instances else _no_instance(identity, region))
        seen = tuple(instance.line for instance in instances)
        return Outcome(
            {
                AWS_ACCOUNT: identity.account,
                AWS_CALLER: identity.arn,
                INSTANCES_SEEN: seen or (f"No Connect instance in {region}.",),
            }
        )

    def observe(self, record: Record, clouds: "Clouds") -> tuple[Finding, ...]:
        identity = read_identity(clouds.aws)
        return (
            compare(
                code="aws-account",
                owner=Side.AWS,
                what="The AWS account of the credentials",
                expected=record[AWS_ACCOUNT],
                actual=identity.account,
                fix="Give Handoff credentials of the account this setup is for.",
                step=self.key,
            ),
            self._permissions_finding(clouds, identity),
        )

    def _permissions_finding(self, clouds: "Clouds", identity: AwsIdentity) -> Finding:
        check = check_permissions(clouds.aws, identity)
        clear = not check.missing and not check.unknown
        return Finding(
            code="aws-permissions",
            # Not an error: a person can do by hand what Handoff may not.
            level=Level.OK if clear else Level.WARNING,
            owner=Side.AWS,
            message=" ".join(_sentences(check)),
            expected="every action this setup needs",
            actual=", ".join(p.name for p in check.missing) or check.unknown or "every action this setup needs",
            fix=""
            if clear
            else "Ask the administrator of the account to allow them, or do those steps by hand.",
            step=self.key,
        )

    def links(self, record: Record) -> tuple[ConsoleLink, ...]:
        region = record.get(AWS_REGION)
        return (console.instance_list(region),) if region else ()


def _look(clouds: "Clouds") -> tuple[AwsIdentity, tuple[ConnectInstance, ...]]:
    # First the region: in one that does not exist, AWS cannot even say who we are.
    refuse_unknown_region(clouds.aws)
    identity = read_identity(clouds.aws)
    refuse_root(identity)
    return identity, read_instances(clouds.aws)


def _no_instance(identity: AwsIdentity, region: str) -> str:
    return (
        f"No Connect instance in {region} of account {identity.account}. If the instance is elsewhere, change "
        "the region; or create one in the next step."
    )


def _sentences(check: PermissionCheck) -> tuple[str, ...]:
    if check.unknown:
        return (f"Which permissions are missing could not be checked beforehand. {check.unknown}",)
    if not check.missing:
        return ("No permission is missing, as far as IAM's policy simulator can tell.",)
    return tuple(f"Permission missing: {missing.name} ({missing.why})." for missing in check.missing)
