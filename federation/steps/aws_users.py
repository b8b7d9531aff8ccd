"""A Connect user for each person who will sign in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from federation.clouds.aws import console, permissions
from federation.clouds.aws.users import (
    ConnectProfiles,
    ConnectUser,
    Roster,
    compare_people,
    ensure_users,
    find_profiles,
    read_users,
)
from federation.errors import NeedsPerson
from federation.findings import Finding, Level, compare
from federation.items import (
    CONNECT_USERS,
    INSTANCE_ARN,
    INSTANCE_URL,
    PEOPLE,
    ROUTING_PROFILE,
    SECURITY_PROFILE,
    Item,
)
from federation.people import OTHER_NAMES, SignInPerson, is_session_name, names_refused
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


class AwsUsers(Step):
    """Creates what is missing; never changes or deletes a user that is there."""

    key, side = "aws-users", Side.AWS
    title, short = "Create the Connect users", "Connect users"
    purpose = "Connect lets nobody in who has no user of exactly the name Entra sends, letter case included."
    asks = (Ask(SECURITY_PROFILE, default="Agent"), Ask(ROUTING_PROFILE, default="Basic Routing Profile"))
    needs = (INSTANCE_ARN, PEOPLE)
    gives = (CONNECT_USERS,)
    undo_permissions = permissions.UNDO_USERS
    permissions = permissions.USERS

    def plan(self, record: Record, clouds: "Clouds") -> tuple[PlannedChange, ...]:
        _refuse_unusable(record[PEOPLE])
        _profiles(record, clouds)
        roster = _roster(record, clouds)
        _refuse_other_case(roster)
        detail = f"{record[SECURITY_PROFILE]}, {record[ROUTING_PROFILE]}"
        create = (PlannedChange(Change.CREATE, "Connect user", p.session_name, detail) for p in roster.missing)
        keep = (PlannedChange(Change.KEEP, "Connect user", name) for name in roster.present)
        return (*create, *keep)

    def carry_out(self, record: Record, clouds: "Clouds") -> Outcome:
        _refuse_unusable(record[PEOPLE])
        profiles = _profiles(record, clouds)
        roster = _roster(record, clouds)
        _refuse_other_case(roster)
        users = ensure_users(clouds.aws, record[INSTANCE_ARN], roster, profiles=profiles)
        if roster.present:
            clouds.aws.say(f"{len(roster.present)} of the {len(users)} Connect users were there already.")
        return Outcome({CONNECT_USERS: tuple(user.name for user in users)}, tuple(map(_resource, users)))

    def observe(self, record: Record, clouds: "Clouds") -> tuple[Finding, ...]:
        roster = _roster(record, clouds)
        findings = (
            self._finding(person.session_name, roster.miscased.get(person.session_name), roster)
            for person in record[PEOPLE]
        )
        return tuple(findings)

    def _finding(self, name: str, other: ConnectUser | None, roster: Roster) -> Finding:
        if other is not None:
            return compare(
                code="connect-user-case",
                owner=Side.AWS,
                what=f"The Connect user of {name}",
                expected=name,
                actual=other.name,
                fix=f"Connect cannot rename users: delete {other.name} in Connect and create {name}, "
                "or let Entra send the name as Connect has it.",
                step=self.key,
            )
        there = name in roster.present
        return Finding(
            code="connect-user-missing",
            level=Level.OK if there else Level.ERROR,
            owner=Side.AWS,
            message=f"{name} has a Connect user." if there else f"{name} has no Connect user.",
            expected=name,
            actual=name if there else "no such user",
            fix="" if there else f"Create the Connect user {name}.",
            step=self.key,
        )

    def traces(self, record: Record, clouds: "Clouds", known: Sequence[Resource]) -> Iterable[Trace]:
        return left.users(record, clouds, known)

    def page_of(self, resource: Resource, record: Record) -> ConsoleLink | None:
        url = record.get(INSTANCE_URL)
        return console.users(url) if url else None

    def links(self, record: Record) -> tuple[ConsoleLink, ...]:
        url = record.get(INSTANCE_URL)
        return (console.users(url),) if url else ()

    def foreseen(self, record: Record) -> Mapping[Item[Any], str]:
        people = record.get(PEOPLE)
        return {CONNECT_USERS: "\n".join(person.session_name for person in people)} if people else {}

    def by_hand(self, record: Record) -> tuple[ByHandValue, ...]:
        return tuple(
            ByHandValue(
                "Login name",
                person.session_name,
                note=f"{person.first_name} {person.last_name}. Letter case counts; leave the e-mail empty.",
            )
            for person in record.get(PEOPLE) or ()
        )


def _profiles(record: Record, clouds: "Clouds") -> ConnectProfiles:
    return find_profiles(
        clouds.aws,
        record[INSTANCE_ARN],
        security=record[SECURITY_PROFILE],
        routing=record[ROUTING_PROFILE],
    )


def _roster(record: Record, clouds: "Clouds") -> Roster:
    people: tuple[SignInPerson, ...] = record[PEOPLE]
    return compare_people(people, read_users(clouds.aws, record[INSTANCE_ARN]))


def _resource(user: ConnectUser) -> Resource:
    return Resource(left.USER, user.arn, user.name, adopted=not user.ours)


def _refuse_unusable(people: tuple[SignInPerson, ...]) -> None:
    names = [person.session_name for person in people if not is_session_name(person.session_name)]
    if names:
        raise NeedsPerson(names_refused(names), hint=OTHER_NAMES, owner=Side.AZURE)


def _refuse_other_case(roster: Roster) -> None:
    if not roster.miscased:
        return
    pairs = "; ".join(f"Entra sends {name}, Connect has {user.name}" for name, user in roster.miscased.items())
    raise NeedsPerson(
        f"Some Connect users differ from what Entra sends, in letter case only: {pairs}.",
        hint="They could not sign in, and Connect cannot rename users. Delete the user in Connect and look "
        "again, or let Entra send the name as Connect has it.",
        owner=Side.AWS,
    )
