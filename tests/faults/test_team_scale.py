"""The commands of docs/operating.md, run as they stand there, make a Handoff that works and says it is well."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from tests.cast import Cast, ask
from tests.servers.team import ON_SERVERS, Team
from wizard.actions.setups import entry_token
from wizard.management.soak.programs import free_port

pytestmark = ON_SERVERS
PAGE = Path(settings.BASE_DIR) / "docs" / "operating.md"


def documented() -> list[list[str]]:
    """The commands of the chapter “Without Docker”, without the variables before them."""
    chapter = PAGE.read_text().split("## Without Docker")[1].split("\n## ")[0]
    block = re.search(r"```\n(.*?)```", chapter, re.DOTALL)
    assert block
    return [shlex.split(line) for line in block[1].splitlines() if line.startswith(".venv/")]


def start(words: list[str], variables: dict[str, str], log: Path, port: int) -> "subprocess.Popen[bytes]":
    program = Path(sys.executable).parent / Path(words[0]).name
    rest = [word.replace(":8000", f":{port}") for word in words[1:]]
    with log.open("wb") as file:
        return subprocess.Popen(  # noqa: S603 - what the page says
            [str(program), *rest],
            env=os.environ | variables,
            cwd=settings.BASE_DIR,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def secrets(team: Team, tmp_path: Path) -> dict[str, str]:
    """The team's variables; what is secret comes from files."""
    variables = team.variables
    for name in ("SECRET_KEY", "HANDOFF_KEYS"):
        (tmp_path / name).write_text(variables.pop(name) + "\n")
        variables[f"{name}_FILE"] = str(tmp_path / name)
    return variables


@pytest.fixture
def running(team: Team, secrets: dict[str, str], tmp_path: Path, port: int) -> Iterator[list[Path]]:
    """Everything the page says, running. Gives the logs."""
    migrate, *services = documented()
    assert start(migrate, secrets, tmp_path / "migrate.log", port).wait(60) == 0
    public = secrets | {"PUBLIC_URL": f"http://127.0.0.1:{port}"}
    logs = [tmp_path / f"{number}.log" for number in range(len(services))]
    processes = [start(words, public, log, port) for words, log in zip(services, logs, strict=True)]
    try:
        yield logs
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def healthy(*words: str) -> bool:
    try:
        call_command("health", *words)
    except SystemExit:
        return False
    return True


def test_the_documented_commands_make_a_handoff_that_works(
    team: Team, cast: Cast, running: list[Path], port: int
) -> None:
    team.until(lambda: healthy("--web", "--port", str(port)))
    team.until(lambda: healthy("--beat"))
    team.until(lambda: healthy("--worker", f"celery@{socket.gethostname()}"))
    link = f"http://127.0.0.1:{port}" + reverse("enter", args=[entry_token(cast.wes)])
    with requests.Session() as browser:
        browser.trust_env = False
        page = browser.get(link, timeout=20)
    assert (page.status_code, cast.wes.name in page.text) == (200, True)
    run = ask(cast, "aws-connect", aws_region="eu-central-1")
    team.until(lambda: type(run).objects.get(pk=run.pk).succeeded)


def test_the_web_process_says_when_its_database_is_away(team: Team, running: list[Path], port: int) -> None:
    team.until(lambda: healthy("--web", "--port", str(port)))
    team.postgres.crash()
    assert not healthy("--web", "--port", str(port))
    team.postgres.start()
    team.until(lambda: healthy("--web", "--port", str(port)))
