"""F28: a role or a session ends in mid-run: what was agreed to finishes, the next request is refused."""

from django.urls import reverse

from sandbox.world import World
from tests.cast import Cast, Window, plan, start, work
from wizard.actions.setups import new_entry_link
from wizard.models import Event, Kind, Membership, Role, Run


def test_the_run_a_person_agreed_to_finishes_after_their_role_is_gone_and_says_whose_it_was(
    cast: Cast, world: World
) -> None:
    run = start(cast, "aws-connect", aws_region="eu-central-1")
    Membership.objects.filter(person=cast.wes).delete()
    assert work(run).succeeded
    assert run.asked_by == cast.wes
    assert Event.objects.get(setup=cast.setup, key="run-asked").person == cast.wes


def test_whoever_left_the_setup_sees_nothing_more_of_it(cast: Cast, wes: Window, world: World) -> None:
    run = start(cast, "aws-connect", aws_region="eu-central-1")
    assert wes.look("run", run.pk).status_code == 200
    Membership.objects.filter(person=cast.wes).delete()
    for page in (wes.look("run", run.pk), wes.look("status", cast.setup.pk), wes.send("run-again", run.pk)):
        assert page.status_code == 404


def test_whoever_changed_sides_can_look_but_starts_nothing_here(cast: Cast, wes: Window, world: World) -> None:
    seen = plan(cast, "aws-connect", aws_region="eu-central-1")
    Membership.objects.filter(person=cast.wes).update(role=Role.MANAGER)
    assert wes.look("run", seen.pk).status_code == 200
    assert wes.send("start-run", seen.pk).status_code == 403
    assert not Run.objects.filter(kind=Kind.CARRY_OUT).exists()


def test_a_session_that_was_ended_starts_nothing_and_the_run_goes_on(
    cast: Cast, wes: Window, world: World
) -> None:
    seen = plan(cast, "aws-connect", aws_region="eu-central-1")
    run = start(cast, "aws-connect", aws_region="eu-central-1")
    new_entry_link(cast.wes)
    answer = wes.send("start-run", seen.pk)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("no-entry"))
    assert work(run).succeeded
