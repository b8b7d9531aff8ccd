"""The clock of `celery -A wizard beat`. It keeps nothing on disk, and shows that it is alive."""

from contextlib import suppress
from typing import Any

from celery.beat import Scheduler
from django.db import Error, close_old_connections

from wizard import pulse


class PulsingScheduler(Scheduler):
    """Two of them, or one that stops, do no harm: a sweep is a question to the database, not a command."""

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Set off one sweep. Waits inside for a queue that is down, so that a deaf beat shows no life."""
        super().apply_entry(entry, producer=producer)
        close_old_connections()
        pulse.show(pulse.BEAT)
        with suppress(Error):
            pulse.forget_old()
