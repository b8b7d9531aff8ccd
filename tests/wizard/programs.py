"""manage.py in a process of its own, as a person starts it."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POINTED = ("AWS_ENDPOINT_URL", "GRAPH_ENDPOINT", "ENTRA_AUTHORITY", "MYAPPS_ENDPOINT", "DATABASE_URL")


class Program:
    """One command running. `printed` is what it wrote so far."""

    def __init__(self, state: Path, *arguments: str) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in POINTED}
        self.printed = ""
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-u", "manage.py", *arguments],
            cwd=ROOT,
            env={**environment, "HANDOFF_STATE": str(state)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def read_until(self, pattern: str) -> str:
        """Read lines until one matches; returns its first group."""
        for line in self.process.stdout or ():
            self.printed += line
            if found := re.search(pattern, line):
                return found[found.lastindex or 0]
        raise AssertionError(f"It ended without saying {pattern}:\n{self.printed}")

    def interrupt(self) -> int:
        """Ctrl-C; returns the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def end(self) -> int:
        """Wait for the end; returns the exit status."""
        rest, _ = self.process.communicate(timeout=120)
        self.printed += rest
        return self.process.returncode

    def kill(self) -> None:
        """Whatever happened, leave nothing running."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
