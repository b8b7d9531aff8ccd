"""Everything the soak runs on: servers, clouds, workers and beat, and this process among them."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dj_database_url
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from sandbox.world import World
from wizard.celery import app
from wizard.management.sandboxed import sandbox
from wizard.management.soak.processes import Process, beat, worker
from wizard.management.soak.servers import Postgres, Redis, running

LEASE_SECONDS = 6.0
SWEEP_SECONDS = 1.0


@dataclass
class Rig:
    """What is running."""

    database: Postgres
    broker: Redis
    world: World
    workers: list[Process]
    beat: Process


@contextmanager
def rig(*, workers: int, seed: int) -> Iterator[Rig]:
    """Start everything; in the end nothing of it is left. Raises MissingProgram."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="handoff-soak-")))
        database, broker = stack.enter_context(running(Postgres)), stack.enter_context(running(Redis))
        stack.enter_context(_with_servers(database.address(), broker.address))
        call_command("migrate", verbosity=0, interactive=False)
        clouds = stack.enter_context(sandbox(directory, remember=False, profile="fast", draw=seed))
        variables = _variables(database, broker)
        crew = [worker(f"worker{number}", variables, directory) for number in range(1, workers + 1)]
        clock = beat(variables, directory)
        for process in (*crew, clock):
            process.start()
            stack.callback(process.end)
        yield Rig(database, broker, clouds.world, crew, clock)


def _variables(database: Postgres, broker: Redis) -> dict[str, str]:
    return {
        "DATABASE_URL": database.address(),
        "REDIS_URL": broker.address,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "HANDOFF_KEYS": ",".join(settings.HANDOFF_KEYS),
        "HANDOFF_SANDBOX": "true",
        "HANDOFF_LEASE_SECONDS": str(LEASE_SECONDS),
        "HANDOFF_SWEEP_SECONDS": str(SWEEP_SECONDS),
    }


@contextmanager
def _with_servers(database: str, broker: str) -> Iterator[None]:
    """This process was started with whatever the environment says; from here on it uses these."""
    kept = connections.settings["default"]
    conf = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}
    fresh = dj_database_url.parse(database, conn_max_age=60, conn_health_checks=True)
    _point_at(fresh, {"broker_url": broker, "broker_transport_options": settings.REDIS_OPTIONS})
    try:
        yield
    finally:
        _point_at(kept, conf)


def _point_at(database: Any, conf: dict[str, Any]) -> None:
    connections.close_all()
    connections.settings["default"] = connections.configure_settings({"default": database})["default"]
    del connections["default"]
    app.conf.update(conf)
