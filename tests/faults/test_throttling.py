"""F11: the clouds refuse three calls in ten because there are too many; the login is proven all the same."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from federation.routes import DIRECT_CUSTOM
from sandbox.faults import Fault
from sandbox.world import World
from tests.faults.invariants import Scene, broken, foreign_rows
from wizard import runner
from wizard.management import tour as touring
from wizard.management.tour import Tour
from wizard.models import Person

MOST_TIMES = 30


@contextmanager
def workers(number: int) -> Iterator[None]:
    """So many workers that look for work all the time."""
    over = threading.Event()

    def work() -> None:
        try:
            while not over.wait(0.02):
                runner.sweep()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def throttle(world: World) -> None:
    world.faults.plan("*", Fault.THROTTLE, times=100_000, share=0.3, seconds=0.05)


@pytest.fixture
def patient_people(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever signs in does so in a quiet moment; whoever is told to wait signs in again later."""
    sign_in, prove = touring.sign_in, Tour._real_thing

    def quietly(*args: Any, **rest: Any) -> Any:
        planned, world.faults.planned = world.faults.planned, []
        try:
            return sign_in(*args, **rest)
        finally:
            world.faults.planned = planned

    def again(tour: Tour, by: Person) -> Any:
        for _ in range(MOST_TIMES):
            findings = prove(tour, by)
            if not any(finding["code"] == "cloud-throttled" for finding in findings):
                return findings
        raise AssertionError("AWS never let anybody in.")

    monkeypatch.setattr(touring, "sign_in", quietly)
    monkeypatch.setattr(Tour, "_real_thing", again)


def test_three_calls_in_ten_are_refused_and_the_login_is_proven(
    transactional_db: None, world: World, patient_people: None
) -> None:
    tour = Tour(DIRECT_CUSTOM.key, say=lambda _: None)
    setup = tour.prepare()
    foreign = foreign_rows(world, setup)
    throttle(world)
    with workers(2):
        tour.take_steps()
        proven = tour.check_login()
        assert proven, [finding for finding in tour.findings if finding["level"] == "error"]
    refused = sum("throttle" in call.fault for call in world.journal.calls)
    assert refused > 0.2 * len(world.journal.calls)
    assert broken(Scene(world, setup, foreign)) == []
