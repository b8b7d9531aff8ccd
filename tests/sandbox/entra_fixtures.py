"""Contoso's tenant. Use by `pytest_plugins = ["tests.sandbox.entra_fixtures"]`.

The server runs once; every test gets the world as it was in the beginning.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from sandbox.seed import seed
from sandbox.server import Sandbox
from sandbox.world import World
from tests.sandbox.contoso import Contoso
from tests.sandbox.provisionings import Provisioning, set_up
from tests.worlds import rewinding


@pytest.fixture(scope="session")
def clouds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    world = World()
    seed(world)
    sandbox = Sandbox(world, state_dir=tmp_path_factory.mktemp("clouds"))
    sandbox.start()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def contoso(clouds: Sandbox) -> Iterator[Contoso]:
    with rewinding(clouds.world), ExitStack() as connections:
        yield Contoso(clouds, connections)


@pytest.fixture
def provisioning(contoso: Contoso) -> Provisioning:
    """An application that can import roles from AWS, and an access key for it."""
    return set_up(contoso)
