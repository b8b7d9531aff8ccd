"""Things that go wrong behind Handoff's back, one function each."""

from collections.abc import Callable

from sandbox.world import World

BREAKAGES: dict[str, Callable[[World], None]] = {}
"""By name. Call them inside `world.changing()`."""
