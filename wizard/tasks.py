"""Celery tasks: load nothing, decide nothing. Only ids cross the queue."""

from typing import Any

from celery import Task, shared_task

from wizard import pulse, reread, runner


class Living(Task):  # type: ignore[type-arg] # generic only in its stubs
    """A task whose worker shows that it is alive whenever it takes one up."""

    def before_start(self, *_: Any) -> None:
        """Celery calls this in the worker."""
        pulse.work_as(str(self.request.hostname))


@shared_task(ignore_result=True, base=Living)
def carry_out(run_id: str) -> None:
    """Carry out one run, if it is due and nobody else has it."""
    runner.carry_out(run_id)


@shared_task(ignore_result=True, base=Living)
def sweep() -> None:
    """Carry out every run that is due: what the queue lost, delayed or left behind."""
    runner.sweep()


@shared_task(ignore_result=True, base=Living)
def watch() -> None:
    """Begin to read back the finished setups whose time has come."""
    reread.start_due()
