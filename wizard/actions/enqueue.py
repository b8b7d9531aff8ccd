"""Hands a committed run to the queue. A queue that is down only delays it: the sweep finds the row."""

import logging
from concurrent.futures import ThreadPoolExecutor

from django.db import transaction
from kombu.exceptions import OperationalError

from wizard import tasks
from wizard.models import Run

logger = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds that a page waits for a queue that neither takes the message nor refuses it."""
_messenger = ThreadPoolExecutor(max_workers=1, thread_name_prefix="messenger")


def on_commit(run: Run) -> None:
    """Send the run's id to a worker once the transaction is committed."""
    run_id = str(run.pk)
    transaction.on_commit(lambda: _send(run_id))


def _send(run_id: str) -> None:
    sending = _messenger.submit(tasks.carry_out.delay, run_id)
    try:
        sending.result(timeout=PATIENCE)
    except TimeoutError:
        # One that has not begun to be sent never will be: messages must not pile up in this process.
        sending.cancel()
        logger.warning("The queue does not answer; the sweep will pick up run %s.", run_id)
    except OperationalError as error:
        logger.warning("The queue is down; the sweep will pick up run %s: %s", run_id, error)
