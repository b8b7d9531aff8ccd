"""Waiting as the clouds ask for it: what was just made may be unknown elsewhere for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from botocore.exceptions import ClientError
from msgraph.generated.models.o_data_errors.o_data_error import ODataError

T = TypeVar("T")
LONGEST = 120.0
PAUSE = 1.0


def again_while(codes: tuple[str, ...], call: Callable[[], T]) -> T:
    """Make AWS calls; the same again while they are refused with one of `codes`, for two minutes."""
    deadline = time.monotonic() + LONGEST
    while True:
        try:
            return call()
        except ClientError as error:
            if error.response["Error"]["Code"] not in codes or time.monotonic() > deadline:
                raise
        time.sleep(PAUSE)


async def until_there(look: Callable[[], Awaitable[T | None]]) -> T:
    """Ask Graph again while it does not know what the call names, or shows nothing; for two minutes."""
    deadline = time.monotonic() + LONGEST
    while True:
        try:
            if (found := await look()) is not None:
                return found
        except ODataError as error:
            if not _unknown(error) or time.monotonic() > deadline:
                raise
        if time.monotonic() > deadline:
            raise TimeoutError("Graph still does not show what was made two minutes ago.")
        await asyncio.sleep(PAUSE)


def _unknown(error: ODataError) -> bool:
    """Not only 404: what is young is unknown with 400 and these words.

    An app role, a certificate, and that an application is for SAML and so may have any identifier.
    """
    said = error.primary_message or ""
    young = (
        "Permission being assigned was not found",
        "'preferredTokenSigningKeyThumbprint'",
        "Failed to add identifier URI",
    )
    return error.response_status_code == 404 or any(words in said for words in young)
