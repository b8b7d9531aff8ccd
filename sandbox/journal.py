"""What was called, in order."""

from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Call:
    """One request an SDK made. `cloud` is "aws" or "entra"; `status` the HTTP status answered."""

    at: datetime
    cloud: str
    operation: str
    status: int
    milliseconds: float


class Journal:
    """The newest calls, and how many there were of each kind since the start."""

    def __init__(self, keep: int = 2000) -> None:
        self.calls: deque[Call] = deque(maxlen=keep)
        self.counts: Counter[str] = Counter()

    def write(self, call: Call) -> None:
        """Add a call."""
        self.calls.append(call)
        self.counts[call.cloud] += 1
