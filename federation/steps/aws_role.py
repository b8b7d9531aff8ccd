"""The IAM role: whom it trusts and what it may do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from federation.arns import parse_arn
from federation.clouds.aws import console, permissions, policies
from federation.clouds.aws.account import TAG_KEY, AwsAccount
from federation.clouds.aws.ownership import other_name, tag_findings, taking_over
from federation.clouds.aws.regions import partition_of
from federation.clouds.aws.role_findings import role_findings
from federation.clouds.aws.roles import (
    POLICY_NAME,
    FederationRole,
    RoleWish,
    differences,
    ensure_role,
    find_role,
    read_managed,
    read_role,
    role_arn,
)
from federation.errors import AnswerRefused, NotFound
from federation.findings import Finding
from federation.items import AWS_ACCOUNT, AWS_REGION, INSTANCE_ARN, PROVIDER_ARN, ROLE_ARN, ROLE_NAME, Item
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

# Entra keeps "role ARN,provider ARN" as the value of an app role, which Graph limits to this length.
_LONGEST_ROLE_VALUE = 120


class AwsRole(Step):
    """Never makes a role anew by itself: Connect remembers through which role people signed in."""

    key, side = "aws-role", Side.AWS
    title, short = "Create the role", "Role"
    purpose = "Entra vouches for the person; this role is what AWS lets the person be."
    asks = (Ask(ROLE_NAME, default="ConnectSSO-{marker}"),)
    needs = (AWS_ACCOUNT, AWS_REGION, INSTANCE_ARN, PROVIDER_ARN)
    gives = (ROLE_ARN,)
    undo_permissions = permissions.UNDO_ROLE
    permissions = permissions.ROLE

    def check_answers(self, answers: Mapping[str, Any], record: Record) -> dict[str, str]:
        name, account, provider = (
            answers.get(ROLE_NAME.key),
            record.get(AWS_ACCOUNT),
            record.get(PROVIDER_ARN),
        )
        if other := other_name(answers, name=ROLE_NAME, arn=ROLE_ARN):
            return other
        if not name or not account or not provider:
            return {}
        problem = _too_long(name, account=account, provider=provider)
        return {ROLE_NAME.key: problem} if problem else {}

    def plan(self, record: Record, clouds: "Clouds") -> tuple[PlannedChange, ...]:
        wish = _wish(record)
        role = find_role(clouds.aws, wish.name, recorded=record.get(ROLE_ARN) or "")
        if role is None:
            return (
                PlannedChange(Change.CREATE, "Role", wish.name, f"trusts {wish.provider_arn}"),
                PlannedChange(Change.CREATE, "Role policy", POLICY_NAME, f"sign-in to {wish.instance_arn}"),
            )
        details = [taking_over(clouds.aws, role.owned.what)] if role.adopted else []
        details += [f"{noun}: {text}" for noun, text in differences(role, wish).items()]
        change = Change.CHANGE if details else Change.KEEP
        return (PlannedChange(change, "Role", wish.name, "; ".join(details)),)

    def carry_out(self, record: Record, clouds: "Clouds") -> Outcome:
        role = ensure_role(clouds.aws, _wish(record), recorded=record.get(ROLE_ARN) or "")
        return Outcome({ROLE_ARN: role.arn}, (Resource("Role", role.arn, role.name, adopted=role.was_there),))

    def observe(self, record: Record, clouds: "Clouds") -> tuple[Finding, ...]:
        arn = record[ROLE_ARN]
        role = _read_whole(clouds.aws, parse_arn(arn).name)
        findings = role_findings(
            role,
            role_arn=arn,
            provider_arn=record[PROVIDER_ARN],
            instance_arn=record[INSTANCE_ARN],
            region=record[AWS_REGION],
            step=self.key,
        )
        if role is None:
            return findings
        return (*findings, *tag_findings(clouds.aws, role.owned, code="role-tag", step=self.key))

    def traces(self, record: Record, clouds: "Clouds", known: Sequence[Resource]) -> Iterable[Trace]:
        return left.roles(record, clouds, known)

    def page_of(self, resource: Resource, record: Record) -> ConsoleLink | None:
        return console.role(resource.cloud_id)

    def links(self, record: Record) -> tuple[ConsoleLink, ...]:
        arn = record.get(ROLE_ARN)
        partition = partition_of(record.get(AWS_REGION) or "")
        return (console.role(arn),) if arn else (console.new_role(partition),)

    def foreseen(self, record: Record) -> Mapping[Item[Any], str]:
        name, account, provider = record.get(ROLE_NAME), record.get(AWS_ACCOUNT), record.get(PROVIDER_ARN)
        if not name or not account or not provider:
            return {}
        return {ROLE_ARN: role_arn(partition=parse_arn(provider).partition, account=account, name=name)}

    def by_hand(self, record: Record) -> tuple[ByHandValue, ...]:
        if any(item not in record for item in (INSTANCE_ARN, PROVIDER_ARN, AWS_REGION)):
            return ()
        trust = policies.trust_policy(provider_arn=record[PROVIDER_ARN], region=record[AWS_REGION])
        allowed = policies.federation_policy(instance_arn=record[INSTANCE_ARN])
        return (
            ByHandValue("Trusted entity type", "Custom trust policy"),
            ByHandValue("Custom trust policy", policies.text(trust), long=True),
            ByHandValue("Role name", record.get(ROLE_NAME) or f"ConnectSSO-{record.marker}"),
            ByHandValue("Maximum session duration", "12 hours"),
            ByHandValue("Policy name", POLICY_NAME, note="Create inline policy, then the tab JSON."),
            ByHandValue("Policy editor (JSON)", policies.text(allowed), long=True),
            ByHandValue("Tag key", TAG_KEY, note="With this tag Handoff may change the role later."),
            ByHandValue("Tag value", record.marker),
        )


def _wish(record: Record) -> RoleWish:
    name, provider = record[ROLE_NAME], record[PROVIDER_ARN]
    problem = _too_long(name, account=record[AWS_ACCOUNT], provider=provider)
    if problem:
        raise AnswerRefused(ROLE_NAME.key, problem, owner=Side.AWS)
    return RoleWish(
        name=name, provider_arn=provider, instance_arn=record[INSTANCE_ARN], region=record[AWS_REGION]
    )


def _read_whole(account: AwsAccount, name: str) -> FederationRole | None:
    try:
        role = read_role(account, name)
    except NotFound:
        return None
    return replace(role, permissions={**role.permissions, **read_managed(account, name)})


def _too_long(name: str, *, account: str, provider: str) -> str:
    arn = role_arn(partition=parse_arn(provider).partition, account=account, name=name)
    over = len(f"{arn},{provider}") - _LONGEST_ROLE_VALUE
    if over <= 0:
        return ""
    return (
        f"This name is {over} characters too long: Entra keeps the role ARN and the provider ARN together "
        f"in {_LONGEST_ROLE_VALUE} characters. Enter a shorter name, or shorten that of the SAML provider."
    )
