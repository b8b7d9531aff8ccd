"""Misbehaviour on request: the next calls of an operation are refused, throttled or broken."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What a call meets instead of its answer. None of them has an effect."""

    DENY = "deny"
    THROTTLE = "throttle"
    FAIL = "fail"


@dataclass
class _Planned:
    operation: str
    fault: Fault
    times: int


class Faults:
    """Planned faults by operation name: "CreateRole" for AWS, "POST /applications" style for Graph."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []

    def plan(self, operation: str, fault: Fault, *, times: int = 1) -> None:
        """Let the next `times` calls of `operation` meet `fault`."""
        self._planned.append(_Planned(operation, fault, times))

    def take(self, operation: str) -> Fault | None:
        """The fault the call that is just arriving must meet, if any."""
        for planned in self._planned:
            if planned.operation == operation and planned.times > 0:
                planned.times -= 1
                return planned.fault
        return None
