"""Fixtures: one PostgreSQL and one Redis a session, and a team of processes that work with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.world import World
from tests.servers.team import Team, use_broker
from wizard.management.soak.servers import Postgres, Redis, running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running(Postgres) as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    with running(Redis) as server:
        yield server


@pytest.fixture
def team(
    transactional_db: None, postgres: Postgres, redis_server: Redis, world: World, tmp_path: Path
) -> Iterator[Team]:
    """Real servers, and nobody at work yet. The test's own clicks go to the same queue."""
    crew = Team(postgres, redis_server, world=world, directory=tmp_path)
    crew.redis.client.flushall()
    with use_broker(crew.redis.address):
        try:
            yield crew
        finally:
            crew.go_home()
