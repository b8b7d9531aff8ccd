"""How fast Handoff may make calls, so that clouds need not refuse any.

A cloud counts the calls of a whole account or tenant, whoever makes them. So the budget is shared by all
workers; where it is kept is not this library's business.
"""

from typing import Protocol


class Pace(Protocol):
    """One budget of calls."""

    def take(self) -> None:
        """Spend one call, and return when it may be sent: at once or after a few seconds.

        Raises HeldBack, and spends nothing, if it would be later than that.
        """
        ...


class NoPace:
    """No limit: for commands and tests."""

    def take(self) -> None:
        """Return at once."""
