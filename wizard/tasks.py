"""Celery tasks: load nothing, decide nothing. Only ids cross the queue."""

from celery import shared_task

from wizard import runner


@shared_task(ignore_result=True)
def carry_out(run_id: str) -> None:
    """Carry out one run, if it is due and nobody else has it."""
    runner.carry_out(run_id)


@shared_task(ignore_result=True)
def sweep() -> None:
    """Carry out every run that is due: what the queue lost, delayed or left behind."""
    runner.sweep()
