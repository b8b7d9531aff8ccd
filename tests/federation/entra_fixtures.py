"""Fixtures of the Azure side. Use by `pytest_plugins = ["tests.federation.entra_fixtures"]`.

The server runs once; every test gets its world fresh.
"""

from collections.abc import Iterator

import pytest

from federation.clouds import Clouds
from federation.clouds.entra.tenant import EntraTenant
from federation.endpoints import Endpoints
from federation.record import MemoryRecord
from sandbox.seed import seed
from sandbox.server import Sandbox
from sandbox.world import World
from tests.federation.entra_engineer import MARKER, Engineer, answers, no_aws, open_contoso
from tests.worlds import rewinding


@pytest.fixture(scope="session")
def entra_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Endpoints]]:
    world = World()
    seed(world)
    sandbox = Sandbox(world, state_dir=tmp_path_factory.mktemp("sandbox"))
    sandbox.start()
    yield world, Endpoints.from_environment(sandbox.variables())
    sandbox.stop()


@pytest.fixture
def contoso_world(entra_sandbox: tuple[World, Endpoints]) -> Iterator[World]:
    """The simulated world as it was in the beginning."""
    world = entra_sandbox[0]
    with rewinding(world):
        yield world


@pytest.fixture
def azure(contoso_world: World, entra_sandbox: tuple[World, Endpoints]) -> Iterator[Engineer]:
    """Signed in as Handoff's app registration, everything AWS gives already in the record."""
    endpoints, said = entra_sandbox[1], list[str]()

    def open_entra() -> EntraTenant:
        return open_contoso(endpoints, say=said)

    clouds = Clouds(no_aws, open_entra, said.append, endpoints)
    yield Engineer(contoso_world, endpoints, MemoryRecord(answers(), marker=MARKER), clouds, said)
    clouds.close()
