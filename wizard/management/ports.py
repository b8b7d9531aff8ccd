"""Ports that stay the same between starts, so that addresses in the record stay true."""

import json
import random
import socket
from pathlib import Path

from sandbox.server import Sandbox

_FILE = "sandbox-ports.json"
_QUIET = range(20_000, 30_000)
"""Below what systems hand out to outgoing connections (Linux from 32768, others from 49152): one of those
could have the port for a moment, just when the sandbox starts again."""


def file(state_dir: Path) -> Path:
    """Where they are remembered."""
    return state_dir / _FILE


def remembered(state_dir: Path) -> tuple[int, int]:
    """The http and https port of the last start; free ones the first time."""
    path = file(state_dir)
    if not path.exists():
        return _free_ports()
    http, https = json.loads(path.read_text())
    return int(http), int(https)


def _free_ports() -> tuple[int, int]:
    free = filter(_free, random.sample(_QUIET, len(_QUIET)))
    return next(free), next(free)


def _free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def remember(state_dir: Path, clouds: Sandbox) -> None:
    """Keep the ports of a running sandbox for the next start."""
    ports = [int(base.rsplit(":", 1)[1]) for base in (clouds.addresses.web, clouds.addresses.authority)]
    file(state_dir).write_text(json.dumps(ports))
