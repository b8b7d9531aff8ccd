"""Starts the sandbox and points this process at it, as variables would point any other."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError

from sandbox.aws import seed as aws
from sandbox.entra import seed as entra
from sandbox.profiles import PROFILES
from sandbox.seed import seed
from sandbox.server import Sandbox
from sandbox.storage import OtherVersion
from sandbox.world import World

HINTS = {
    "Region": aws.REGION,
    "Tenant": entra.INITIAL_DOMAIN,
    "Groups": f"{entra.AGENTS}, {entra.SUPERVISORS}",
    "People": f"{entra.ALICE}, {entra.BOB}, {entra.CAROL}",
}
UNLIMITED = 10_000.0
"""Calls a second to a Connect that counts none."""


@contextmanager
def sandbox(
    state_dir: Path, *, remember: bool = True, profile: str = "fast", draw: int = 0, **server: Any
) -> Iterator[Sandbox]:
    """The simulated clouds, running. With `remember` a later start finds what this one left.

    `draw` is the seed of the profile's misbehaviour; `server` are the ports and the host of `Sandbox`.
    """
    try:
        world = World(state_dir / "sandbox.json" if remember else None)
    except OtherVersion as error:
        raise CommandError(str(error)) from error
    world.faults.profile, world.faults.seed = PROFILES[profile], draw
    if not PROFILES[profile].budgets:
        settings.CONNECT_CALLS_PER_SECOND = UNLIMITED
    seed(world)
    clouds = Sandbox(world, state_dir=state_dir, **server)
    clouds.start()
    try:
        with _pointed_at(clouds.variables(), pages=f"{clouds.addresses.web}/control/"):
            yield clouds
    finally:
        clouds.stop()


@contextmanager
def _pointed_at(variables: dict[str, str], *, pages: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    settings.SANDBOX = True
    settings.SANDBOX_HINTS = HINTS
    settings.SANDBOX_ADDRESS = pages
    settings.ENTRA_CLIENT_ID = variables["ENTRA_CLIENT_ID"]
    settings.ENTRA_CLIENT_SECRET = variables["ENTRA_CLIENT_SECRET"]
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
