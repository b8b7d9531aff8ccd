"""`manage.py sandbox` in a process of its own, and scripts beside it that know only what it prints."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.wizard.programs import ROOT, Program

EXAMPLES = ROOT / "docs" / "examples"
INSTANCE_ID = "0c1e5a3e-9b1f-4d57-8c11-2f6d8a5b7e01"


@dataclass(frozen=True)
class Clouds:
    """The running sandbox as a stranger sees it: the variables it printed."""

    variables: dict[str, str]
    home: Path

    def run(
        self, *command: str, directory: Path | None = None, **changes: str
    ) -> subprocess.CompletedProcess[str]:
        """A command that finds nothing of this machine but programs; `changes` are variables."""
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.home),
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            **self.variables,
            **changes,
        }
        return subprocess.run(  # noqa: S603 - our own commands
            command,
            cwd=directory or self.home,
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def control(self, method: str, path: str, **arguments: Any) -> Any:
        """The sandbox's control interface."""
        web = self.variables["AWS_ENDPOINT_URL"].removesuffix("/aws")
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(method, f"{web}/control/{path}", timeout=10, **arguments)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def calls(self, operation: str) -> list[int]:
        """The status of every answer to an operation so far."""
        return [call["status"] for call in self.control("GET", "calls") if call["operation"] == operation]


@pytest.fixture(scope="module")
def clouds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clouds]:
    """A fresh sandbox for a module's tests, whose order matters: they go on where the one before ended."""
    program = Program(
        tmp_path_factory.mktemp("state"), "sandbox", "--port", "0", "--profile", "fast", "--forget"
    )
    try:
        program.read_until("^export ENTRA_TENANT_ID=")
        exports = [shlex.split(line) for line in program.printed.splitlines() if line.startswith("export ")]
        variables = dict(pair.split("=", 1) for _, pair in exports)
        yield Clouds(variables, tmp_path_factory.mktemp("home"))
    finally:
        program.kill()
