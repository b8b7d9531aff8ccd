"""One budget of calls for all workers, kept in the database. Implements `federation.pace.Pace`.

A call is spent by compare-and-set on the budget's row, with the database's clock: no worker holds a lock
while it waits for its turn, and one that dies while it waits only leaves a gap.
"""

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models.functions import Now

from federation.errors import HeldBack
from federation.sides import Side
from wizard.models import Budget

PATIENCE = 4.0
"""Seconds a worker waits for a run's first turn. If it takes longer, it gives the run back."""
LONGER = 12.0
"""... and for its further turns. So few are let in, and those get on instead of outbidding each other."""
_COLLISIONS = 50
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Rate:
    """So many calls a second in the long run, and `burst` at once after a rest."""

    per_second: float
    burst: float

    @property
    def longest(self) -> float:
        """Seconds a worker waits at most; at least the time of one call, or nobody would ever have a turn."""
        return LONGER + 1 / self.per_second

    def spend(self, full_at: datetime, present: datetime) -> tuple[datetime, float]:
        """Spend one more call: when the bucket is full again, and in how many seconds the call may be sent."""
        whole = timedelta(seconds=self.burst / self.per_second)
        # Nothing is ever spent further ahead than this; what says so was written before the clock went back.
        furthest = present + whole + timedelta(seconds=self.longest)
        after = min(max(full_at, present), furthest) + timedelta(seconds=1 / self.per_second)
        return after, (after - whole - present).total_seconds()


@dataclass
class SharedPace:
    """The budget `key`, as one run uses it. `whose` completes "Handoff spaces out …"."""

    key: str
    rate: Rate
    whose: str
    side: Side
    let_in: bool = False

    def take(self) -> None:
        """Spend one call and sleep until its turn. Raises HeldBack if that is too far away."""
        wait = self._spend()
        if wait > self._patience:
            raise HeldBack(
                f"Handoff spaces out {self.whose}, and others come first.",
                # Spread out, or all that were held back would come back at once and be held back again.
                retry_after=round(wait * (1 + random.random()), 1),  # noqa: S311
                owner=self.side,
            )
        self.let_in = True
        if wait > 0:
            time.sleep(wait)

    @property
    def _patience(self) -> float:
        return self.rate.longest if self.let_in else PATIENCE

    def _spend(self) -> float:
        for _ in range(_COLLISIONS):
            row = Budget.objects.filter(key=self.key).annotate(present=Now()).first()
            if row is None:
                Budget.objects.bulk_create([Budget(key=self.key, full_at=_LONG_AGO)], ignore_conflicts=True)
                continue
            after, wait = self.rate.spend(row.full_at, row.present)
            unchanged = Budget.objects.filter(key=self.key, full_at=row.full_at)
            if wait > self._patience or unchanged.update(full_at=after):
                return wait
        return self._patience + 1.0


def connect_pace(account: str, region: str) -> SharedPace:
    """Calls to Amazon Connect: AWS counts those of an account in a region, over all of its instances."""
    rate = Rate(settings.CONNECT_CALLS_PER_SECOND, settings.CONNECT_CALLS_BURST)
    whose = f"its calls to Amazon Connect in account {account}: {rate.per_second:g} a second"
    return SharedPace(f"connect {account} {region}", rate, whose, Side.AWS)


def graph_write_pace(tenant: str) -> SharedPace:
    """Writes to Microsoft Graph: Microsoft counts those of an application in a tenant."""
    rate = Rate(settings.GRAPH_WRITES_PER_SECOND, settings.GRAPH_WRITES_BURST)
    whose = f"its changes in the tenant: {rate.per_second:g} a second"
    return SharedPace(f"graph-writes {tenant}", rate, whose, Side.AZURE)
