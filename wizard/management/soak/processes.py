"""The same processes as docker-compose.yml starts, without Docker: workers and beat, to be killed at will."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings


@dataclass
class Process:
    """One `celery -A wizard ...` with everything it starts, in a process group of its own."""

    words: tuple[str, ...]
    variables: dict[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self) -> None:
        """Start it; it is not ready yet."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command line
                [sys.executable, "-m", "celery", "-A", "wizard", *self.words],
                env=os.environ | self.variables,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def _started(self) -> "subprocess.Popen[bytes]":
        if self.process is None:
            raise RuntimeError("It was never started.")
        return self.process

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self) -> int:
        return self._started.pid

    @property
    def children(self) -> list[int]:
        """The processes of the pool."""
        with suppress(OSError):
            path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
            return [int(word) for word in path.read_text().split()]
        return []

    def send(self, sign: signal.Signals) -> None:
        """To the process itself only: its children notice by themselves, or not at once."""
        os.kill(self.pid, sign)

    def send_all(self, sign: signal.Signals) -> None:
        """To the process and all its children, as the end of a container does."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, sign)

    def wait(self, seconds: float) -> int:
        """Its exit status. Raises subprocess.TimeoutExpired."""
        return self._started.wait(timeout=seconds)

    def end(self) -> None:
        """Kill everything of it."""
        if self.process is not None:
            self.send_all(signal.SIGKILL)
            self.process.wait()

    def words_said(self) -> str:
        """All it has written."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def worker(name: str, variables: dict[str, str], directory: Path, *, children: int = 2) -> Process:
    """`celery -A wizard worker`."""
    quiet = ("--without-gossip", "--without-mingle", "-l", "WARNING")
    words = ("worker", "-n", f"{name}@handoff", "-c", str(children), *quiet)
    return Process(words, variables, directory / f"{name}.log")


def beat(variables: dict[str, str], directory: Path, *, name: str = "beat") -> Process:
    """`celery -A wizard beat`."""
    return Process(("beat", "-l", "WARNING", "--pidfile="), variables, directory / f"{name}.log")
