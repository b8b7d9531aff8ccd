"""Users of a Connect instance: one for each person who will sign in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from federation.arns import parse_arn
from federation.clouds.aws.account import TAG_KEY, AwsAccount
from federation.clouds.aws.errors import calling_aws
from federation.errors import AlreadyExists, AnswerRefused, CloudNotReady, NeedsPerson, UnexpectedResponse
from federation.items import ROUTING_PROFILE, SECURITY_PROFILE
from federation.people import OTHER_NAMES, SignInPerson
from federation.sides import Side


@dataclass(frozen=True)
class ConnectUser:
    """One user; `name` with its letter case, which counts. `ours`: this setup made it, now or earlier."""

    id: str
    name: str
    ours: bool = False
    arn: str = ""


@dataclass(frozen=True)
class ConnectProfiles:
    """The ids of the profiles new users get."""

    security_id: str
    routing_id: str


@dataclass(frozen=True)
class Roster:
    """People beside the users that are there.

    `present` have a user of exactly their name; `miscased` have one that differs in letter case only,
    by the name it should have.
    """

    present: Mapping[str, ConnectUser]
    miscased: Mapping[str, ConnectUser]
    missing: tuple[SignInPerson, ...]


def read_users(account: AwsAccount, instance_arn: str) -> tuple[ConnectUser, ...]:
    """Every user of the instance."""
    with calling_aws("connect:ListUsers"):
        pages = account.connect.get_paginator("list_users").paginate(InstanceId=parse_arn(instance_arn).name)
        return tuple(
            ConnectUser(row["Id"], row.get("Username", ""), arn=row.get("Arn", ""))
            for page in pages
            for row in page["UserSummaryList"]
        )


def compare_people(people: Iterable[SignInPerson], users: Iterable[ConnectUser]) -> Roster:
    """Who has a user, who has one of the wrong letter case, who has none."""
    exact = {user.name: user for user in users}
    folded = {user.name.lower(): user for user in exact.values()}
    present: dict[str, ConnectUser] = {}
    miscased: dict[str, ConnectUser] = {}
    missing: list[SignInPerson] = []
    for person in people:
        name = person.session_name
        if name in exact:
            present[name] = exact[name]
        elif name.lower() in folded:
            miscased[name] = folded[name.lower()]
        else:
            missing.append(person)
    return Roster(present, miscased, tuple(missing))


def find_profiles(account: AwsAccount, instance_arn: str, *, security: str, routing: str) -> ConnectProfiles:
    """The ids of two profiles by their names. Raises AnswerRefused with the names that exist."""
    instance = parse_arn(instance_arn).name
    with calling_aws("connect:ListSecurityProfiles"):
        pages = account.connect.get_paginator("list_security_profiles").paginate(InstanceId=instance)
        securities = {row["Name"]: row["Id"] for page in pages for row in page["SecurityProfileSummaryList"]}
    with calling_aws("connect:ListRoutingProfiles"):
        routes = account.connect.get_paginator("list_routing_profiles").paginate(InstanceId=instance)
        routings = {row["Name"]: row["Id"] for page in routes for row in page["RoutingProfileSummaryList"]}
    return ConnectProfiles(
        security_id=_pick(securities, security, item=SECURITY_PROFILE.key, what="security profile"),
        routing_id=_pick(routings, routing, item=ROUTING_PROFILE.key, what="routing profile"),
    )


def _pick(ids: Mapping[str, str], name: str, *, item: str, what: str) -> str:
    if not ids:
        raise CloudNotReady(f"The instance has no {what} yet.", owner=Side.AWS)
    if name not in ids:
        raise AnswerRefused(
            item,
            f"The instance has no {what} “{name}”.",
            hint=f"Enter one of these: {', '.join(sorted(ids))}.",
            owner=Side.AWS,
        )
    return ids[name]


def ensure_users(
    account: AwsAccount, instance_arn: str, roster: Roster, *, profiles: ConnectProfiles
) -> tuple[ConnectUser, ...]:
    """Create the users that are missing and keep the others as they are. Safe to repeat.

    Creates first: whoever is interrupted has got further, and does not look at everybody again before that.
    """
    total = len(roster.present) + len(roster.missing)
    made = []
    for number, person in enumerate(roster.missing, start=len(roster.present) + 1):
        made.append(_create(account, instance_arn, person, profiles))
        account.got_to(number, f"{number} of {total} Connect users are there.")
    kept = (look_whose(account, instance_arn, user) for user in roster.present.values())
    return (*kept, *made)


def look_whose(account: AwsAccount, instance_arn: str, user: ConnectUser) -> ConnectUser:
    """The same user, with whether this setup made it."""
    with calling_aws("connect:DescribeUser"):
        answer = account.connect.describe_user(InstanceId=parse_arn(instance_arn).name, UserId=user.id)
    return replace(user, ours=answer["User"].get("Tags", {}).get(TAG_KEY) == account.marker)


def _create(
    account: AwsAccount, instance_arn: str, person: SignInPerson, profiles: ConnectProfiles
) -> ConnectUser:
    try:
        with calling_aws("connect:CreateUser"):
            # Connect refuses Password and Email where SAML manages the users.
            answer = account.connect_once.create_user(
                InstanceId=parse_arn(instance_arn).name,
                Username=person.session_name,
                IdentityInfo={"FirstName": person.first_name, "LastName": person.last_name},
                PhoneConfig={"PhoneType": "SOFT_PHONE", "AutoAccept": False, "AfterContactWorkTimeLimit": 0},
                SecurityProfileIds=[profiles.security_id],
                RoutingProfileId=profiles.routing_id,
                Tags=account.tags,
            )
    except AlreadyExists:
        # There since our look, for instance by an attempt whose answer got lost.
        again = compare_people([person], read_users(account, instance_arn))
        if person.session_name not in again.present:
            raise
        return look_whose(account, instance_arn, again.present[person.session_name])
    except UnexpectedResponse as error:
        if not error.detail.startswith("Invalid"):
            raise
        raise NeedsPerson(
            f"Connect does not take the user {person.session_name}. {error.message}",
            hint=f"{OTHER_NAMES} Everybody else can be created then.",
            owner=Side.AZURE,
            detail=error.detail,
        ) from error
    account.say(f"Created the Connect user {person.session_name}.")
    return ConnectUser(answer["UserId"], person.session_name, ours=True, arn=answer["UserArn"])
