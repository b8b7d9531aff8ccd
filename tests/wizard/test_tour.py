"""The whole route unattended: proven when all is well, and what is broken beforehand is found."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from federation.routes import DIRECT_CUSTOM
from tests.wizard.programs import Program
from wizard.management.tour import Tour, TourFailed
from wizard.models import Kind, RunState


@pytest.fixture(scope="module")
def tours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Program]]:
    """One tour where all is well, one where something breaks; both at once, in processes of their own."""
    command = ("tour", "--route", DIRECT_CUSTOM.key, "--json")
    state = tmp_path_factory.mktemp("tour")
    running = {"fine": Program(state, *command), "broken": Program(state, *command, "--break", "user-case")}
    yield running
    for program in running.values():
        program.kill()


def errors(findings: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(one["owner"], one["code"]) for one in findings if one["level"] == "error"}


def test_a_tour_that_cannot_go_on_says_where_it_stands(transactional_db: None) -> None:
    taken = Tour(DIRECT_CUSTOM.key, say=lambda _: None)
    setup = taken.prepare()
    for key in ("aws-connect", "azure-connect"):
        setup.runs.create(step_key=key, kind=Kind.CARRY_OUT, state=RunState.FAILED, finished_at=now())
    with pytest.raises(TourFailed, match="Nobody can go on: aws-connect is problem, aws-instance is waiting"):
        taken.take_steps()


def test_the_command_proves_the_login_and_exits_with_0(tours: dict[str, Program]) -> None:
    program = tours["fine"]
    assert program.end() == 0, program.printed
    report = json.loads(program.printed)
    assert (report["proven"], report["arrived_at"], report["error"]) == (True, "agent-workspace", "")
    assert set(report["steps"]) == {step.key for step in DIRECT_CUSTOM.steps}
    assert errors(report["findings"]) == set()
    assert report["calls"] == sum(report["calls_by_cloud"].values()) > 0


def test_the_command_exits_with_1_when_something_was_broken(tours: dict[str, Program]) -> None:
    program = tours["broken"]
    assert program.end() == 1, program.printed
    report = json.loads(program.printed)
    assert report["proven"] is False
    assert ("aws", "connect-user-case") in errors(report["findings"])


def test_an_unknown_route_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("tour", "--route", "by-ship")
