"""Step states are derived from what the record holds, never stored.

Pure functions: the wizard feeds them rows, tests feed them literals.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from federation.items import Item
from federation.sides import Side
from federation.steps.base import Step


class State(StrEnum):
    """How a step stands. The values are stable; labels are for people."""

    WAITING = "waiting"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    STALE = "stale"
    PROBLEM = "problem"

    @property
    def label(self) -> str:
        return {
            "waiting": "Waiting",
            "ready": "Ready",
            "running": "Running",
            "done": "Done",
            "stale": "Out of date",
            "problem": "There is a problem",
        }[self.value]

    @property
    def actionable(self) -> bool:
        """Whether the engineer of the side can and should do something now."""
        return self in (State.READY, State.STALE, State.PROBLEM)


@dataclass(frozen=True)
class Evidence:
    """The newest success of a step. `inputs` maps item keys to the fingerprints that were used."""

    inputs: Mapping[str, str]
    at: datetime
    by_hand: bool = False


@dataclass(frozen=True)
class Snapshot:
    """All that decides the states of one setup. `values` maps item keys to current fingerprints."""

    values: Mapping[str, str]
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    running: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class StepProgress:
    """One step of a setup as it stands.

    `missing` are the needed items nobody has given yet; `changed` the inputs that differ from what the
    step used when it was done.
    """

    step: Step
    state: State
    missing: tuple[Item[Any], ...] = ()
    changed: tuple[Item[Any], ...] = ()
    waits_for: tuple[Step, ...] = ()

    @property
    def waits_for_other_side(self) -> bool:
        """Whether somebody across the border has the ball."""
        return any(step.side is not self.step.side for step in self.waits_for)


def givers(route: Sequence[Step]) -> dict[str, Step]:
    """Which step each item comes from, asked or given."""
    found: dict[str, Step] = {}
    for step in route:
        for item in (*(ask.item for ask in step.asks), *step.gives):
            found.setdefault(item.key, step)
    return found


def derive(route: Sequence[Step], snapshot: Snapshot) -> tuple[StepProgress, ...]:
    """The state of every step of the route, in its order."""
    sources = givers(route)
    return tuple(_derive_one(step, sources, snapshot) for step in route)


def _derive_one(step: Step, sources: Mapping[str, Step], snapshot: Snapshot) -> StepProgress:
    missing = tuple(item for item in step.needs if item.key not in snapshot.values)
    changed = _changed(step, snapshot)
    waits_for = tuple(dict.fromkeys(sources[item.key] for item in missing if item.key in sources))
    state = _state(step, snapshot, missing=bool(missing), changed=bool(changed))
    return StepProgress(step=step, state=state, missing=missing, changed=changed, waits_for=waits_for)


def _changed(step: Step, snapshot: Snapshot) -> tuple[Item[Any], ...]:
    evidence = snapshot.evidence.get(step.key)
    if evidence is None:
        return ()
    return tuple(
        item for item in step.inputs if evidence.inputs.get(item.key, "") != snapshot.values.get(item.key, "")
    )


def _state(step: Step, snapshot: Snapshot, *, missing: bool, changed: bool) -> State:
    if step.key in snapshot.running:
        return State.RUNNING
    if missing:
        return State.WAITING
    if step.key in snapshot.failed:
        return State.PROBLEM
    if step.key not in snapshot.evidence or any(
        item.key not in snapshot.values for item in step.evidence_items
    ):
        return State.READY
    return State.STALE if changed else State.DONE


def holders(progress: Iterable[StepProgress]) -> tuple[Side, ...]:
    """Which sides can do something now: who has the ball. Both may have one each."""
    return tuple(side for side in Side if any(p.step.side is side and p.state.actionable for p in progress))
