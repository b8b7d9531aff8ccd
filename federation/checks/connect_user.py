"""Is there a Connect user called exactly so?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from federation.checks.claims import claim_name
from federation.checks.differences import mark_differences
from federation.checks.expected import Expected
from federation.checks.response_check import AWS_USERS, AZURE_CLAIMS, ResponseCheck, about_assertion
from federation.findings import Finding
from federation.saml.response import Assertion


@about_assertion
def check(assertion: Assertion, expected: Expected) -> Iterator[Finding]:
    names = assertion.values(claim_name("RoleSessionName"))
    if len(names) != 1 or not names[0]:
        return
    if expected.connect_users is None:
        yield AWS_USERS.warning(
            "connect-user-not-checked",
            "Whether Connect has this user was not checked: no list of its users was given.",
            expected=names[0],
            actual="not known",
        )
    else:
        yield compare_user(names[0], expected.connect_users)


def compare_user(session_name: str, users: Sequence[str]) -> Finding:
    """Whether one of `users` is called exactly `session_name`. Connect tells letter cases apart."""
    if session_name in users:
        return AWS_USERS.fine(
            "connect-user",
            "Connect has a user of exactly this name.",
            expected=session_name,
            actual=session_name,
        )
    variant = next((user for user in users if user.casefold() == session_name.casefold()), None)
    if variant is not None:
        return AWS_USERS.fault(
            "connect-user-case",
            "Connect's user differs from RoleSessionName in letter case only, and Connect tells them apart: "
            f"{mark_differences(variant, session_name)}.",
            expected=session_name,
            actual=variant,
            fix=f"Create a Connect user called exactly {session_name}; user names cannot be changed later.",
        )
    return AWS_USERS.fault(
        "connect-user",
        "Connect has no user of this name (“Your account has been authenticated, but has not been onboarded”).",
        expected=session_name,
        actual=", ".join(users) or "no users",
        fix=f"Create a Connect user called exactly {session_name}.",
    )


def missing_user(session_name: str, users: Sequence[str], *, said: str) -> Finding:
    """Why AWS knows no user of this name, which its own text (`said`) does not explain.

    Where `users` has the person under another of their names, the claim is wrong and not the user.
    """
    if meant := _other_name(session_name, users):
        return AZURE_CLAIMS.fault(
            "session-name-source",
            f"Entra sends {session_name}, but this person's Connect user is called {meant}: RoleSessionName "
            "comes from another attribute than the Connect users were made from.",
            expected=meant,
            actual=session_name,
            fix="Set the claims again. Do not create a second user for the same person.",
        )
    named = compare_user(session_name, ())
    return replace(named, actual=said)


def _other_name(session_name: str, users: Sequence[str]) -> str:
    """The user who differs only in what follows an @; none if there is one of exactly this name."""
    person = session_name.partition("@")[0].casefold()
    alike = [user for user in users if user.partition("@")[0].casefold() == person]
    same = session_name.casefold() in map(str.casefold, alike)
    return "" if same else next(iter(alike), "")


CONNECT_USER = ResponseCheck(
    "connect-user", "Connect user", "Connect has a user called exactly like RoleSessionName.", check
)
