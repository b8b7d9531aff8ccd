"""What the steps of the AWS side leave in the account."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from federation.arns import parse_arn
from federation.clouds.aws.account import AwsAccount
from federation.clouds.aws.identity import read_identity
from federation.clouds.aws.instances import ConnectInstance, read_instance
from federation.clouds.aws.regions import partition_of
from federation.clouds.aws.role_removal import FoundRole, look_at_role, others_trusting, undo_role
from federation.clouds.aws.roles import role_arn
from federation.clouds.aws.saml_providers import look_at_provider, provider_arn, undo_provider
from federation.clouds.aws.user_removal import look_at_users, undo_user
from federation.clouds.aws.users import ConnectUser
from federation.errors import NeedsPerson, NotFound
from federation.items import (
    AWS_ACCOUNT,
    CONNECT_USERS,
    INSTANCE_ARN,
    PEOPLE,
    PROVIDER_ARN,
    PROVIDER_NAME,
    ROLE_ARN,
    ROLE_NAME,
    Item,
)
from federation.record import Record
from federation.sides import Side
from federation.steps.base import Resource
from federation.traces.trace import Trace, blocked, kept, named, removed, was_adopted

if TYPE_CHECKING:
    from federation.clouds import Clouds

Known = Sequence[Resource]
INSTANCE, PROVIDER, ROLE, USER = "Connect instance", "SAML provider", "Role", "Connect user"

_NOT_OURS = "It does not carry this setup's tag, so it is not this setup's to remove."
_NO_DELETION = (
    "Handoff never deletes an instance: that cannot be taken back, and AWS limits how often it may be done. "
    "Delete it in the Amazon Connect console if nobody needs it."
)
_PINNED = (
    "Connect may remember for each person through which role they sign in. With a role made anew, even one of "
    "the same name, they may have to be deleted and created again in Connect before they can sign in."
)


def instances(record: Record, clouds: "Clouds", known: Known) -> Iterator[Trace]:
    """The instance, chosen or created: it always stays."""
    account = _right_account(clouds.aws, record)
    for arn in _arns(known, INSTANCE, record.get(INSTANCE_ARN)):
        found = _instance(account, arn)
        if found is not None:
            yield kept(Resource(INSTANCE, arn, found.alias or found.id), _NO_DELETION)


def _instance(account: AwsAccount, arn: str) -> ConnectInstance | None:
    try:
        return read_instance(account, parse_arn(arn).name)
    except NotFound:
        return None


def providers(record: Record, clouds: "Clouds", known: Known) -> Iterator[Trace]:
    """The SAML provider of the record, of the answers, and every other one that was made."""
    account = _right_account(clouds.aws, record)
    guess = _guessed(record, clouds, PROVIDER_NAME, provider_arn)
    for arn in _arns(known, PROVIDER, record.get(PROVIDER_ARN), guess):
        found = look_at_provider(account, arn)
        if found is None:
            continue
        resource = Resource(PROVIDER, arn, parse_arn(arn).name)
        if not found.ours:
            yield kept(resource, _NOT_OURS)
        elif found.taken_over or was_adopted(known, arn):
            yield kept(resource)
        elif others := others_trusting(account, arn):
            yield blocked(
                resource, f"These roles trust it too, and were not made by this setup: {_list(others)}."
            )
        else:
            yield removed(resource, partial(undo_provider, account, arn))


def roles(record: Record, clouds: "Clouds", known: Known) -> Iterator[Trace]:
    """The role of the record, of the answers, and every other one that was made."""
    account = _right_account(clouds.aws, record)
    guess = _guessed(record, clouds, ROLE_NAME, role_arn)
    for arn in _arns(known, ROLE, record.get(ROLE_ARN), guess):
        found = look_at_role(account, parse_arn(arn).name)
        if found is not None and found.arn == arn:
            yield _role(account, found, known)


def _role(account: AwsAccount, found: FoundRole, known: Known) -> Trace:
    resource = Resource(ROLE, found.arn, found.name)
    if not found.ours:
        return kept(resource, _NOT_OURS)
    if found.taken_over or was_adopted(known, found.arn):
        return kept(resource)
    if found.others:
        return blocked(
            resource, f"Somebody gave it further policies: {_list(found.others)}. Take them off first."
        )
    remove = partial(undo_role, account, found.name)
    if found.last_used is None:
        return removed(
            resource, remove, "with its policy. Nobody has signed in through it, as far as AWS knows"
        )
    used = f"People have signed in through it, last on {found.last_used:%d %B %Y}. {_PINNED}"
    consent = f"Remove the role {found.name} although people have signed in through it"
    return removed(resource, remove, used, consent=consent)


def users(record: Record, clouds: "Clouds", known: Known) -> Iterator[Trace]:
    """The Connect users of the people, each with whether this setup made it."""
    account = _right_account(clouds.aws, record)
    ids = named(known, USER)
    people = {one.session_name for one in record.get(PEOPLE) or ()}
    created: tuple[str, ...] = record.get(CONNECT_USERS) or ()
    for instance in _instances_of(record, ids):
        for user in look_at_users(account, instance, arns=set(ids), names={*people, *created}):
            yield _user(account, user, known)


def _user(account: AwsAccount, user: ConnectUser, known: Known) -> Trace:
    resource = Resource(USER, user.arn, user.name)
    if not user.ours:
        return kept(resource)
    if was_adopted(known, user.arn):
        return kept(resource)
    return removed(resource, partial(undo_user, account, user), "with its settings; contact records stay")


def _instances_of(record: Record, user_arns: dict[str, str]) -> list[str]:
    """The instance of the record, and every other one in which a user was made."""
    found = [record.get(INSTANCE_ARN) or ""]
    found += [arn.partition("/agent/")[0] for arn in user_arns]
    return list(dict.fromkeys(filter(None, found)))


def _arns(known: Known, kind: str, *further: str | None) -> list[str]:
    return list(dict.fromkeys((*named(known, kind), *filter(None, further))))


def _guessed(record: Record, clouds: "Clouds", item: Item[str], arn: object) -> str | None:
    """The ARN that the name in the answers leads to: an attempt may have ended before it was recorded."""
    name, account = record.get(item), record.get(AWS_ACCOUNT)
    if not name or not account or not callable(arn):
        return None
    return str(arn(partition=partition_of(clouds.aws.region), account=account, name=name))


def _right_account(account: AwsAccount, record: Record) -> AwsAccount:
    """The same account, once it is sure that it is the setup's: elsewhere everything looks gone."""
    expected, actual = record.get(AWS_ACCOUNT), read_identity(account).account
    if expected is not None and expected != actual:
        raise NeedsPerson(
            f"The credentials are of AWS account {actual}, but this setup is in account {expected}.",
            hint="Give Handoff credentials of the account this setup is in.",
            owner=Side.AWS,
        )
    return account


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
