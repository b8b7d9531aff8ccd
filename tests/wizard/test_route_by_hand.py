"""Nobody has to give Handoff credentials: the whole route can be done by hand, with exact values."""

import pytest

from federation.progress import State
from federation.steps.base import Step
from tests.cast import ROUTE, Cast, Window, by_hand_answers, do_everything, do_everything_before, text
from wizard.models import Kind, Run
from wizard.queries.overview import Overview
from wizard.record import SetupRecord


def test_two_engineers_do_the_whole_route_by_hand_through_the_pages(
    cast: Cast, asha: Window, wes: Window
) -> None:
    for step in ROUTE.steps:
        window = asha if step.side == "azure" else wes
        page = window.typed("by-hand", cast.setup.pk, step.key, **by_hand_answers()[step.key])
        assert page.status_code == 302, text(page)
    assert {p.state for p in Overview(cast.setup).progress} == {State.DONE}
    assert set(Run.objects.values_list("kind", flat=True)) == {Kind.BY_HAND}


@pytest.mark.parametrize("step", ROUTE.steps, ids=lambda step: step.key)
def test_the_page_shows_the_exact_values_to_copy(cast: Cast, asha: Window, wes: Window, step: Step) -> None:
    do_everything_before(cast, step.key)
    window = asha if step.side == "azure" else wes
    page = text(window.look("by-hand", cast.setup.pk, step.key))
    record = step.assume_defaults(SetupRecord(cast.setup))
    for value in step.by_hand(record):
        assert value.field in page
        assert value.value in page
    for link in step.links(record):
        assert link.url in page


@pytest.mark.parametrize("step", ROUTE.steps, ids=lambda step: step.key)
def test_the_page_fills_in_what_the_result_will_be(cast: Cast, asha: Window, wes: Window, step: Step) -> None:
    do_everything_before(cast, step.key)
    window = asha if step.side == "azure" else wes
    form = window.look("by-hand", cast.setup.pk, step.key).context["form"]
    for item, value in step.foreseen(step.assume_defaults(SetupRecord(cast.setup))).items():
        assert form[item.key].value() == value


def test_by_hand_without_its_inputs_says_whom_it_waits_for(cast: Cast, wes: Window) -> None:
    page = text(wes.look("by-hand", cast.setup.pk, "aws-role"))
    assert "The exact values stand here as soon as they are in the record." in page
    assert '<form method="post" enctype' not in page


def test_a_side_that_works_by_hand_is_done_without_a_worker(cast: Cast) -> None:
    do_everything(cast)
    overview = Overview(cast.setup)
    assert overview.complete
    assert all(overview.by_hand(step) for step in ROUTE.steps)
