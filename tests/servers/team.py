"""The processes that would work on several machines, each killed as a test likes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from kombu import pools

from sandbox.world import World
from tests.waiting import until
from wizard.celery import app
from wizard.management.soak.processes import Process, beat, worker
from wizard.management.soak.servers import Postgres, Redis

LEASE = 2.0
SWEEP = 0.5
PATIENCE = 90.0
"""Much more than it takes: on a busy machine a worker alone needs many seconds to start."""
ON_SERVERS = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="Needs PostgreSQL and Redis: python -m tests.servers runs it."
    ),
]


@contextmanager
def use_broker(address: str) -> Iterator[None]:
    """What this process enqueues goes there."""
    before = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}
    _switch({"broker_url": address, "broker_transport_options": settings.REDIS_OPTIONS})
    try:
        yield
    finally:
        _switch(before)


def _switch(conf: dict[str, Any]) -> None:
    app.conf.update(conf)
    pools.reset()
    app._pool = app.amqp._producer_pool = None


@dataclass
class Team:
    """Workers and clocks of one test."""

    postgres: Postgres
    redis: Redis
    world: World
    directory: Path
    processes: list[Process] = field(default_factory=list)

    @property
    def variables(self) -> dict[str, str]:
        """What every process of the team is told."""
        return {
            "DATABASE_URL": self.postgres.address(str(connection.settings_dict["NAME"])),
            "REDIS_URL": self.redis.address,
            "SECRET_KEY": settings.SECRET_KEY,
            "HANDOFF_KEYS": ",".join(settings.HANDOFF_KEYS),
            "HANDOFF_LEASE_SECONDS": str(LEASE),
            "HANDOFF_SWEEP_SECONDS": str(SWEEP),
        }

    def worker(self, name: str = "first", *, children: int = 1, **variables: str) -> Process:
        """A worker comes to work."""
        return self._begin(worker(name, self.variables | variables, self.directory, children=children))

    def beat(self, name: str = "beat") -> Process:
        """Somebody who sets off the sweep."""
        return self._begin(beat(self.variables, self.directory, name=name))

    def _begin(self, process: Process) -> Process:
        process.start()
        self.processes.append(process)
        return process

    def go_home(self) -> None:
        """Everybody stops, and both servers are as they were."""
        for process in self.processes:
            process.end()
        for server in (self.postgres, self.redis):
            server.crash() if not server.answers() else None
            if server.process is None or server.process.poll() is not None:
                server.start()
        connections.close_all()

    def until(self, condition: Any, *, patience: float = PATIENCE) -> None:
        """Wait for it; if it never comes true, tell what the processes said."""
        try:
            until(condition, patience=patience)
        except AssertionError as error:
            said = "\n".join(process.words_said()[-3000:] for process in self.processes)
            raise AssertionError(f"{error}\n{said}") from None
