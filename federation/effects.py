"""Things a cloud must make exactly once, although it offers no way to say so.

Some calls make a new thing each time they are sent and answer late, wrongly or not at all. So the intent to
make one is written down and committed before the call is sent. Whoever finds an open intent knows that the
call may have been made: it waits until the cloud would show what came of it, and sends again only then.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from federation.errors import CloudNotReady, FederationError, NeedsPerson
from federation.sides import Side

T = TypeVar("T")


class Effects(Protocol):
    """Where a run writes down what it is about to have made."""

    def since(self, key: str) -> float | None:
        """Seconds since the making of `key` was begun and not ended; None if it is not open."""
        ...

    def begin(self, key: str) -> None:
        """Have the intent on disk before returning. Raises if this worker has lost the run meanwhile."""
        ...

    def end(self, key: str) -> None:
        """The outcome is known: it was made and found, or certainly not made."""
        ...


@dataclass
class MemoryEffects:
    """Effects that are forgotten with the process: for commands and tests."""

    clock: Callable[[], float] = time.monotonic
    begun: dict[str, float] = field(default_factory=dict)

    def since(self, key: str) -> float | None:
        return self.clock() - self.begun[key] if key in self.begun else None

    def begin(self, key: str) -> None:
        self.begun[key] = self.clock()

    def end(self, key: str) -> None:
        self.begun.pop(key, None)


@dataclass(frozen=True)
class Making:
    """How one kind of thing is made.

    `settle`: seconds after which a cloud surely shows what it made. `again`: whether to send once more when
    nothing shows after that; if not, a person must look first, because Microsoft promises no time.
    """

    key: str
    what: str
    settle: float
    again: bool = True
    owner: Side = Side.AZURE


def make_once(
    effects: Effects,
    making: Making,
    *,
    look: Callable[[], T | None],
    send: Callable[[], object],
    wait: Callable[[Callable[[], T | None]], T],
) -> T:
    """The one thing, found or made.

    `look` finds it by its name, `send` makes the call (no repeats) and raises an error whose `unknown` says
    whether it may have had an effect, `wait` looks for a while and raises CloudNotReady.
    Raises CloudNotReady while the outcome of an earlier call is not known, NeedsPerson, CloudError.
    """
    found = look()
    if found is None:
        _may_send(effects, making)
        _send(effects, making, send)
        found = wait(look)
    effects.end(making.key)
    return found


def _may_send(effects: Effects, making: Making) -> None:
    since = effects.since(making.key)
    if since is None:
        return
    left = making.settle - since
    if left > 0:
        raise CloudNotReady(
            f"It is not known whether {making.what} was made: the answer got lost. Handoff looks for it for "
            f"another {_span(left)} before it goes on.",
            retry_after=min(15.0, left),
            owner=making.owner,
        )
    # Whatever comes next is a person's decision or safe: the old call can no longer show up as a surprise.
    effects.end(making.key)
    if not making.again:
        raise NeedsPerson(
            f"The answer to making {making.what} got lost, and nothing showed up for {_span(making.settle)}.",
            hint="Look in the cloud whether it is there. If not, try again: then Handoff makes it anew.",
            owner=making.owner,
        )


def _send(effects: Effects, making: Making, send: Callable[[], object]) -> None:
    effects.begin(making.key)
    try:
        send()
    except FederationError as error:
        if not error.unknown:
            effects.end(making.key)
            raise


def _span(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"
