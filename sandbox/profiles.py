"""How the simulated clouds behave when nothing in particular is planned: like the real ones, or fast.

The figures of "lifelike" are shorter than the worst of real life (minutes, see the project's facts on
Graph 3.1 and AWS 7), so that learning does not take a day; planned faults bring the worst on request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType

_NONE: Mapping[str, tuple[float, float]] = MappingProxyType({})


@dataclass(frozen=True)
class Drawn:
    """What a profile brings one call: seconds of latency and lag, a status instead of the answer."""

    latency: float = 0
    lag: float = 0
    lost: int = 0
    fresh: bool = False


@dataclass(frozen=True)
class Profile:
    """Ranges to draw from, by cloud ("aws", "entra"), all in seconds.

    `fresh_share` of the reads is answered by an up-to-date copy, the others by one that lags.
    `lost_creations` is the share of creations by operation that answer 404 although they were done.
    `budgets` are calls a second and burst by AWS service, per account and region.
    """

    name: str
    latency: Mapping[str, tuple[float, float]] = field(default_factory=lambda: _NONE)
    lag: Mapping[str, tuple[float, float]] = field(default_factory=lambda: _NONE)
    fresh_share: float = 0
    lost_creations: Mapping[str, float] = field(default_factory=dict)
    budgets: Mapping[str, tuple[float, int]] = field(default_factory=dict)

    def draw(self, chances: Random, operation: str, *, cloud: str, reads: bool) -> Drawn:
        """What this call meets."""
        latency = chances.uniform(*self.latency.get(cloud, (0, 0)))
        if reads:
            return Drawn(latency, fresh=chances.random() < self.fresh_share)
        lag = chances.uniform(*self.lag.get(cloud, (0, 0)))
        lost = 404 if chances.random() < self.lost_creations.get(operation, 0) else 0
        return Drawn(latency, lag=round(lag, 3), lost=lost)


FAST = Profile("fast")
LIFELIKE = Profile(
    "lifelike",
    latency={"aws": (0.05, 0.25), "entra": (0.08, 0.45)},
    lag={"aws": (0.0, 2.0), "entra": (0.5, 5.0)},
    fresh_share=0.5,
    # "Instantiate can return 404 although it created the app" (Graph facts, 3.1).
    lost_creations={"POST /applicationTemplates/{id}/instantiate": 0.2},
    # The default quota of Amazon Connect's API (AWS facts, 1.6).
    budgets={"connect": (2.0, 5)},
)

PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in (LIFELIKE, FAST)}
"""By the name `--profile` takes."""
