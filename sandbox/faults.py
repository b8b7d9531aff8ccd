"""Misbehaviour on request: what a call meets instead of its answer, or on top of it."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from itertools import count
from random import Random
from typing import Any

from sandbox.profiles import FAST, Profile


class Fault(StrEnum):
    """What can happen to a call.

    The first five come before any effect; EXPIRE is a sign-in that has just ended. DROP, LOSE and TRUNCATE
    come after it: the change is made, its answer is lost (connection closed, another HTTP status, half a
    body). DELAY and LAG come on top of a call that goes well: its answer is late, or replicas show its change
    late (new objects are missing, deleted ones are still there).
    """

    DENY = "deny"
    EXPIRE = "expire"
    THROTTLE = "throttle"
    FAIL = "fail"
    CUT = "cut"
    DROP = "drop"
    LOSE = "lose"
    TRUNCATE = "truncate"
    DELAY = "delay"
    LAG = "lag"


REFUSALS = frozenset({Fault.DENY, Fault.EXPIRE, Fault.THROTTLE, Fault.FAIL})
TIMED = frozenset({Fault.THROTTLE, Fault.DELAY, Fault.LAG})
LOST_STATUSES = (404, 500, 502, 503, 504)


@dataclass(frozen=True)
class Met:
    """One fault a call meets. `seconds`: how late, how long, or the Retry-After; `status`: of LOSE."""

    fault: Fault
    seconds: float = 0
    status: int = 0

    def __str__(self) -> str:
        extent = f" {self.status}" if self.fault is Fault.LOSE else ""
        return f"{self.fault}{extent}" + (f" {self.seconds:g} s" if self.seconds else "")


@dataclass(frozen=True)
class Incident:
    """Everything one call meets. `fresh`: a read is answered by a copy that is up to date."""

    met: tuple[Met, ...] = ()
    fresh: bool = False
    latency: float = 0

    def first(self, *faults: Fault) -> Met | None:
        """The first of these faults the call meets, if any."""
        return next((met for met in self.met if met.fault in faults), None)

    @property
    def refusal(self) -> Met | None:
        """What the service says instead of doing anything."""
        return self.first(*REFUSALS)

    @property
    def lag(self) -> float:
        """Seconds until replicas show what this call changes."""
        return max((met.seconds for met in self.met if met.fault is Fault.LAG), default=0)

    @property
    def lateness(self) -> float:
        """Seconds the answer is late."""
        return self.latency + sum(met.seconds for met in self.met if met.fault is Fault.DELAY)

    def __str__(self) -> str:
        return ", ".join(str(met) for met in self.met)


@dataclass
class Planned:
    """A fault that calls of `operation` (a name, or a pattern with *) will meet.

    It begins with the `call`-th matching call from now (1 is the next) and lasts for `times` calls, of which
    a `share` meets it.
    """

    operation: str
    met: Met
    call: int = 1
    times: int = 1
    share: float = 1.0
    number: int = 0
    seen: int = field(default=0, init=False)

    def strikes(self, operation: str, chance: float) -> bool:
        """Count a call that arrives; whether it meets the fault."""
        if not fnmatchcase(operation, self.operation):
            return False
        self.seen += 1
        return self.call <= self.seen < self.call + self.times and chance < self.share

    @property
    def spent(self) -> bool:
        """Whether no further call can meet it."""
        return self.seen >= self.call + self.times - 1


class Faults:
    """What is planned, and what the profile brings by itself. Use it while holding the world's lock.

    Operations are called as in the clouds' own documents: "CreateRole" for AWS, "POST /applications/{id}"
    for Graph. The same seed and the same calls give the same misbehaviour.
    """

    def __init__(self, profile: Profile = FAST, *, seed: int = 0) -> None:
        self.profile = profile
        self.seed = seed
        self.planned: list[Planned] = []
        self._numbers = count(1)
        self._calls: Counter[str] = Counter()

    def plan(
        self, operation: str, fault: Fault, *, seconds: float = 0, status: int = 504, **which: Any
    ) -> Planned:
        """Let calls of `operation` meet `fault`. `which`: `call`, `times` and `share` of `Planned`."""
        met = Met(fault, seconds=seconds, status=status if fault is Fault.LOSE else 0)
        planned = Planned(operation, met, number=next(self._numbers), **which)
        self.planned.append(planned)
        return planned

    def cancel(self, number: int) -> None:
        """Forget a planned fault."""
        self.planned = [planned for planned in self.planned if planned.number != number]

    def clear(self) -> None:
        """Forget everything planned; the profile stays."""
        self.planned.clear()

    def meet(self, operation: str, *, cloud: str, reads: bool) -> Incident:
        """What the call that is just arriving meets."""
        self._calls[operation] += 1
        chances = Random(f"{self.seed}/{operation}/{self._calls[operation]}")  # noqa: S311 - repeatable
        met = [planned.met for planned in self.planned if planned.strikes(operation, chances.random())]
        self.planned = [planned for planned in self.planned if not planned.spent]
        drawn = self.profile.draw(chances, operation, cloud=cloud, reads=reads)
        if drawn.lag:
            met.append(Met(Fault.LAG, seconds=drawn.lag))
        if drawn.lost:
            met.append(Met(Fault.LOSE, status=drawn.lost))
        return Incident(tuple(met), fresh=drawn.fresh, latency=drawn.latency)
