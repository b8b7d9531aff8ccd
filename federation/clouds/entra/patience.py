"""Entra's servers hear of a change one after another; what was made is looked for until it shows."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from federation.errors import CloudNotReady
from federation.sides import Side

T = TypeVar("T")


SETTLE_SECONDS = 600.0
"""After this long whatever a lost call made shows surely: the azuread Terraform provider waits no longer."""

SHORT_PAUSE = 2.0
"""A pause up to this long (seconds) that Microsoft asks for is waited out where the call is made ..."""
TIMES_IN_PLACE = 6
"""... so often at most. For anything longer the run is given back to the queue."""


@dataclass(frozen=True)
class Patience:
    """How long one run waits, in seconds, and how long it pauses between two looks.

    Microsoft promises no time; minutes were seen. After `seconds` the run ends with CloudNotReady and is
    taken up again later, so that no worker is held.
    """

    seconds: float = 20.0
    pause: float = 2.0

    def wait_for(self, look: Callable[[], T | None], *, what: str) -> T:
        """The first thing `look` finds. Raises CloudNotReady: "`what` is not there yet"."""
        end = time.monotonic() + self.seconds
        while (found := look()) is None:
            if time.monotonic() >= end:
                raise CloudNotReady(f"Entra does not show {what} yet.", retry_after=15.0, owner=Side.AZURE)
            time.sleep(self.pause)
        return found
