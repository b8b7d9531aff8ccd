"""A real Chromium, a real demo in a process of its own, and its three people at once."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
expect.set_options(timeout=20_000)  # a condition is awaited, never slept for; CI machines are slow
SEATS = {"Azure engineer": "asha", "AWS engineer": "wes", "Project manager": "petra"}
SERVE = ("manage.py", "serve", "--sandbox", "--profile", "fast", "--port", "0")
STAGE = ("-m", "tests.browser.stage")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses the browser is marked."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def _installed_chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            found = playwright.chromium.launch(executable_path=_installed_chromium(), args=FLAGS)
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(
                "No Chromium found. Get one with “apt-get install chromium” or “playwright install chromium”."
                f" ({str(error).splitlines()[0]})"
            )
        yield found
        found.close()


class Demo:
    """`make demo` in a process of its own. `links` are the entry links by person."""

    def __init__(self, state: Path, command: tuple[str, ...] = SERVE) -> None:
        self.state, self.command = state, command
        self.links: dict[str, str] = {}
        self.places: dict[str, str] = {}
        self.untouched: list[str] = []

    def start(self, command: tuple[str, ...] | None = None) -> None:
        """Start, and wait until it answers; another `command` takes over what the first one left."""
        self.begin(command or self.command)
        self.wait()

    def begin(self, command: tuple[str, ...] = SERVE) -> None:
        self.printed: list[str] = []
        environment = {**os.environ, "HANDOFF_STATE": str(self.state)}
        environment.pop("DATABASE_URL", None)
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-u", *command],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def wait(self) -> None:
        """Read the entry links. Raises AssertionError if it ends instead."""
        for line in self.process.stdout or ():
            self.printed.append(line)
            self._read(line)
            if line.startswith("Ctrl-C"):
                return
        self.kill()
        raise AssertionError("The demo did not start:\n" + "".join(self.printed))

    def _read(self, line: str) -> None:
        for role, name in SEATS.items():
            if found := re.search(rf"^  {role}\s.*(http://\S+/enter/(\S+)/)", line):
                self.links[name] = found[1]
                self.places[name] = found[2]
        if line.startswith("Places "):
            self.places |= json.loads(line.removeprefix("Places "))
            self.untouched += self.places.pop("untouched")

    def seat(self, name: str) -> str:
        """The address under which everything of one person lies."""
        return self.links[name].split("/enter/")[0]

    def address(self, name: str, path: str) -> str:
        """A page as a person opens it; `path` may name places in braces."""
        return self.seat(name) + path.format(**self.places)

    def new_setup(self) -> str:
        """The path of a setup that no other test works in."""
        return f"/setups/{self.untouched.pop()}"

    def stop(self) -> int:
        """Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self._ended()

    def kill(self) -> None:
        """Away with it, when how it ends is not what a test is about."""
        self.process.kill()
        self._ended()

    def _ended(self) -> int:
        code = self.process.wait(timeout=30)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A fresh one, as `make demo` starts it."""
    started = Demo(tmp_path)
    started.start()
    yield started
    started.kill()


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One for all tests, with setups in every interesting state (`tests/browser/stage.py`)."""
    started = Demo(tmp_path_factory.mktemp("stage"), STAGE)
    started.start()
    yield started
    started.kill()
