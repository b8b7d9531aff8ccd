"""The clock of `celery -A wizard beat`. It keeps nothing on disk, and shows that it is alive."""

from contextlib import suppress
from typing import Any

from celery.beat import Scheduler
from django.db import Error, close_old_connections

from wizard import pulse


class PulsingScheduler(Scheduler):
    """Two of them, or one that stops, do no harm: a sweep is a question to the database, not a command."""

    def apply_async(self, entry: Any, *args: Any, **options: Any) -> Any:
        """Send one task. Shows life only if the queue took it: a beat that nobody hears is not well."""
        sent = super().apply_async(entry, *args, **options)
        close_old_connections()
        pulse.show(pulse.BEAT)
        with suppress(Error):
            pulse.forget_old()
        return sent
