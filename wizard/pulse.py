"""Writes and reads the signs of life of workers and beat."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import Error
from django.db.models.functions import Now

from wizard.models import Pulse

logger = logging.getLogger(__name__)

BEAT = "beat"
KEPT = timedelta(days=1)

_mine = ""


def work_as(name: str) -> None:
    """This process works for the worker of this name, and shows now that it is alive.

    The worker inside the web process needs none of it: whoever sees the pages sees it.
    """
    if settings.EMBEDDED:
        return
    global _mine  # noqa: PLW0603 - one process is one worker's for all its life
    _mine = name
    beat()


def beat() -> None:
    """Show that this process's worker is alive. Does nothing in a process that is no worker's."""
    if _mine:
        show(_mine)


def show(name: str) -> None:
    """Write that `name` is alive. A database that is away is no reason to stop working."""
    try:
        Pulse.objects.update_or_create(name=name, defaults={"at": Now()})
    except Error as error:
        logger.warning("The sign of life of %s could not be written: %s", name, error)


def age(name: str) -> timedelta | None:
    """How long ago `name` was last alive, by the database's clock; None if it never was."""
    row = Pulse.objects.filter(name=name).annotate(present=Now()).first()
    return row.present - row.at if row else None


def forget_old() -> None:
    """Drop the rows of workers that have long gone: their names never come back."""
    Pulse.objects.filter(at__lt=Now() - KEPT).delete()
