"""Refusals of the simulated AWS."""

from collections.abc import Mapping


class AwsError(Exception):
    """A refusal as a service words it.

    `code` is the wire code ("NoSuchEntity", "ResourceNotFoundException"); the HTTP status follows from the
    service model unless `status` is given; `details` are what a JSON service says beside the message.
    """

    def __init__(
        self, code: str, message: str, *, status: int | None = None, details: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.details = dict(details or {})


def not_simulated(what: str) -> AwsError:
    """Real AWS can do `what`, the sandbox cannot; better an honest error than a wrong success."""
    return AwsError("NotSimulated", f"The Handoff sandbox does not simulate {what}.", status=501)
