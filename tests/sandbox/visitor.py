"""Somebody who opens the control pages and sends their forms."""

import re
from dataclasses import dataclass
from typing import Any

from werkzeug.test import Client, TestResponse

from sandbox.world import World

WEB = "http://127.0.0.1:8400"


@dataclass(frozen=True)
class Visitor:
    """Somebody at the control pages; headers go with each request."""

    world: World
    client: Client

    def look(self, path: str, **headers: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path, base_url=WEB, headers=_named(headers))

    def press(self, path: str, headers: dict[str, str] | None = None, **typed: Any) -> TestResponse:
        """Send a form."""
        return self.client.post(path, base_url=WEB, data=typed, headers=headers or {"Origin": WEB})

    def text(self, path: str) -> str:
        """What stands on a page, without its tags."""
        return words(self.look(path))


def words(page: TestResponse) -> str:
    """A page as it is read."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
