"""F26: two tabs, double clicks and many presses at once: one run, one value, and everybody sees which."""

import threading
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from django.db import connection

from sandbox.world import World
from tests.cast import Cast, Window, assemble, fields, plan, text
from wizard import runner
from wizard.models import Event, Kind, Revision, Run

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 16


@pytest.fixture
def people(world: World) -> Cast:
    return assemble()


def tab(cast: Cast) -> Window:
    window = Window()
    window.force_login(cast.wes)
    return window


def at_once(cast: Cast, press: Callable[[Window, int], Any]) -> list[Any]:
    """What 16 tabs get that press in the same instant."""
    gate, answers = threading.Barrier(PRESSES), list[Any]()
    tabs = [tab(cast) for _ in range(PRESSES)]

    def one(number: int) -> None:
        gate.wait()
        answers.append(press(tabs[number], number))
        connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(PRESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_sixteen_presses_on_one_plan_are_one_run(people: Cast) -> None:
    seen = plan(people, "aws-connect", aws_region="eu-central-1")
    answers = at_once(people, lambda window, _: window.send("start-run", seen.pk))
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    assert Run.objects.filter(kind=Kind.CARRY_OUT).count() == 1
    assert Event.objects.filter(key="run-asked").count() == 1


def test_sixteen_questions_what_would_change_are_one_plan(people: Cast) -> None:
    page = tab(people).look("step", people.setup.pk, "aws-connect")
    data = fields(page) | {"aws_region": "eu-central-1"}
    answers = at_once(people, lambda window, _: window.send("step", people.setup.pk, "aws-connect", data=data))
    assert {answer.status_code for answer in answers} == {302}
    assert Run.objects.filter(kind=Kind.PLAN).count() == 1
    assert Revision.objects.filter(key="aws_region").count() == 1


def test_of_many_values_saved_at_once_one_is_kept_and_whoever_typed_another_sees_it(people: Cast) -> None:
    known = sorted(boto3.session.Session().get_available_regions("connect"))
    assert len(known) > 5
    data = fields(tab(people).look("step", people.setup.pk, "aws-connect"))
    answers = at_once(
        people,
        lambda window, n: window.send(
            "step", people.setup.pk, "aws-connect", data=data | {"aws_region": known[n % len(known)]}
        ),
    )
    saved = Revision.objects.get(key="aws_region").value
    told = [answer for answer in answers if answer.status_code == 422]
    assert len(told) == sum(known[n % len(known)] != saved for n in range(PRESSES))
    assert all(f"Wes saved “{saved}”" in text(answer) for answer in told)
    assert {answer.status_code for answer in answers} == {302, 422}


def test_sixteen_looks_for_changes_are_one(people: Cast) -> None:
    run = Run.objects.get(pk=tab(people).send("start-check", people.setup.pk).url.split("/")[-2])
    answers = at_once(people, lambda window, _: window.send("start-check", people.setup.pk))
    assert {answer.url.split("/")[-2] for answer in answers} == {str(run.pk)}


def test_back_and_press_again_after_the_run_has_ended_finds_the_same_run(people: Cast) -> None:
    seen = plan(people, "aws-connect", aws_region="eu-central-1")
    first = tab(people).send("start-run", seen.pk).url
    runner.carry_out(first.split("/")[-2])
    assert tab(people).send("start-run", seen.pk).url == first
    assert Run.objects.filter(kind=Kind.CARRY_OUT).count() == 1
