"""Taking a world that many tests share back to how it was."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.budgets import Budgets
from sandbox.profiles import FAST
from sandbox.replication import Replication
from sandbox.world import World


@contextmanager
def rewinding(world: World) -> Iterator[None]:
    """Whatever happens inside is undone: rows, clock, planned faults, profile, journal."""
    tables, offset = copy.deepcopy(world._tables), world.offset
    world.journal.calls.clear()
    try:
        yield
    finally:
        world._tables, world.offset = tables, offset
        world._replication, world.budgets = Replication(), Budgets()
        world.faults.clear()
        world.faults.profile = FAST
