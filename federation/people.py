"""The people who will sign in to Amazon Connect."""

import re
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


def read_session_name(text: str) -> str:
    """A name that both Entra's RoleSessionName and a Connect user can carry. Raises InvalidValue."""
    if not SESSION_NAME.fullmatch(text):
        raise InvalidValue(
            f"“{text}” cannot be a user name in Connect. Expected 2 to 64 letters, digits and . _ - @."
        )
    if "@" in text and not re.fullmatch(r"[^@]+@[^@]+\.[^@.]+", text):
        raise InvalidValue(f"“{text}” has an @ but is no whole e-mail address. Connect refuses such names.")
    return text
