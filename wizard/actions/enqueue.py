"""Hands a committed run to the queue. A queue that is down only delays it: the sweep finds the row."""

import logging

from django.db import transaction
from kombu.exceptions import OperationalError

from wizard import tasks
from wizard.models import Run

logger = logging.getLogger(__name__)


def on_commit(run: Run) -> None:
    """Send the run's id to a worker once the transaction is committed."""
    run_id = str(run.pk)
    transaction.on_commit(lambda: _send(run_id))


def _send(run_id: str) -> None:
    try:
        tasks.carry_out.delay(run_id)
    except OperationalError as error:
        logger.warning("The queue is down; the sweep will pick up run %s: %s", run_id, error)
