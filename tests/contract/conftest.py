"""The contract, and the simulated clouds with everything written down that is said to Graph."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from federation.clouds import Clouds
from federation.clouds.entra.sign_in import EntraSignIn
from federation.endpoints import Endpoints
from federation.record import MemoryRecord
from sandbox.addresses import Addresses
from sandbox.seed import seed
from sandbox.server import Sandbox
from sandbox.site import create_site
from sandbox.world import World
from tests.contract.microsoft import Microsoft
from tests.contract.prepared import set_up
from tests.contract.recorder import Recorder
from tests.federation.entra_engineer import MARKER, Engineer, answers, no_aws, open_contoso, signed_in
from tests.sandbox.contoso import Contoso
from tests.worlds import rewinding

_ABSENT = (
    "GRAPH_OPENAPI is not set: give it the path of Microsoft's OpenAPI subset of Graph, the strict file (JSON)."
)


@pytest.fixture(scope="session", autouse=True)
def microsoft() -> Microsoft:
    """What Microsoft describes. Without its file nothing here can be checked."""
    file = os.environ.get("GRAPH_OPENAPI")
    if not file:
        pytest.skip(_ABSENT)
    return Microsoft(Path(file))


@pytest.fixture(scope="session")
def _recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Recorder]]:
    world = World()
    seed(world)
    recorders: list[Recorder] = []

    def create_recorded_site(world: World, addresses: Addresses) -> Recorder:
        recorders.append(Recorder(create_site(world, addresses)))
        return recorders[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sandbox.server.create_site", create_recorded_site)
        sandbox = Sandbox(world, state_dir=tmp_path_factory.mktemp("contract"))
        sandbox.start()
    yield sandbox, recorders[0]
    sandbox.stop()


@pytest.fixture
def clouds(_recorded: tuple[Sandbox, Recorder]) -> Iterator[Sandbox]:
    """The simulated clouds, as they were in the beginning."""
    with rewinding(_recorded[0].world):
        yield _recorded[0]


@pytest.fixture
def wire(_recorded: tuple[Sandbox, Recorder]) -> Recorder:
    """What is said to Graph from now on."""
    _recorded[1].exchanges.clear()
    return _recorded[1]


@pytest.fixture
def engineer(clouds: Sandbox, request: pytest.FixtureRequest) -> Iterator[Engineer]:
    """With everything AWS gives in the record; as Handoff's registration, or as the person a test names."""
    endpoints = Endpoints.from_environment(clouds.variables())
    person, said = getattr(request, "param", ""), list[str]()
    sign_in: EntraSignIn | None = signed_in(person, endpoints) if person else None
    opened = Clouds(no_aws, lambda: open_contoso(endpoints, sign_in=sign_in), said.append, endpoints)
    yield Engineer(clouds.world, endpoints, MemoryRecord(answers(), marker=MARKER), opened, said)
    opened.close()


@pytest.fixture(scope="module")
def _prepared(_recorded: tuple[Sandbox, Recorder]) -> Iterator[tuple[Contoso, dict[str, str]]]:
    # Making keys takes time, so that all tests of a file set out from the same tenant.
    with rewinding(_recorded[0].world), ExitStack() as connections:
        contoso = Contoso(_recorded[0], connections)
        yield contoso, set_up(contoso)


@pytest.fixture
def contoso(_prepared: tuple[Contoso, dict[str, str]]) -> Iterator[Contoso]:
    """A tenant where everything is set up, and Graph by plain HTTP as Handoff's app registration."""
    with rewinding(_prepared[0].world):
        yield _prepared[0]


@pytest.fixture
def ids(_prepared: tuple[Contoso, dict[str, str]]) -> dict[str, str]:
    """The ids of what is set up in the tenant, by the names examples use."""
    return _prepared[1]
