"""Lists in pages, with tokens that say nothing."""

import base64
from collections.abc import Sequence
from typing import TypeVar

from sandbox.aws.errors import AwsError

T = TypeVar("T")


def page(rows: Sequence[T], *, token: str | None, size: int, bad_token: str) -> tuple[list[T], str | None]:
    """One page and the token of the next. Raises AwsError with the code `bad_token`."""
    start = _read(token, bad_token) if token else 0
    end = start + size
    return list(rows[start:end]), _write(end) if end < len(rows) else None


def _write(start: int) -> str:
    return base64.urlsafe_b64encode(f"from:{start}".encode()).decode()


def _read(token: str, bad_token: str) -> int:
    try:
        word, _, number = base64.urlsafe_b64decode(token).decode().partition(":")
        if word == "from" and int(number) > 0:
            return int(number)
    except ValueError:
        pass
    raise AwsError(bad_token, "The pagination token is not valid.", status=400)
