"""How many calls a second an account may make, as token buckets."""

from collections.abc import Hashable
from datetime import datetime


class Budgets:
    """One bucket a key: it holds up to `burst` calls and gets `rate` more every second."""

    def __init__(self) -> None:
        self._buckets: dict[Hashable, tuple[float, datetime]] = {}

    def take(self, key: Hashable, *, rate: float, burst: int, now: datetime) -> bool:
        """Whether a call of `key` is within its budget now; it is counted then."""
        level, at = self._buckets.get(key, (float(burst), now))
        level = min(float(burst), level + max(0.0, (now - at).total_seconds()) * rate)
        within = level >= 1
        self._buckets[key] = (level - 1 if within else level, now)
        return within
