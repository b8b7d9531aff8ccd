"""Asha and Wes take back what Handoff made: only what is theirs goes, and the record says so."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from sandbox.aws import seed as aws
from sandbox.aws.sts.sessions import start_session
from sandbox.world import World
from tests.cast import ROUTE, Cast, do_by_hand, plan, start, work
from tests.finished import look
from tests.wizard.undo.conftest import plan_undo, scope, start_undo, states, tables, undo
from wizard.actions.runs import carry_out_plan
from wizard.actions.start import NotNow
from wizard.actions.undo import ask_for_undo_plan, carry_out_undo
from wizard.management.tour import ANSWERS
from wizard.models import Event, Kind, Resource, Revision, Run, RunState
from wizard.queries.overview import Overview
from wizard.queries.timeline import timeline
from wizard.record import SetupRecord


def test_both_halves_undone_the_clouds_are_as_they_were(done: Cast, world: World, untouched: str) -> None:
    assert tables(world) != untouched
    world.journal.clear()
    undo(done, "aws")
    undo(done, "azure")
    assert tables(world) == untouched
    assert not any(call.status >= 400 and call.status != 404 for call in world.journal.calls)
    assert len(world.table("entra.deletedItems")) == 2


def test_the_other_half_first_is_as_good(done: Cast, world: World, untouched: str) -> None:
    undo(done, "azure")
    undo(done, "aws")
    assert tables(world) == untouched


def test_step_by_step_in_reverse_is_as_good(done: Cast, world: World, untouched: str) -> None:
    for step in reversed(ROUTE.steps):
        if step.undoable:
            undo(done, step.key)
    assert tables(world) == untouched


def test_what_is_undone_can_be_done_again(done: Cast) -> None:
    undo(done, "aws-role")
    assert states(done)["aws-role"] == "ready"
    assert work(start(done, "aws-role")).succeeded
    assert states(done)["aws-role"] == "done"
    rows = Resource.objects.filter(kind="Role").order_by("pk")
    assert [row.removed_at is None for row in rows] == [False, True]
    assert rows[0].cloud_id == rows[1].cloud_id


def test_the_other_side_hears_of_it(done: Cast) -> None:
    undo(done, "aws-role")
    now = states(done)
    assert now["azure-claims"] == "waiting"
    assert now["azure-certificate"] == now["aws-saml-provider"] == "done"
    assert now["aws-connect"] == "done"


def test_the_record_keeps_what_was_there(done: Cast) -> None:
    before = SetupRecord(done.setup).revisions["role_arn"]
    run = undo(done, "aws-role")
    withdrawn = SetupRecord(done.setup).revisions["role_arn"]
    assert (withdrawn.value, withdrawn.number, withdrawn.run) == (None, before.number + 1, run)
    assert "role_name" in SetupRecord(done.setup).fingerprints, "The answers stay."
    row = Resource.objects.get(kind="Role")
    assert (row.removed_by, row.there) == (run, False)
    assert row.removed_at is not None


def test_the_timeline_tells_it_in_sentences(done: Cast) -> None:
    undo(done, "aws-role")
    undo(done, "azure")
    told = [moment.sentence for moment in timeline(done.setup)]
    assert told[0] == (
        "“Create the enterprise application” is undone: what Handoff had made is removed, and its values are "
        "out of the record."
    )
    assert "Asha started to undo the whole Azure side." in told
    assert "Wes started to undo “Create the role”." in told


def test_the_plan_names_what_goes_and_what_stays(done: Cast) -> None:
    rows = {(row["what"], row["change"]) for row in plan_undo(done, "aws").result}
    assert rows == {
        ("Connect user", "remove"),
        ("Role", "remove"),
        ("SAML provider", "remove"),
        ("Connect instance", "keep"),
    }
    order = [row["step"] for row in plan_undo(done, "azure").result]
    assert list(dict.fromkeys(order)) == [
        "azure-assignments",
        "azure-claims",
        "azure-certificate",
        "azure-application",
    ]


def test_a_plan_changes_nothing(done: Cast, world: World) -> None:
    before = tables(world)
    plan_undo(done, "aws")
    plan_undo(done, "azure")
    assert tables(world) == before
    assert set(states(done).values()) == {"done"}


def test_what_others_build_on_is_undone_last(done: Cast) -> None:
    with pytest.raises(NotNow, match="Undo “Create the role” first: it builds on this"):
        ask_for_undo_plan(done.setup, scope("aws-saml-provider"), by=done.wes)
    undo(done, "aws-role")
    undo(done, "aws-saml-provider")


def test_there_is_nothing_to_undo_twice(done: Cast) -> None:
    undo(done, "aws-users")
    with pytest.raises(NotNow, match="nothing to undo"):
        ask_for_undo_plan(done.setup, scope("aws-users"), by=done.wes)


def test_two_presses_are_one_undo(done: Cast) -> None:
    agreed = plan_undo(done, "aws-users")
    first, second = (carry_out_undo(agreed, by=done.wes) for _ in range(2))
    assert first == second
    work(first)
    assert carry_out_undo(agreed, by=done.wes) == first
    assert Event.objects.filter(key="undo-asked").count() == 1


@pytest.mark.parametrize(("who", "key"), [("petra", "aws"), ("asha", "aws"), ("wes", "azure"), ("otto", "aws")])
def test_who_may_not_undo(done: Cast, who: str, key: str) -> None:
    agreed = plan_undo(done, key)
    with pytest.raises(PermissionDenied):
        ask_for_undo_plan(done.setup, scope(key), by=getattr(done, who))
    with pytest.raises(PermissionDenied):
        carry_out_undo(agreed, by=getattr(done, who))


def test_the_owner_may_undo_both_halves(done: Cast, world: World, untouched: str) -> None:
    undo(done, "aws", by=done.olga)
    undo(done, "azure", by=done.olga)
    assert tables(world) == untouched


def test_while_something_is_undone_nothing_is_made_there(done: Cast) -> None:
    agreed = plan(done, "aws-instance", **ANSWERS["aws-instance"])
    start_undo(done, "aws-users")
    with pytest.raises(NotNow, match="“Create the Connect users” is being undone just now"):
        carry_out_plan(agreed, by=done.wes)
    with pytest.raises(NotNow, match="is being undone just now"):
        do_by_hand(done, "aws-instance")
    assert states(done)["aws-users"] == "running"


def test_while_something_is_made_nothing_is_undone_there(done: Cast) -> None:
    agreed = plan_undo(done, "aws")
    start(done, "aws-instance", **ANSWERS["aws-instance"])
    with pytest.raises(NotNow, match="“Choose the Connect instance” is being carried out just now"):
        carry_out_undo(agreed, by=done.wes)
    start_undo(done, "azure")


def test_the_half_and_one_of_its_steps_are_not_undone_at_once(done: Cast) -> None:
    one, all_of_it = plan_undo(done, "aws-users"), plan_undo(done, "aws")
    carry_out_undo(one, by=done.wes)
    with pytest.raises(NotNow, match="is being undone just now"):
        carry_out_undo(all_of_it, by=done.wes)


def test_what_came_after_the_plan_is_not_removed(done: Cast, world: World) -> None:
    undo(done, "azure-access-url")
    agreed = plan_undo(done, "azure-assignments")
    one = next(iter(world.table("entra.assignments").values()))
    world.table("entra.assignments")["new"] = one | {"id": "new", "principalDisplayName": "Frieda"}
    before = tables(world)
    run = work(carry_out_undo(agreed, by=done.asha))
    assert run.failed
    assert "Assignment Frieda would be removed too" in run.error_message
    assert tables(world) == before


def test_a_value_that_changed_since_the_plan_stops_it(done: Cast) -> None:
    agreed = plan_undo(done, "aws-role")
    row = SetupRecord(done.setup).revisions["role_name"]
    Revision.objects.create(
        setup=done.setup, key=row.key, number=row.number + 1, value="Other", fingerprint="x", origin="typed"
    )
    with pytest.raises(NotNow, match="A value changed since this plan was made"):
        carry_out_undo(agreed, by=done.wes)


def test_a_role_first_used_after_the_plan_is_asked_for_anew(done: Cast, world: World) -> None:
    agreed = plan_undo(done, "aws-role")
    (role,) = world.table("iam.roles").values()
    start_session(world, role, name="alice", seconds=900)
    run = work(carry_out_undo(agreed, by=done.wes))
    assert run.failed
    assert "means more than it did" in run.error_message
    assert plan_undo(done, "aws-role").result[0]["consent"]


def test_a_thing_somebody_removed_by_hand_counts_as_done(done: Cast, world: World) -> None:
    world.table("connect.users").clear()
    world.table("iam.roles").clear()
    run = undo(done, "aws")
    assert world.table("iam.saml_providers") == {}
    assert set(Resource.objects.filter(kind="Role").values_list("removed_by", flat=True)) == {run.pk}


def test_what_was_made_a_moment_ago_and_does_not_show_is_waited_for(done: Cast, world: World) -> None:
    (role,) = Resource.objects.filter(kind="Role")
    Resource.objects.filter(pk=role.pk).update(at=role.at.now(role.at.tzinfo))
    world.table("iam.roles").clear()
    run = plan_undo(done, "aws-role")
    assert run.state == RunState.QUEUED
    assert "was made a moment ago and does not show yet" in run.waiting_because


def test_after_a_failure_the_step_says_what_is_wrong_and_can_be_undone(done: Cast, world: World) -> None:
    agreed = plan_undo(done, "aws-role")
    (role,) = world.table("iam.roles").values()
    role["policies"]["Reports"] = "{}"
    run = work(carry_out_undo(agreed, by=done.wes))
    assert run.failed
    assert "Reports" in run.error_message
    assert states(done)["aws-role"] == "done", "Nothing was removed."
    del role["policies"]["Reports"]
    undo(done, "aws-role")


def test_what_is_in_the_way_is_named_and_there_is_no_going_on(done: Cast, world: World) -> None:
    (role,) = world.table("iam.roles").values()
    role["policies"]["Reports"] = "{}"
    agreed = plan_undo(done, "aws")
    assert [row["what"] for row in agreed.result if row["blocked"]] == ["Role"]
    with pytest.raises(NotNow, match="Something is in the way"):
        carry_out_undo(agreed, by=done.wes)


def test_a_permission_that_is_missing_half_way_leaves_a_step_with_a_problem(done: Cast, world: World) -> None:
    run = start_undo(done, "aws")
    engineer = world.table("iam.users")[f"{aws.ACCOUNT}/{aws.ENGINEER}"]
    allowed = json.loads(engineer["policies"]["sandbox"])
    deny = {"Effect": "Deny", "Action": "iam:DeleteRole", "Resource": "*"}
    allowed["Statement"].append(deny)
    engineer["policies"]["sandbox"] = json.dumps(allowed)
    assert work(run).failed
    assert "iam:DeleteRole" in run.error_message
    now = states(done)
    assert (now["aws-users"], now["aws-role"], now["aws-saml-provider"]) == ("ready", "problem", "done")
    assert Overview(done.setup).history.problems["aws-role"] == run
    allowed["Statement"].remove(deny)
    engineer["policies"]["sandbox"] = json.dumps(allowed)
    undo(done, "aws")
    assert states(done)["aws-role"] == "waiting"


def test_a_look_for_changes_finds_no_fault_with_what_is_undone(done: Cast) -> None:
    undo(done, "aws-users")
    undo(done, "azure-access-url")
    run = look(done)
    assert run.succeeded or run.active
    assert not any(row.get("level") == "error" for row in run.result)
    assert "aws-users" not in Overview(done.setup).history.problems


def test_only_what_is_undone_is_running_meanwhile(done: Cast) -> None:
    start_undo(done, "aws")
    now = states(done)
    assert {key for key, state in now.items() if state == "running"} == {
        step.key for step in ROUTE.steps if step.key.startswith("aws-") and step.undoable
    }
    assert Run.objects.filter(kind=Kind.UNDO).count() == 1
