"""The queue carries ids to a worker; when it loses one, the sweep takes the run up."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connections
from kombu.exceptions import OperationalError

from sandbox.world import World
from tests.cast import Cast, Window, ask, assemble
from wizard import runner, tasks
from wizard.actions import enqueue
from wizard.management.embedded import beat, worker
from wizard.models import Run

PATIENCE = 20.0


@pytest.fixture
def running() -> Iterator[ExitStack]:
    """What is entered here ends with the test, before its database is emptied."""
    with ExitStack() as stack:
        yield stack
    connections.close_all()


def finished(run: Run) -> Run:
    """Wait until a worker has ended the run."""
    end = time.monotonic() + PATIENCE
    while run.active and time.monotonic() < end:
        time.sleep(0.02)
        run.refresh_from_db()
    return run


@pytest.mark.django_db(transaction=True)
def test_a_queued_run_is_taken_up_by_a_worker(world: World, running: ExitStack) -> None:
    running.enter_context(worker())
    assert finished(ask(assemble(), "aws-connect", aws_region="eu-central-1")).succeeded


@pytest.mark.django_db(transaction=True)
def test_a_run_whose_message_was_lost_is_taken_up_by_the_sweep(
    world: World, running: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost: list[str] = []
    monkeypatch.setattr(enqueue, "_send", lost.append)
    run = ask(assemble(), "aws-connect", aws_region="eu-central-1")
    assert lost == [str(run.pk)]
    running.enter_context(worker())
    running.enter_context(beat())
    assert finished(run).succeeded


def test_only_the_id_of_the_run_crosses_the_queue(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[tuple[Any, ...]] = []
    monkeypatch.setattr(tasks.carry_out, "delay", lambda *arguments: sent.append(arguments))
    with django_capture_on_commit_callbacks(execute=True):
        run = ask(cast, "aws-connect", aws_region="eu-central-1")
        assert sent == []
    assert sent == [(str(run.pk),)]


def test_a_queue_that_is_down_does_not_stop_the_page(
    cast: Cast, wes: Window, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def down(_: str) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.carry_out, "delay", down)
    with django_capture_on_commit_callbacks(execute=True):
        page = wes.typed("step", cast.setup.pk, "aws-connect", aws_region="eu-central-1")
    assert page.status_code == 302
    assert Run.objects.get().active


def test_tasks_hand_over_to_the_runner(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Any] = []
    monkeypatch.setattr(runner, "carry_out", called.append)
    monkeypatch.setattr(runner, "sweep", lambda: called.append("sweep"))
    tasks.carry_out("some-id")
    tasks.sweep()
    assert called == ["some-id", "sweep"]
