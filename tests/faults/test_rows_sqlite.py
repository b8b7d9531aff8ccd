"""F24: on SQLite one writer waits for the other; nobody sees an error for it, and nothing written is lost."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.cast import Cast, Window, ask, assemble, fields, text
from wizard import runner
from wizard.models import Event, Revision, Run, RunState, Setup

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="Only SQLite has one writer at a time."),
]
PATIENCE = 20
PARTICIPANTS = {
    f"{role}_{what}": value
    for role, name in (("azure", "Asha"), ("aws", "Wes"), ("manager", "Petra"))
    for what, value in (("name", name), ("email", f"{name.lower()}@contoso.example"))
}


@pytest.fixture
def people() -> Cast:
    return assemble()


def window_of(person: Any) -> Window:
    window = Window(raise_request_exception=False)
    window.force_login(person)
    return window


@contextmanager
def locked(*, for_seconds: float) -> Iterator[None]:
    """Somebody else writes, and takes their time."""
    has_it, over = threading.Event(), threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            has_it.set()
            over.wait(for_seconds)
            other.execute("COMMIT")

    thread = threading.Thread(target=hold)
    thread.start()
    assert has_it.wait(10)
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """How long connections opened inside wait for the lock, instead of 20 seconds."""
    options = connection.settings_dict["OPTIONS"]
    connection.close()
    options["timeout"] = seconds
    try:
        yield
    finally:
        connection.close()
        options["timeout"] = PATIENCE


def save(window: Window, cast: Cast, region: str) -> Any:
    page = window.look("step", cast.setup.pk, "aws-connect")
    return window.send("step", cast.setup.pk, "aws-connect", data=fields(page) | {"aws_region": region})


def test_everybody_waits_up_to_20_seconds() -> None:
    assert settings.DATABASES["default"]["OPTIONS"]["timeout"] == PATIENCE
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == PATIENCE * 1000


def test_a_person_who_saves_while_another_writes_waits_and_is_not_told_of_an_error(people: Cast) -> None:
    wes = window_of(people.wes)
    begun = time.monotonic()
    with locked(for_seconds=1.5):
        page = save(wes, people, "eu-central-1")
    assert page.status_code == 302
    assert time.monotonic() - begun > 1.4
    assert Revision.objects.get(key="aws_region").value == "eu-central-1"


def test_pages_are_shown_meanwhile_without_waiting(people: Cast) -> None:
    wes = window_of(people.wes)
    wes.look("status", people.setup.pk)
    with locked(for_seconds=30):
        assert wes.look("status", people.setup.pk).status_code == 200


def test_a_lock_that_outlasts_the_patience_leaves_nothing_half_written_and_the_next_press_works(
    people: Cast,
) -> None:
    wes = window_of(people.wes)
    before = (Revision.objects.count(), Event.objects.count(), Run.objects.count())
    with patience(0.2), locked(for_seconds=30):
        page = save(wes, people, "eu-central-1")
    assert page.status_code == 500
    assert "Traceback" not in text(page)
    assert (Revision.objects.count(), Event.objects.count(), Run.objects.count()) == before
    assert save(wes, people, "eu-central-1").status_code == 302


def test_a_worker_that_cannot_write_leaves_the_run_for_the_next_sweep(people: Cast) -> None:
    run = ask(people, "aws-connect", aws_region="eu-central-1")
    with patience(0.2), locked(for_seconds=30):
        runner.carry_out(str(run.pk))
    run.refresh_from_db()
    assert run.state == RunState.QUEUED
    assert run.fence == 0


def test_eight_people_who_write_at_once_all_get_through_and_nothing_is_lost(people: Cast) -> None:
    together, statuses = threading.Barrier(8), list[int]()

    def write(number: int) -> None:
        window = window_of(people.olga)
        together.wait()
        for turn in range(5):
            statuses.append(new_setup(window, f"{number}.{turn}"))
        connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [302] * 40
    assert Setup.objects.filter(name__regex=r"^\d\.\d$").count() == 40
    assert Event.objects.filter(key="setup-started", setup__name__regex=r"^\d\.\d$").count() == 40


def new_setup(window: Window, name: str) -> int:
    return int(window.typed("new-setup", name=name, **PARTICIPANTS).status_code)
