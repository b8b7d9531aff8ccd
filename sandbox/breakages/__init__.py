"""Things that go wrong behind Handoff's back, and are put right again. A new one is one line in its module."""

from sandbox.breakages import (
    aws_connect,
    aws_provider,
    aws_role,
    entra_access,
    entra_application,
    entra_claims,
)
from sandbox.breakages.breakage import Breakage, NotPossible
from sandbox.world import World

BREAKAGES: dict[str, Breakage] = {
    breakage.key: breakage
    for module in (entra_claims, entra_access, entra_application, aws_role, aws_provider, aws_connect)
    for breakage in module.EVERY
}
"""By the name the tour takes."""


def put_everything_right(world: World) -> None:
    """Take back every breakage that is still in effect."""
    with world.changing():
        for breakage in BREAKAGES.values():
            breakage.put_right(world)


__all__ = ["BREAKAGES", "Breakage", "NotPossible", "put_everything_right"]
