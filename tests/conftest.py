"""Fixtures of the wizard's tests: the cast, a window for each of them, and the simulated clouds."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from sandbox.seed import seed
from sandbox.server import Sandbox
from sandbox.world import World
from tests.cast import Cast, Window, assemble
from tests.worlds import rewinding
from wizard import runner

pytest_plugins = ["tests.servers.fixtures"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as people have it: the one in memory knows no waiting for another thread.

    Or a PostgreSQL that only this process uses, if `python -m tests.servers` started it.
    """
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    else:
        connection.settings_dict["PORT"] = str(request.getfixturevalue("postgres").port)


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    # Here the worker shares the connection, and the open transaction, of the test.
    monkeypatch.setattr(runner, "close_old_connections", lambda: None)
    return assemble()


def _window(person: Any) -> Window:
    window = Window()
    window.force_login(person)
    return window


@pytest.fixture
def asha(cast: Cast) -> Window:
    return _window(cast.asha)


@pytest.fixture
def wes(cast: Cast) -> Window:
    return _window(cast.wes)


@pytest.fixture
def petra(cast: Cast) -> Window:
    return _window(cast.petra)


@pytest.fixture
def olga(cast: Cast) -> Window:
    return _window(cast.olga)


@pytest.fixture
def otto(cast: Cast) -> Window:
    return _window(cast.otto)


@pytest.fixture(scope="session")
def clouds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Both simulated clouds, running once for all tests."""
    world = World()
    seed(world)
    sandbox = Sandbox(world, state_dir=tmp_path_factory.mktemp("clouds"))
    sandbox.start()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def world(clouds: Sandbox, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[World]:
    """The simulated clouds as they were in the beginning, and Handoff pointed at them."""
    variables = clouds.variables()
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    settings.ENTRA_CLIENT_ID = variables["ENTRA_CLIENT_ID"]
    settings.ENTRA_CLIENT_SECRET = variables["ENTRA_CLIENT_SECRET"]
    settings.CONNECT_CALLS_PER_SECOND = 10_000.0  # the fast sandbox counts no calls
    with rewinding(clouds.world):
        yield clouds.world
