"""Who the people behind the assigned principals will be in Amazon Connect."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from federation.clouds.entra.principals import DirectoryUser, Lookup, Principal
from federation.errors import AnswerRefused, InvalidValue
from federation.items import PRINCIPALS
from federation.people import SignInPerson, read_session_name
from federation.sides import Side

_ATTRIBUTES = {
    "userprincipalname": "user principal name",
    "mail": "e-mail address",
    "mailnickname": "mail nickname",
}
_ALLOWED = (
    "A Connect user name has 2 to 64 letters, digits and . _ - @, and an @ only in a whole e-mail address."
)
_WAYS_OUT = "Leave them out here, or choose another attribute in “Set the claims AWS needs”."


@dataclass(frozen=True)
class Roster:
    """`people` by session name; `left_out` says of members of groups, by id, why they are no Connect users."""

    people: tuple[SignInPerson, ...]
    left_out: Mapping[str, str]


def roster(lookup: Lookup, *, session_name_source: str, say: Callable[[str], None]) -> Roster:
    """Everybody the principals stand for, once.

    Somebody whose name Connect cannot carry is left out with a word if they come from a group. Raises
    AnswerRefused with everything that is wrong: unknown and ambiguous names, people who were named
    themselves and cannot be Connect users, two who would be the same one, or nobody left.
    """
    members = [user for one in lookup.principals if one.is_group for user in one.users]
    named = [user for one in lookup.principals if not one.is_group for user in one.users]
    unusable = {user.user_id: _unusable(user, session_name_source) for user in (*members, *named)}
    people = {
        user.user_id: _person(user, session_name_source)
        for user in (*members, *named)
        if not unusable[user.user_id]
    }
    refused = list(dict.fromkeys(unusable[user.user_id] for user in named if unusable[user.user_id]))
    wrong = [*_wrong_names(lookup), *_wrong_people(refused), *_namesakes(people.values())]
    if not people and not wrong:
        wrong = ["Nobody who could sign in is left: the groups have no usable direct members."]
    if wrong:
        raise AnswerRefused(PRINCIPALS.key, " ".join(wrong), owner=Side.AZURE)
    left_out = {user_id: why for user_id, why in unusable.items() if why}
    _tell(lookup.principals, left_out.values(), say)
    return Roster(tuple(sorted(people.values())), left_out)


def can_be_named(name: str, *, session_name_source: str) -> bool:
    """Whether a typed principal can be used, as far as its name alone tells: a guest's often cannot."""
    if "@" not in name or session_name_source != "userprincipalname":
        return True
    return _fits(name)


def _fits(session_name: str) -> bool:
    try:
        read_session_name(session_name)
    except InvalidValue:
        return False
    return True


def _unusable(user: DirectoryUser, source: str) -> str:
    """Why somebody cannot be a Connect user, "" if they can."""
    name = user.attribute(source)
    if _fits(name):
        return ""
    what = f"the {_ATTRIBUTES[source]} “{name}”" if name else f"no {_ATTRIBUTES[source]}"
    return f"{user.name} has {what}"


def _person(user: DirectoryUser, source: str) -> SignInPerson:
    return SignInPerson(user.attribute(source), user.user_principal_name, user.first_name, user.last_name)


def _wrong_names(lookup: Lookup) -> Iterator[str]:
    if lookup.unknown:
        names = ", ".join(f"“{name}”" for name in lookup.unknown)
        yield (
            f"Entra knows nobody and no group called {names}. People are named by user principal name, groups "
            "by display name."
        )
    for name in lookup.ambiguous:
        yield f"Several groups are called “{name}”. Rename one, or use people instead."


def _wrong_people(refused: list[str]) -> Iterator[str]:
    if refused:
        yield f"{'; '.join(refused)}, which Connect cannot use as a user name. {_ALLOWED} {_WAYS_OUT}"


def _namesakes(people: Iterable[SignInPerson]) -> Iterator[str]:
    seen: dict[str, SignInPerson] = {}
    for person in people:
        other = seen.setdefault(person.session_name.lower(), person)
        if other is not person:
            yield (
                f"{other.sign_in_name} and {person.sign_in_name} would be the same Connect user "
                f"{person.session_name}. Choose another attribute in “Set the claims AWS needs”."
            )


def _tell(principals: Iterable[Principal], left_out: Iterable[str], say: Callable[[str], None]) -> None:
    for one in principals:
        if one.nested:
            say(f"{one.name} contains groups, whose members do not count: {', '.join(one.nested)}.")
    for reason in left_out:
        say(f"Left out: {reason}, which Connect cannot use as a user name.")
