"""How long it takes until a run whose worker was killed is some other worker's."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db.models.functions import Now

from wizard.models import Run, RunState


@dataclass
class Seen:
    """One run as it was last seen: how many workers it had lost, and when its worker last renewed its lease."""

    lost: int
    renewed: float


@dataclass
class Recoveries:
    """Watches the rows. A takeover is matched with the first kill after the lost worker's last sign of life."""

    lease: timedelta
    kills: list[float]
    seconds: list[float] = field(default_factory=list)
    unmatched: int = 0
    _seen: dict[UUID, Seen] = field(default_factory=dict)

    def look(self) -> None:
        """Look at all runs under way; often, or a takeover is seen late."""
        rows = Run.objects.filter(state=RunState.RUNNING).annotate(present=Now())
        for run in rows.only("lost_workers", "lease_until"):
            if run.lease_until is None:
                continue
            before = self._seen.get(run.pk)
            if before is not None and run.lost_workers > before.lost:
                self._taken_over(before, run.present.timestamp())
            self._seen[run.pk] = Seen(
                run.lost_workers, run.lease_until.timestamp() - self.lease.total_seconds()
            )

    def _taken_over(self, before: Seen, now: float) -> None:
        killed = next((at for at in self.kills if at >= before.renewed), None)
        if killed is None or killed > now:
            self.unmatched += 1
            return
        self.seconds.append(now - killed)

    def percentile(self, share: float) -> float | None:
        """The time within which that share of the runs was owned again."""
        ordered = sorted(self.seconds)
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else None
