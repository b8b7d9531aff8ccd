"""What one undo takes back: one step, or everything a side has made."""

from dataclasses import dataclass

from federation.routes import ROUTES, Route
from federation.sides import Side
from federation.steps.base import Step
from wizard.models import Run

_HALF = "half-"


@dataclass(frozen=True)
class Scope:
    """The steps one undo takes back, in the order in which it does: the last of the route first."""

    key: str
    side: Side
    steps: tuple[Step, ...]

    @property
    def whole(self) -> bool:
        """Whether it is everything of one side."""
        return self.key.startswith(_HALF)

    @property
    def title(self) -> str:
        """As the object of a sentence: “Create the role”, the whole AWS side."""
        return f"the whole {self.side.label} side" if self.whole else f"“{self.steps[0].title}”"


def half(route: Route, side: Side) -> Scope:
    """Everything of one side."""
    steps = [step for step in reversed(route.steps) if step.side is side and step.undoable]
    return Scope(f"{_HALF}{side.value}", side, tuple(steps))


def alone(step: Step) -> Scope:
    """One step."""
    return Scope(step.key, step.side, (step,))


def scope_of(run: Run) -> Scope | None:
    """What an undo, its plan or a look is about; None if this version of Handoff has no such step."""
    route = ROUTES[run.setup.route]
    halves = {half(route, side).key: half(route, side) for side in Side}
    steps = {step.key: alone(step) for step in route.steps}
    return (halves | steps).get(run.step_key)
