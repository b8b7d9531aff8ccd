"""Which answers of Graph let a call be sent again at once: refusals that ask for a short pause, no other."""

import asyncio
from typing import Any

import httpx
import pytest

from federation.clouds.entra.courtesy import patient
from federation.clouds.entra.patience import TIMES_IN_PLACE


class Answering(httpx.AsyncBaseTransport):
    """Answers every call alike, and reads no body."""

    def __init__(self, status: int, headers: dict[str, str]) -> None:
        self.status, self.headers, self.times = status, headers, 0

    async def handle_async_request(self, _: httpx.Request) -> httpx.Response:
        self.times += 1
        return httpx.Response(self.status, headers=self.headers)


def sent(status: int, *, retry_after: str | None, content: Any = b"{}") -> int:
    """How often a call is sent that is always answered like this."""
    answering = Answering(status, {"Retry-After": retry_after} if retry_after else {})

    async def call() -> int:
        async with httpx.AsyncClient(transport=patient(answering)) as client:
            return (await client.post("https://graph.test/applications", content=content)).status_code

    assert asyncio.run(call()) == status
    return answering.times


def test_a_refusal_with_a_short_pause_is_sent_again_but_not_for_ever() -> None:
    assert sent(429, retry_after="0.01") == TIMES_IN_PLACE


@pytest.mark.parametrize(
    ("status", "retry_after"),
    [(429, "3"), (429, None), (503, "0.01"), (504, "0.01"), (500, "0.01"), (409, "0.01"), (201, "0.01")],
)
def test_anything_else_is_sent_once(status: int, retry_after: str | None) -> None:
    assert sent(status, retry_after=retry_after) == 1


def test_a_body_that_can_be_read_only_once_is_sent_once() -> None:
    async def body() -> Any:
        yield b"{}"

    assert sent(429, retry_after="0.01", content=body()) == 1
