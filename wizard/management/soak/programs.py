"""Finding the servers' programs, and running them as somebody who may."""

import os
import pwd
import shutil
import socket
from pathlib import Path
from typing import Any

HOMES = "usr/lib/postgresql/*/bin"
UNPRIVILEGED = ("postgres", "nobody")


class MissingProgram(Exception):
    """A server is not installed; the sentence says what to install."""


def find(name: str, *, package: str) -> str:
    """The path of a program: on PATH, or where Debian keeps PostgreSQL's. Raises MissingProgram."""
    if found := shutil.which(name):
        return found
    kept = sorted(Path("/").glob(f"{HOMES}/{name}"), key=lambda path: float(path.parts[4]))
    if not kept:
        raise MissingProgram(f"There is no {name}. Install it: apt-get install {package}")
    return str(kept[-1])


def as_somebody() -> dict[str, Any]:
    """Arguments of Popen that give up root, with whom PostgreSQL refuses to run; none for anybody else."""
    if os.geteuid() != 0:
        return {}
    account = next(filter(None, map(_account, UNPRIVILEGED)))
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def give_to_somebody(directory: Path) -> None:
    """Make a directory theirs who will run the server."""
    who = as_somebody()
    if who:
        os.chown(directory, who["user"], who["group"])


def _account(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def free_port() -> int:
    """A port of loopback nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
