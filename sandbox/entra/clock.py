"""Entra's own clock, which may be wrong: service providers only accept assertions of the present."""

from datetime import datetime, timedelta

from sandbox.world import World


def entra_now(world: World) -> datetime:
    """The clouds' time plus the seconds of the setting "clock", by which Entra is ahead (or, below 0, late)."""
    setting = world.table("entra.settings").get("clock", {})
    return world.now() + timedelta(seconds=float(setting.get("seconds", 0)))
