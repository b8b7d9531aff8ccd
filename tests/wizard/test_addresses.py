"""Every address for everybody: each side sees its own, strangers nothing, only engineers change things."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import get_resolver, reverse

from tests.cast import Cast, Window, ask, assemble, rows, text
from wizard.actions.checks import ask_for_agreement
from wizard.actions.setups import entry_token
from wizard.models import Person, Run, RunState

WHO = ("anonymous", "asha", "wes", "petra", "olga", "otto")


@dataclass(frozen=True)
class Places:
    """What the addresses of the table are filled with. The plan and the check wait in the queue."""

    cast: Cast
    plan: Run
    check: Run

    @classmethod
    def prepare(cls) -> "Places":
        cast = assemble()
        check = ask_for_agreement(cast.setup, by=cast.asha)
        Run.objects.filter(pk=check.pk).update(state=RunState.FAILED)
        return cls(cast, ask(cast, "aws-connect", aws_region="eu-central-1"), check)


Arguments = Callable[[Places], list[Any]]
Row = tuple[str, Arguments, str, str]


def nothing(_: Places) -> list[Any]:
    return []


def setup(places: Places) -> list[Any]:
    return [places.cast.setup.pk]


def azure_step(places: Places) -> list[Any]:
    return [places.cast.setup.pk, "azure-application"]


def aws_step(places: Places) -> list[Any]:
    return [places.cast.setup.pk, "aws-connect"]


def azure_side(places: Places) -> list[Any]:
    return [places.cast.setup.pk, "azure"]


def aws_side(places: Places) -> list[Any]:
    return [places.cast.setup.pk, "aws"]


def plan(places: Places) -> list[Any]:
    return [places.plan.pk]


def check(places: Places) -> list[Any]:
    return [places.check.pk]


def link(places: Places) -> list[Any]:
    return [entry_token(places.cast.asha)]


# Name, arguments, method, then the status for: nobody, Asha, Wes, Petra, Olga, Otto.
TABLE: tuple[Row, ...] = (
    ("home", nothing, "GET", "302 302 302 302 302 302"),
    ("home", nothing, "POST", "302 405 405 405 405 405"),
    ("enter", link, "GET", "200 200 200 200 200 200"),
    ("enter", link, "POST", "302 302 302 302 302 302"),
    ("no-entry", nothing, "GET", "200 200 200 200 200 200"),
    ("no-entry", nothing, "POST", "405 405 405 405 405 405"),
    ("sign-out", nothing, "GET", "302 405 405 405 405 405"),
    ("sign-out", nothing, "POST", "302 302 302 302 302 302"),
    ("healthz", nothing, "GET", "200 200 200 200 200 200"),
    ("healthz", nothing, "POST", "405 405 405 405 405 405"),
    ("microsoft-callback", nothing, "GET", "302 404 404 404 404 404"),
    ("microsoft-callback", nothing, "POST", "302 405 405 405 405 405"),
    ("setups", nothing, "GET", "302 200 200 200 200 200"),
    ("setups", nothing, "POST", "302 405 405 405 405 405"),
    ("new-setup", nothing, "GET", "302 403 403 403 200 403"),
    ("new-setup", nothing, "POST", "302 403 403 403 422 403"),
    ("status", setup, "GET", "302 200 200 200 200 404"),
    ("status", setup, "POST", "302 405 405 405 405 404"),
    ("people", setup, "GET", "302 200 200 200 200 404"),
    ("people", setup, "POST", "302 405 405 405 405 404"),
    ("record", setup, "GET", "302 200 200 200 200 404"),
    ("record", setup, "POST", "302 405 405 405 405 404"),
    ("metadata", setup, "GET", "302 404 404 403 404 404"),
    ("metadata", setup, "POST", "302 405 405 405 405 404"),
    ("microsoft", setup, "GET", "302 502 403 403 403 404"),
    ("microsoft", setup, "POST", "302 405 405 405 405 404"),
    ("login-check", setup, "GET", "302 200 200 200 200 404"),
    ("login-check", setup, "POST", "302 422 422 403 403 404"),
    ("start-check", setup, "GET", "302 405 405 405 405 404"),
    ("start-check", setup, "POST", "302 302 302 403 403 404"),
    ("look-again", setup, "GET", "302 405 405 405 405 404"),
    ("look-again", setup, "POST", "302 302 302 403 302 404"),
    ("keep", azure_step, "GET", "302 405 403 403 403 404"),
    ("keep", azure_step, "POST", "302 302 403 403 403 404"),
    ("step", azure_step, "GET", "302 200 403 403 403 404"),
    ("step", azure_step, "POST", "302 422 403 403 403 404"),
    ("step", aws_step, "GET", "302 403 200 403 403 404"),
    ("step", aws_step, "POST", "302 403 422 403 403 404"),
    ("by-hand", azure_step, "GET", "302 200 403 403 403 404"),
    ("by-hand", azure_step, "POST", "302 422 403 403 403 404"),
    ("by-hand", aws_step, "GET", "302 403 200 403 403 404"),
    ("by-hand", aws_step, "POST", "302 403 422 403 403 404"),
    ("side", azure_side, "GET", "302 200 403 403 403 404"),
    ("side", azure_side, "POST", "302 405 405 405 405 404"),
    ("side", aws_side, "GET", "302 403 200 403 403 404"),
    ("side", aws_side, "POST", "302 405 405 405 405 404"),
    ("run", plan, "GET", "302 200 200 200 200 404"),
    ("run", plan, "POST", "302 405 405 405 405 405"),
    ("run", check, "GET", "302 200 200 200 200 404"),
    ("start-run", plan, "GET", "302 405 405 405 405 405"),
    ("start-run", plan, "POST", "302 403 302 403 403 404"),
    ("start-run", check, "POST", "302 404 404 404 404 404"),
    ("run-again", plan, "GET", "302 405 405 405 405 405"),
    ("run-again", plan, "POST", "302 403 302 403 403 404"),
    ("run-again", check, "POST", "302 404 404 404 404 404"),
)

GETS, POSTS = ([row for row in TABLE if row[2] == method] for method in ("GET", "POST"))
OPEN_TO_ALL = {"sign-out", "enter", "new-setup"}
"""Signing in and out, and starting a setup of one's own."""
OWNERS = {("olga", "look-again")}
"""Reading both clouds back is the owner's too."""


def window(cast: Cast, who: str) -> Client:
    opened = Window()
    if who != "anonymous":
        opened.force_login(getattr(cast, who))
    return opened


def answer(places: Places, who: str, row: Row) -> Any:
    name, arguments, method, _ = row
    return window(places.cast, who).generic(
        method,
        reverse(name, args=arguments(places)),
        "pressed=1",
        content_type="application/x-www-form-urlencoded",
    )


def named(row: Row) -> str:
    return f"{row[2]}-{row[0]}-{row[1].__name__}"


def everything_kept() -> dict[str, int]:
    tables: list[type[Model]] = list(apps.get_app_config("wizard").get_models())
    return rows(tables)


def test_no_address_is_missing_from_the_table() -> None:
    names = {pattern.name for pattern in get_resolver().url_patterns}  # type: ignore[union-attr]
    assert names == {row[0] for row in TABLE}


@pytest.mark.parametrize("row", TABLE, ids=named)
@pytest.mark.django_db
def test_everybody_gets_what_is_theirs(row: Row) -> None:
    places = Places.prepare()
    got = {who: str(answer(places, who, row).status_code) for who in WHO}
    assert got == dict(zip(WHO, row[3].split(), strict=True))


@pytest.mark.parametrize("row", POSTS, ids=named)
@pytest.mark.django_db
def test_who_does_not_do_the_work_changes_nothing(row: Row) -> None:
    places = Places.prepare()
    before = everything_kept()
    for who in ("anonymous", "petra", "olga", "otto"):
        status = answer(places, who, row).status_code
        assert everything_kept() == before
        allowed = row[0] in OPEN_TO_ALL or (who, row[0]) in OWNERS
        assert allowed or who == "anonymous" or status in (403, 404, 405)


@pytest.mark.django_db
def test_looking_changes_nothing() -> None:
    places = Places.prepare()
    before = everything_kept()
    for row in GETS:
        for who in WHO:
            answer(places, who, row)
        assert everything_kept() == before, row[0]


@pytest.mark.django_db
def test_a_form_of_another_site_changes_nothing() -> None:
    places = Places.prepare()
    before = everything_kept()
    for row in POSTS:
        for person in (places.cast.asha, places.cast.wes):
            forged = Client(enforce_csrf_checks=True)
            forged.force_login(person)
            assert forged.post(reverse(row[0], args=row[1](places))).status_code == 403, row[0]
    assert everything_kept() == before


def test_the_wrong_side_is_told_whose_page_it_is(cast: Cast, asha: Window) -> None:
    page = asha.look("step", cast.setup.pk, "aws-connect")
    assert "This belongs to the AWS engineer of this setup." in text(page)
    assert reverse("status", args=[cast.setup.pk]) in text(page)


def test_a_stranger_is_not_told_that_the_page_exists(cast: Cast, otto: Window) -> None:
    page = text(otto.look("status", cast.setup.pk))
    assert "There is no such page" in page
    assert "Contoso" not in page


def test_otto_sees_nothing_of_this_setup_on_his_own_pages(cast: Cast, otto: Window) -> None:
    page = text(otto.look("setups"))
    assert "Connect for Fabrikam" in page
    assert "Connect for Contoso" not in page


@pytest.mark.parametrize("key", ["no-such-step", "login-check"])
def test_a_step_that_is_not_in_the_route_does_not_exist(cast: Cast, asha: Window, key: str) -> None:
    assert asha.look("step", cast.setup.pk, key).status_code == 404


def test_a_side_that_is_none_does_not_exist(cast: Cast, asha: Window) -> None:
    assert asha.look("side", cast.setup.pk, "google").status_code == 404


def test_whoever_left_the_setup_sees_nothing_from_then_on(cast: Cast, asha: Window) -> None:
    assert asha.look("status", cast.setup.pk).status_code == 200
    cast.setup.memberships.filter(person=cast.asha).delete()
    assert asha.look("status", cast.setup.pk).status_code == 404


def test_whoever_may_no_longer_sign_in_is_out(cast: Cast, asha: Window) -> None:
    Person.objects.filter(pk=cast.asha.pk).update(is_active=False)
    assert asha.look("status", cast.setup.pk).status_code == 302
