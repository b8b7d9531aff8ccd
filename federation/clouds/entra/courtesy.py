"""Waits out the short pauses Graph asks for, where the call is made. Loads httpx, so import it late."""

import asyncio
from typing import TYPE_CHECKING

from federation.clouds.entra.patience import SHORT_PAUSE, TIMES_IN_PLACE
from federation.pauses import asked_pause

if TYPE_CHECKING:
    import httpx


def patient(transport: "httpx.AsyncBaseTransport") -> "httpx.AsyncBaseTransport":
    """The same transport, but a call that is refused with 429 and a short Retry-After is sent again after it.

    Such a call was not carried out, so that nothing happens twice. kiota's own handler repeats calls that
    may have been carried out, too.
    """
    import httpx

    class Patient(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            for _ in range(TIMES_IN_PLACE - 1):
                response = await transport.handle_async_request(request)
                pause = _short_pause(request, response)
                if pause is None:
                    return response
                await response.aclose()
                await asyncio.sleep(pause)
            return await transport.handle_async_request(request)

    return Patient()


def _short_pause(request: "httpx.Request", response: "httpx.Response") -> float | None:
    import httpx

    # Only a body that is held in memory can be sent again.
    if response.status_code != 429 or not isinstance(request.stream, httpx.ByteStream):
        return None
    pause = asked_pause(response.headers.get("Retry-After", ""), date=response.headers.get("Date", ""))
    return pause.seconds if pause and pause.asked <= SHORT_PAUSE else None
