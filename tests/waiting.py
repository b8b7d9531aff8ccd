"""Waiting for a condition, never for a time."""

import threading
import time
from collections.abc import Callable


def until(condition: Callable[[], bool], *, patience: float = 10) -> None:
    """Return when `condition` holds. Raises AssertionError after `patience` seconds."""
    end, pause = time.monotonic() + patience, threading.Event()
    while not condition():
        assert time.monotonic() < end, "It never came true."
        pause.wait(0.01)
