"""What people type to plan a fault, checked field by field."""

from collections.abc import Mapping

from sandbox.aws.operations import OPERATIONS
from sandbox.control.form import Form, is_count
from sandbox.entra.graph_routes import ROUTES
from sandbox.faults import LOST_STATUSES, TIMED, Fault
from sandbox.steering import LONGEST
from sandbox.world import World

FAULTS = {
    Fault.DENY: "Refuse it: access denied",
    Fault.EXPIRE: "Refuse it: the sign-in has expired",
    Fault.THROTTLE: "Refuse it: too many requests",
    Fault.FAIL: "Refuse it: error of the cloud (500)",
    Fault.CUT: "Close the connection before anything is done",
    Fault.DROP: "Do it, then close the connection without an answer",
    Fault.LOSE: "Do it, but answer with an error",
    Fault.TRUNCATE: "Do it, but send half the answer",
    Fault.DELAY: "Do it, but answer late",
    Fault.LAG: "Do it, but show it late: new objects are missing, deleted ones still there",
}
"""What can happen, in words. All of `Fault`, in its order."""

MOST_CALLS = 1_000_000
DEFAULTS = {"operation": "", "fault": "", "call": "1", "times": "1", "seconds": "", "status": "504"}


class FaultForm(Form):
    """What shall be planned."""

    @classmethod
    def blank(cls) -> "FaultForm":
        """Before anybody typed anything."""
        return cls(dict(DEFAULTS))

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "FaultForm":
        """The form as it was sent, checked."""
        form = cls({name: sent.get(name, default).strip() for name, default in DEFAULTS.items()})
        form._check()
        return form

    def _check(self) -> None:
        if not self.typed["operation"]:
            self.errors["operation"] = "Enter the name of an operation, or a pattern such as Create*."
        elif len(self.typed["operation"]) > 200:
            self.errors["operation"] = "Enter a name of at most 200 characters."
        if self.typed["fault"] not in set(Fault):
            self.errors["fault"] = "Choose what shall happen."
        for name, what in (("call", "which call it begins with"), ("times", "for how many calls it lasts")):
            if not is_count(self.typed[name], least=1, most=MOST_CALLS):
                self.errors[name] = f"Enter {what}: a whole number from 1 to {MOST_CALLS:,}."
        if self.typed["fault"] in TIMED:
            self._check_seconds()
        if self.typed["fault"] == Fault.LOSE and self.typed["status"] not in map(str, LOST_STATUSES):
            self.errors["status"] = f"Choose the HTTP status: one of {', '.join(map(str, LOST_STATUSES))}."

    def _check_seconds(self) -> None:
        if self.typed["fault"] == Fault.THROTTLE and not self.typed["seconds"]:
            return
        try:
            seconds = float(self.typed["seconds"])
        except ValueError:
            seconds = float("nan")
        if not 0 < seconds <= LONGEST:
            self.errors["seconds"] = f"Enter how many seconds: more than 0 and at most {LONGEST:g}."

    def plan(self, world: World) -> None:
        """Plan what was typed. Only without errors; hold the world's lock."""
        typed, fault = self.typed, Fault(self.typed["fault"])
        world.faults.plan(
            typed["operation"],
            fault,
            seconds=float(typed["seconds"] or 0) if fault in TIMED else 0,
            status=int(typed["status"]) if fault is Fault.LOSE else 504,
            call=int(typed["call"]),
            times=int(typed["times"]),
        )


def known_operations() -> list[str]:
    """What can be called, by the names faults go by."""
    aws = {name for operations in OPERATIONS.values() for name in operations}
    return [*sorted(aws), *dict.fromkeys(route.operation for route in ROUTES)]
