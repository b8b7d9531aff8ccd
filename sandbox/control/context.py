"""What the control pages work on."""

from dataclasses import dataclass

from sandbox.addresses import Addresses
from sandbox.world import World


@dataclass(frozen=True)
class Control:
    """The world behind the pages and where the sandbox lives."""

    world: World
    addresses: Addresses
