"""What every page works with, and the sessions the browser carries as cookies."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from werkzeug.wrappers import Request, Response

from sandbox.addresses import Addresses
from sandbox.rows import Row
from sandbox.world import World

CONSOLE_COOKIE = "sandbox-aws-console"
CONNECT_COOKIE = "sandbox-amazon-connect"


@dataclass(frozen=True)
class Site:
    """The world behind the pages and where its simulated hosts live."""

    world: World
    addresses: Addresses

    def keep(self, table: str, row: Row, lasting: timedelta) -> str:
        """Keep a browser session for `lasting`; gives the token for its cookie. Inside `changing`."""
        rows, now = self.world.table(table), self.world.now()
        for ended in [token for token, kept in rows.items() if now >= datetime.fromisoformat(kept["ends"])]:
            del rows[ended]
        token = secrets.token_urlsafe(32)
        rows[token] = {**row, "ends": (now + lasting).isoformat()}
        return token

    def session(self, table: str, request: Request, cookie: str) -> Row | None:
        """The browser session behind a cookie, if it has not ended."""
        with self.world.lock:
            row = self.world.table(table).get(request.cookies.get(cookie, ""))
            if row is None or self.world.now() >= datetime.fromisoformat(row["ends"]):
                return None
            return row


def set_cookie(response: Response, name: str, value: str, *, path: str) -> None:
    """For this session of the browser, this part of the site, and no script."""
    response.set_cookie(name, value, path=path, httponly=True, samesite="Lax")
