"""How long a run waits before it is tried again.

As long as the cloud asked; else twice as long each time with full jitter (a random share of it), so that
runs that failed together do not come back together. From the sixth try on at most once in 30 seconds,
whatever the cloud says: nobody hammers at a door that stays shut.
"""

import math
import random

from federation.errors import CloudNotReady, FederationError

STEADY_AFTER = 5
STEADY_SECONDS = 30


def pause(error: FederationError, attempt: int) -> float:
    """Seconds before the next try; `attempt` counts the tries in a row that got no further, from 1."""
    own = back_off(attempt, random.random())  # noqa: S311 - it only spreads
    if error.retry_after is None:
        return own
    if attempt > STEADY_AFTER and not isinstance(error, CloudNotReady):
        return max(error.retry_after, own)
    return error.retry_after


def back_off(attempt: int, share: float) -> int:
    """Whole seconds: 1 to 2, 4, 8, 16, 32, then 30 to 60. `share` (0 to 1) says where in between."""
    if attempt > STEADY_AFTER:
        return STEADY_SECONDS + math.floor(share * STEADY_SECONDS)
    return max(1, math.ceil(share * 2.0**attempt))
