"""Who the people behind the assigned principals will be in Amazon Connect."""

from collections.abc import Callable, Iterable

from federation.clouds.entra.principals import DirectoryUser, Principal
from federation.errors import AnswerRefused, InvalidValue
from federation.items import PRINCIPALS, SESSION_NAME_SOURCES
from federation.people import SignInPerson, read_session_name
from federation.sides import Side


def roster(
    principals: Iterable[Principal], *, session_name_source: str, say: Callable[[str], None]
) -> tuple[SignInPerson, ...]:
    """Everybody the principals stand for, once, in the order of their session names.

    Somebody whose name Connect cannot carry is left out with a word if they come from a group. Raises
    AnswerRefused if they were named themselves, if two would be the same Connect user, or if nobody is left.
    """
    people: dict[str, SignInPerson] = {}
    for principal in principals:
        if principal.nested:
            inner = ", ".join(principal.nested)
            say(f"{principal.name} contains groups, whose members do not count: {inner}.")
        for user in principal.users:
            try:
                people[user.user_id] = _person(user, session_name_source)
            except AnswerRefused as error:
                if not principal.is_group:
                    raise
                say(error.message)
    _refuse_namesakes(people.values())
    if not people:
        raise _refused("Nobody who could sign in is left: the groups have no usable direct members.")
    return tuple(sorted(people.values()))


def _person(user: DirectoryUser, source: str) -> SignInPerson:
    try:
        session_name = read_session_name(user.attribute(source))
    except InvalidValue as error:
        raise _refused(
            f"{user.name} ({user.user_principal_name}) cannot sign in: "
            f"“{user.attribute(source)}” ({SESSION_NAME_SOURCES[source]}) is no name Connect allows."
        ) from error
    return SignInPerson(session_name, user.user_principal_name, user.first_name, user.last_name)


def _refuse_namesakes(people: Iterable[SignInPerson]) -> None:
    seen: dict[str, SignInPerson] = {}
    for person in people:
        other = seen.setdefault(person.session_name.lower(), person)
        if other is not person:
            raise _refused(
                f"{other.sign_in_name} and {person.sign_in_name} would be the same Connect user "
                f"{person.session_name}. Choose another attribute for the user name."
            )


def _refused(sentence: str) -> AnswerRefused:
    return AnswerRefused(PRINCIPALS.key, sentence, owner=Side.AZURE)
