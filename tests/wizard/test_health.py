"""Signs of life: what a worker and beat show, and how their silence is told."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils.timezone import now

from tests.cast import Cast
from wizard import pulse, runner, tasks
from wizard.models import Pulse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "sweep", lambda: None)


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The exit status and the sentence of the health command."""
    status = 0
    try:
        call_command("health", *words)
    except SystemExit as left:
        status = int(str(left.code))
    said = capsys.readouterr()
    return status, said.out + said.err


@pytest.fixture
def in_a_team(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process is one worker of several."""
    settings.EMBEDDED = False
    monkeypatch.setattr(pulse, "_mine", "")


def test_a_worker_that_takes_a_task_shows_that_it_lives(
    in_a_team: None, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks.sweep.apply()
    (row,) = Pulse.objects.all()
    status, said = told(capsys, "--worker", row.name)
    assert (status, "was at work 0 s ago" in said) == (0, True)


def test_the_worker_inside_the_web_process_writes_nothing() -> None:
    tasks.sweep.apply()
    assert not Pulse.objects.exists()


def test_a_worker_that_was_silent_for_a_minute_is_not_well(capsys: pytest.CaptureFixture[str]) -> None:
    Pulse.objects.create(name="celery@one", at=now() - timedelta(seconds=61))
    status, said = told(capsys, "--worker", "celery@one")
    assert (status, "has taken nothing up for 61 s" in said) == (1, True)


def test_a_worker_that_never_worked_is_not_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "--worker") == (1, told(capsys, "--worker")[1])
    assert "has never taken anything up" in told(capsys, "--worker")[1]


def test_a_long_run_is_a_sign_of_life_too(in_a_team: None) -> None:
    pulse.work_as("celery@one")
    Pulse.objects.update(at=now() - timedelta(seconds=90))
    pulse.beat()
    age = pulse.age("celery@one")
    assert age is not None
    assert age < timedelta(seconds=5)


def test_workers_that_have_long_gone_are_forgotten() -> None:
    Pulse.objects.create(name="celery@gone", at=now() - timedelta(days=2))
    pulse.show(pulse.BEAT)
    pulse.forget_old()
    assert list(Pulse.objects.values_list("name", flat=True)) == [pulse.BEAT]


def test_a_database_that_is_away_stops_no_work_and_is_told_by_the_page(
    monkeypatch: pytest.MonkeyPatch, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert client.get("/healthz").status_code == 200

    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError("away")

    monkeypatch.setattr(Pulse.objects, "update_or_create", away)
    pulse.show("celery@one")
    monkeypatch.setattr(pulse, "age", away)
    assert told(capsys, "--beat")[0] == 1
    monkeypatch.setattr("wizard.views.health.connection", SimpleNamespace(cursor=away))
    assert client.get("/healthz").status_code == 503


def test_the_health_page_answers_without_https_so_that_the_machine_itself_can_ask(
    client: Client, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301


def test_a_web_process_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str], cast: Cast) -> None:
    status, said = told(capsys, "--web", "--port", "9")
    assert (status, "does not answer" in said) == (1, True)
