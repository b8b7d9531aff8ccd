"""Keeps a run's lease alive while its worker lives, however long one call to a cloud takes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def kept(renew: Callable[[], bool], *, every: float) -> Iterator[None]:
    """Call `renew` every so many seconds until the block ends or it says that the lease is lost.

    A worker that is killed takes this thread with it, so its lease runs out as it should.
    """
    over = threading.Event()

    def keep() -> None:
        try:
            while not over.wait(every) and renew():
                pass
        finally:
            connection.close()  # each thread has its own

    thread = threading.Thread(target=keep, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
