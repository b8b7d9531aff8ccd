"""The people who will sign in to Amazon Connect."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from federation.errors import InvalidValue

# What both RoleSessionName ([a-zA-Z_0-9+=,.@-]{2,64}, IAM user guide) and the name of a SAML user in
# Connect ([a-zA-Z0-9_-.\\@]+, up to 64, botocore's Connect model) allow.
SESSION_NAME = re.compile(r"[A-Za-z0-9_.@-]{2,64}")


@dataclass(frozen=True, order=True)
class SignInPerson:
    """One person as Entra will present them.

    `session_name` is what Entra will send as RoleSessionName and what the Connect user must be called,
    letter for letter. `sign_in_name` is the user principal name.
    """

    session_name: str
    sign_in_name: str
    first_name: str
    last_name: str

    def as_dict(self) -> dict[str, str]:
        """As the record stores it."""
        return asdict(self)


def is_session_name(text: str) -> bool:
    """Whether both Entra's RoleSessionName and a Connect user can carry this name."""
    whole = "@" not in text or re.fullmatch(r"[^@]+@[^@]+\.[^@.]+", text)
    return bool(SESSION_NAME.fullmatch(text) and whole)


def names_refused(names: Iterable[str]) -> str:
    """The sentence that says of names which `is_session_name` refuses what is allowed instead."""
    listed = ", ".join(f"“{name}”" for name in names)
    return (
        f"{listed} cannot be a user name in Connect. Expected 2 to 64 of the letters A to Z, digits and "
        ". _ - @, and an @ only in a whole e-mail address."
    )


OTHER_NAMES = (
    "Let Entra send another attribute as the user name, give these people another value of it in Entra, or "
    "leave them out."
)
"""What the Azure engineer can do about names Connect does not take."""


def read_session_name(text: str) -> str:
    """A name that both Entra's RoleSessionName and a Connect user can carry. Raises InvalidValue."""
    if not is_session_name(text):
        raise InvalidValue(names_refused([text]))
    return text
