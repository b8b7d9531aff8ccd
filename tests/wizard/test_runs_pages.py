"""Plans and runs through the pages: one agreed plan leads to one run, whatever people press."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from federation.progress import State
from federation.sides import Side
from sandbox.world import World
from tests.cast import (
    Cast,
    Window,
    ask,
    assemble,
    connect,
    do_by_hand,
    do_everything_before,
    plan,
    start,
    text,
    work,
)
from wizard.models import Event, Kind, Membership, Role, Run
from wizard.queries.overview import Overview


def runs(kind: Kind = Kind.CARRY_OUT) -> int:
    return Run.objects.filter(kind=kind).count()


def test_a_double_click_on_run_gives_one_run(cast: Cast, wes: Window, world: World) -> None:
    agreed = plan(cast, "aws-connect", aws_region="eu-central-1")
    first, second = (wes.send("start-run", agreed.pk) for _ in range(2))
    assert first.url == second.url
    assert runs() == 1
    assert Event.objects.filter(key="run-asked").count() == 1


def test_back_after_the_run_leads_to_the_same_run(cast: Cast, wes: Window, world: World) -> None:
    agreed = plan(cast, "aws-connect", aws_region="eu-central-1")
    first = wes.send("start-run", agreed.pk)
    assert work(Run.objects.get(kind=Kind.CARRY_OUT)).succeeded
    assert wes.send("start-run", agreed.pk).url == first.url
    assert runs() == 1
    assert "This plan was carried out." in text(wes.look("run", agreed.pk))


def test_back_to_an_older_plan_leads_to_its_own_run(cast: Cast, wes: Window, world: World) -> None:
    first = plan(cast, "aws-connect", aws_region="eu-central-1")
    place = wes.send("start-run", first.pk).url
    work(Run.objects.get(kind=Kind.CARRY_OUT))
    assert work(start(cast, "aws-connect")).succeeded
    assert wes.send("start-run", first.pk).url == place


def test_a_double_click_on_check_gives_one_plan(cast: Cast, wes: Window) -> None:
    pages = [wes.typed("step", cast.setup.pk, "aws-connect", aws_region="eu-central-1") for _ in range(2)]
    assert pages[0].url == pages[1].url
    assert runs(Kind.PLAN) == 1


def test_a_double_click_on_compare_gives_one_check(cast: Cast, wes: Window, asha: Window) -> None:
    pages = [window.send("start-check", cast.setup.pk) for window in (wes, wes, asha)]
    assert len({page.url for page in pages}) == 1
    assert runs(Kind.AGREEMENT) == 1


def test_a_plan_made_from_older_values_is_refused(cast: Cast, wes: Window, world: World) -> None:
    agreed = plan(cast, "aws-connect", aws_region="eu-central-1")
    wes.typed("step", cast.setup.pk, "aws-connect", aws_region="us-east-1")
    page = wes.post(reverse("start-run", args=[agreed.pk]), follow=True)
    assert "A value changed since this plan was made. Look again at what would change." in text(page)
    assert runs() == 0


def test_a_plan_that_is_not_finished_cannot_be_carried_out(cast: Cast, wes: Window) -> None:
    waiting = ask(cast, "aws-connect", aws_region="eu-central-1")
    page = wes.post(reverse("start-run", args=[waiting.pk]), follow=True)
    assert "There is no finished plan to carry out." in text(page)
    assert runs() == 0


def test_a_second_engineer_who_starts_at_the_same_time_gets_the_run_of_the_first(
    cast: Cast, wes: Window, otto: Window, world: World
) -> None:
    Membership.objects.create(setup=cast.setup, person=cast.otto, role=Role.AWS)
    first = wes.send("start-run", plan(cast, "aws-connect", aws_region="eu-central-1").pk)
    second = otto.send("start-run", plan(cast, "aws-connect").pk)
    assert second.url == first.url
    assert runs() == 1


def test_after_a_failure_trying_again_makes_a_new_plan(cast: Cast, wes: Window) -> None:
    failed = ask(cast, "aws-connect", aws_region="eu-central-1")
    Run.objects.filter(pk=failed.pk).update(state="failed", error_message="No.")
    page = wes.send("run-again", failed.pk)
    assert page.url != reverse("run", args=[failed.pk])
    assert runs(Kind.PLAN) == 2


def test_a_refused_answer_is_changed_where_it_was_asked(cast: Cast, wes: Window) -> None:
    refused = Run.objects.create(
        setup=cast.setup, step_key="aws-role", kind=Kind.PLAN, state="failed", error_item="aws_profile"
    )
    page = text(wes.look("run", refused.pk))
    assert f'href="{reverse("step", args=[cast.setup.pk, "aws-connect"])}">Change the answer' in page


def test_a_plan_needs_what_the_step_needs(cast: Cast, wes: Window) -> None:
    page = wes.typed("step", cast.setup.pk, "aws-role")
    assert page.status_code == 422
    assert "Still missing: AWS account, Region of the Connect instance" in text(page)
    assert runs(Kind.PLAN) == 0


def test_answers_given_before_their_time_are_kept(cast: Cast, wes: Window) -> None:
    wes.typed("step", cast.setup.pk, "aws-role", role_name="OurRole")
    assert wes.look("step", cast.setup.pk, "aws-role").context["form"]["role_name"].value() == "OurRole"


def test_the_plan_says_what_will_change_before_anything_changes(cast: Cast, wes: Window, world: World) -> None:
    do_everything_before(cast, "aws-saml-provider")
    connect(cast, Side.AWS)
    agreed = plan(cast, "aws-saml-provider")
    page = text(wes.look("run", agreed.pk))
    assert "Nothing is changed yet. This is what will change:" in page
    assert f"ConnectSSO-{cast.setup.marker}" in page
    assert not world.table("iam.saml_providers")


def test_work_by_hand_on_a_connected_side_is_read_back(cast: Cast, wes: Window, world: World) -> None:
    connect(cast, Side.AWS)
    do_by_hand(cast, "aws-instance")
    observed = work(Run.objects.get(kind=Kind.OBSERVE))
    assert [row["level"] for row in observed.result] == ["ok", "ok", "ok"]
    assert "Everything agrees." in text(wes.look("run", observed.pk))


def test_recording_by_hand_twice_is_one_piece_of_work(cast: Cast, wes: Window) -> None:
    for _ in range(2):
        do_by_hand(cast, "aws-connect")
    assert runs(Kind.BY_HAND) == 1


def test_by_hand_must_wait_while_handoff_works_on_the_step(cast: Cast, wes: Window, world: World) -> None:
    wes.send("start-run", plan(cast, "aws-connect", aws_region="eu-central-1").pk)
    page = wes.typed("by-hand", cast.setup.pk, "aws-connect", aws_account="111122223333")
    assert page.status_code == 422
    assert "Handoff is carrying this step out just now." in text(page)
    assert runs(Kind.BY_HAND) == 0


def test_work_by_hand_that_reads_back_otherwise_is_a_problem_until_it_is_mended(
    cast: Cast, wes: Window, world: World
) -> None:
    connect(cast, Side.AWS)
    missing = "arn:aws:connect:eu-central-1:111122223333:instance/00000000-0000-0000-0000-000000000000"
    do_by_hand(cast, "aws-instance", instance_arn=missing)
    work(Run.objects.get(kind=Kind.OBSERVE))
    assert Overview(cast.setup).by_key["aws-instance"].state is State.PROBLEM
    page = text(wes.look("step", cast.setup.pk, "aws-instance"))
    assert "What was read back is not what it should be." in page
    do_by_hand(cast, "aws-instance")
    assert work(Run.objects.filter(kind=Kind.OBSERVE).latest("created_at")).succeeded
    assert Overview(cast.setup).by_key["aws-instance"].state is State.DONE


@pytest.mark.django_db(transaction=True)
def test_ten_presses_in_the_same_instant_give_one_run(world: World) -> None:
    cast = assemble()
    agreed = plan(cast, "aws-connect", aws_region="eu-central-1")
    window = Window()
    window.force_login(cast.wes)
    together, urls = threading.Barrier(10), list[Any]()

    def press() -> None:
        tab = Window(raise_request_exception=False)
        tab.cookies = window.cookies
        together.wait()
        answer = tab.send("start-run", agreed.pk)
        urls.append(getattr(answer, "url", answer.status_code))
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(urls) == 10
    assert set(urls) == {reverse("run", args=[Run.objects.get(kind=Kind.CARRY_OUT).pk])}
