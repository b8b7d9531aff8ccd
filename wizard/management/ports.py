"""Ports that stay the same between starts, so that addresses in the record stay true."""

import json
from pathlib import Path

from sandbox.server import Sandbox

_FILE = "sandbox-ports.json"


def remembered(state_dir: Path) -> tuple[int, int]:
    """The http and https port of the last start; 0 (any free one) the first time."""
    path = state_dir / _FILE
    if not path.exists():
        return 0, 0
    http, https = json.loads(path.read_text())
    return int(http), int(https)


def remember(state_dir: Path, clouds: Sandbox) -> None:
    """Keep the ports of a running sandbox for the next start."""
    ports = [int(base.rsplit(":", 1)[1]) for base in (clouds.addresses.web, clouds.addresses.authority)]
    (state_dir / _FILE).write_text(json.dumps(ports))
