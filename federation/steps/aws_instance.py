"""The Connect instance people will sign in to: chosen or created."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from federation.arns import Arn, parse_arn
from federation.clouds.aws import console, permissions
from federation.clouds.aws.instances import (
    ACTIVE,
    SAML,
    ConnectInstance,
    chosen_instance,
    ensure_instance,
    find_by_alias,
    read_instance,
)
from federation.clouds.aws.known_regions import refuse_unknown_region
from federation.clouds.aws.regions import partition_of
from federation.errors import AnswerRefused, NotFound
from federation.findings import Finding, Level
from federation.items import (
    AWS_ACCOUNT,
    AWS_REGION,
    INSTANCE_ARN,
    INSTANCE_ID,
    INSTANCE_URL,
    NEW_INSTANCE_ALIAS,
    Item,
)
from federation.record import Record
from federation.sides import Side
from federation.steps.base import (
    Ask,
    ByHandValue,
    Change,
    ConsoleLink,
    Outcome,
    PlannedChange,
    Resource,
    Step,
)
from federation.traces import aws as left
from federation.traces.trace import Trace

if TYPE_CHECKING:
    from federation.clouds import Clouds

_COUNTED = (
    "AWS counts every creation and deletion of an instance against a 30-day limit; at the limit no more "
    "can be created for 30 days. Handoff never deletes an instance."
)


class AwsInstance(Step):
    """An existing instance is only read; creating one is an explicit choice."""

    key, side = "aws-instance", Side.AWS
    title, short = "Choose the Connect instance", "Instance"
    purpose = "Only an instance created with SAML can take part; AWS never lets it be changed afterwards."
    asks = (
        Ask(INSTANCE_ID, optional=True, by_hand=False, one_of=True),
        Ask(NEW_INSTANCE_ALIAS, optional=True, by_hand=False, one_of=True),
    )
    needs = (AWS_ACCOUNT, AWS_REGION)
    gives = (INSTANCE_ARN, INSTANCE_URL)
    undo_permissions = permissions.UNDO_INSTANCE
    permissions = (*permissions.INSTANCE, *permissions.NEW_INSTANCE)
    mend = "Choose another instance, one that was created with SAML and is active."

    def check_answers(self, answers: Mapping[str, Any], record: Record) -> dict[str, str]:
        chosen, new = answers.get(INSTANCE_ID.key), answers.get(NEW_INSTANCE_ALIAS.key)
        if chosen and new:
            return {NEW_INSTANCE_ALIAS.key: "Choose an existing instance or name a new one, not both."}
        if not chosen and not new:
            return {INSTANCE_ID.key: "Choose an existing instance, or enter the alias of a new one."}
        return {}

    def plan(self, record: Record, clouds: "Clouds") -> tuple[PlannedChange, ...]:
        refuse_unknown_region(clouds.aws)
        alias = _new_alias(record)
        instance = (
            find_by_alias(clouds.aws, alias) if alias else chosen_instance(clouds.aws, _chosen_id(record))
        )
        if instance is None:
            return (PlannedChange(Change.CREATE, "Connect instance", alias, _COUNTED),)
        return (PlannedChange(Change.KEEP, "Connect instance", instance.alias or instance.id, instance.url),)

    def carry_out(self, record: Record, clouds: "Clouds") -> Outcome:
        refuse_unknown_region(clouds.aws)
        alias = _new_alias(record)
        if alias:
            instance = ensure_instance(clouds.aws, alias)
        else:
            instance = chosen_instance(clouds.aws, _chosen_id(record))
        clouds.aws.say(f"The instance {instance.alias} is ready for SAML: {instance.url}.")
        return Outcome(
            {INSTANCE_ARN: instance.arn, INSTANCE_URL: instance.url},
            (Resource("Connect instance", instance.arn, instance.alias, adopted=not alias),),
        )

    def observe(self, record: Record, clouds: "Clouds") -> tuple[Finding, ...]:
        arn = record[INSTANCE_ARN]
        try:
            instance = read_instance(clouds.aws, parse_arn(arn).name)
        except NotFound:
            return (self.compare("instance-exists", "The instance", arn, "not found"),)
        found = (
            self.compare("instance-exists", "The instance", arn, instance.arn),
            self.compare("instance-identity-type", "The identity type", SAML, instance.identity_type),
            self.compare("instance-status", "The status of the instance", ACTIVE, instance.status),
        )
        return (*found, _replicated(instance)) if instance.replicated else found

    def traces(self, record: Record, clouds: "Clouds", known: Sequence[Resource]) -> Iterable[Trace]:
        return left.instances(record, clouds, known)

    def page_of(self, resource: Resource, record: Record) -> ConsoleLink | None:
        return console.instance(parse_arn(resource.cloud_id))

    def links(self, record: Record) -> tuple[ConsoleLink, ...]:
        region, arn = record.get(AWS_REGION), record.get(INSTANCE_ARN)
        pages = (console.instance_list(region),) if region else ()
        return (*pages, console.instance(parse_arn(arn))) if arn else pages

    def foreseen(self, record: Record) -> Mapping[Item[Any], str]:
        alias, chosen = _new_alias(record), record.get(INSTANCE_ID)
        if alias:
            return {INSTANCE_URL: f"https://{alias}.my.connect.aws"}
        if not chosen or AWS_ACCOUNT not in record or AWS_REGION not in record:
            return {}
        region = record[AWS_REGION]
        arn = Arn(partition_of(region), "connect", region, record[AWS_ACCOUNT], f"instance/{chosen}")
        return {INSTANCE_ARN: str(arn)}

    def by_hand(self, record: Record) -> tuple[ByHandValue, ...]:
        values = (
            ByHandValue(
                "Identity management",
                "SAML 2.0-based authentication",
                note="It cannot be changed after the instance was created.",
            ),
        )
        alias = _new_alias(record)
        return (*values, ByHandValue("Custom URL", alias, note=_COUNTED)) if alias else values


def _new_alias(record: Record) -> str:
    return "" if record.get(INSTANCE_ID) else record.get(NEW_INSTANCE_ALIAS) or ""


def _chosen_id(record: Record) -> str:
    chosen = record.get(INSTANCE_ID)
    if not chosen:
        raise AnswerRefused(INSTANCE_ID.key, "Choose an existing instance, or enter the alias of a new one.")
    return chosen


def _replicated(instance: ConnectInstance) -> Finding:
    return Finding(
        code="instance-replicated",
        level=Level.WARNING,
        owner=Side.AWS,
        message=f"The instance {instance.alias} is part of Global Resiliency, which signs in elsewhere.",
        expected="an instance in one region",
        actual="an instance that is replicated to a second region",
        fix="Follow Amazon's guide for Global Resiliency, or use an instance that is not replicated.",
        step=AwsInstance.key,
    )
