"""Live parts: the same words as the page, 304 when nothing changed, and they stop by themselves."""

from typing import Any

import pytest

from sandbox.world import World
from tests.cast import Cast, Window, ask, do_by_hand, do_everything, plan, start, text, work
from wizard.actions.checks import _record
from wizard.models import Run, RunLine, RunState
from wizard.record import SetupRecord

LIVE = {"HX-Request": "true"}


def live_pages(cast: Cast) -> dict[str, tuple[Any, ...]]:
    return {"status": (cast.setup.pk,), "side": (cast.setup.pk, "aws"), "run": (ask_once(cast).pk,)}


def ask_once(cast: Cast) -> Run:
    return Run.objects.first() or ask(cast, "aws-connect", aws_region="eu-central-1")


PAGES = ["status", "side", "run"]


@pytest.mark.parametrize("name", PAGES)
def test_the_live_part_is_a_piece_of_the_page(cast: Cast, wes: Window, name: str) -> None:
    where = live_pages(cast)[name]
    part = text(wes.look(name, *where, headers=LIVE))
    assert part.lstrip().startswith('<div id="live"')
    assert "<html" not in part
    whole = text(wes.look(name, *where))
    assert part.strip().splitlines()[0] in whole
    assert "<html" in whole


@pytest.mark.parametrize("name", PAGES)
def test_an_unchanged_part_is_not_sent_again(cast: Cast, wes: Window, name: str) -> None:
    where = live_pages(cast)[name]
    tag = wes.look(name, *where, headers=LIVE)["ETag"]
    again = wes.look(name, *where, headers=LIVE | {"If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("name", PAGES)
def test_a_changed_part_is_sent(cast: Cast, wes: Window, name: str) -> None:
    where = live_pages(cast)[name]
    tag = wes.look(name, *where, headers=LIVE)["ETag"]
    run = Run.objects.first()
    do_by_hand(cast, "aws-connect")
    if run is not None:
        RunLine.objects.create(run=run, text="Something happened.")
    again = wes.look(name, *where, headers=LIVE | {"If-None-Match": tag})
    assert again.status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_page_and_part_never_stand_in_for_each_other_in_a_cache(cast: Cast, wes: Window, name: str) -> None:
    """Without it, Back in the browser may show the part alone."""
    where = live_pages(cast)[name]
    for headers in ({}, LIVE):
        assert "HX-Request" in wes.look(name, *where, headers=headers)["Vary"]


@pytest.mark.parametrize("name", PAGES)
def test_while_something_can_happen_the_page_asks_again(cast: Cast, wes: Window, name: str) -> None:
    where = live_pages(cast)[name]
    assert "hx-trigger" in text(wes.look(name, *where, headers=LIVE))


@pytest.mark.parametrize("name", ["status", "side"])
def test_when_the_login_is_proven_the_page_asks_only_when_somebody_comes_back_to_it(
    cast: Cast, wes: Window, name: str
) -> None:
    do_everything(cast)
    _record(cast.setup, SetupRecord(cast.setup), (), by=cast.wes)
    page = text(wes.look(name, *live_pages(cast)[name], headers=LIVE))
    assert 'hx-trigger="focus from:window"' in page


@pytest.mark.parametrize("end", [RunState.SUCCEEDED, RunState.FAILED])
def test_when_a_run_has_ended_its_page_asks_no_more(cast: Cast, wes: Window, end: RunState) -> None:
    run = ask(cast, "aws-connect", aws_region="eu-central-1")
    Run.objects.filter(pk=run.pk).update(state=end)
    page = text(wes.look("run", run.pk, headers=LIVE))
    assert "hx-get" not in page
    assert "hx-trigger" not in page


def test_without_javascript_a_running_page_can_be_refreshed(cast: Cast, wes: Window) -> None:
    run = ask(cast, "aws-connect", aws_region="eu-central-1")
    assert f'<a href="/runs/{run.pk}/">Refresh</a>' in text(wes.look("run", run.pk))


def test_the_log_of_a_run_is_on_its_page(cast: Cast, wes: Window, world: World) -> None:
    run = work(start(cast, "aws-connect", aws_region="eu-central-1"))
    assert "Found 2 Connect instances in eu-central-1." in text(wes.look("run", run.pk))
    assert plan(cast, "aws-connect").succeeded


def test_the_live_part_is_only_for_those_who_may_see_the_page(cast: Cast, asha: Window, otto: Window) -> None:
    assert asha.look("side", cast.setup.pk, "aws", headers=LIVE).status_code == 403
    assert otto.look("status", cast.setup.pk, headers=LIVE).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_no_cache_keeps_a_page_of_somebody_signed_in(cast: Cast, wes: Window, name: str) -> None:
    where = live_pages(cast)[name]
    assert wes.look(name, *where)["Cache-Control"] == "private, no-store"
    assert wes.look(name, *where, headers=LIVE)["Cache-Control"] == "private, no-cache"
