"""How a setup stands follows from its record: done, stale, problem, waiting, and for whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from federation.findings import Finding, Level
from federation.progress import State
from federation.sides import Side
from sandbox.aws import seed as aws
from tests.cast import ROUTE, Cast, Window, ask, do_by_hand, do_everything, do_everything_before, metadata, text
from wizard.actions.checks import _record, ask_for_agreement
from wizard.models import Kind, Person, Run, RunState
from wizard.queries.overview import LOGIN_CHECK, Overview
from wizard.record import SetupRecord


def state(cast: Cast, key: str) -> State:
    return Overview(cast.setup).by_key[key].state


def new_metadata(cast: Cast, **changes: str) -> None:
    do_by_hand(cast, "azure-certificate", **changes)


def test_at_the_beginning_each_side_can_connect_and_everything_else_waits(cast: Cast) -> None:
    ready = [p.step.key for p in Overview(cast.setup).progress if p.state is State.READY]
    waiting = [p.step.key for p in Overview(cast.setup).progress if p.state is State.WAITING]
    assert ready == ["aws-connect", "azure-connect"]
    assert len(waiting) == len(ROUTE.steps) - 2


def test_new_metadata_makes_the_provider_out_of_date_and_shows_both_values(cast: Cast, wes: Window) -> None:
    do_everything(cast)
    old, new = (SetupRecord(cast.setup).revisions["metadata_xml"].brief, metadata("renewed"))
    new_metadata(cast, metadata_xml=new)
    assert state(cast, "aws-saml-provider") is State.STALE
    page = text(wes.look("step", cast.setup.pk, "aws-saml-provider"))
    assert "Changed since it was done: Federation metadata XML" in page
    assert old in page
    assert SetupRecord(cast.setup).revisions["metadata_xml"].brief in page
    assert old != SetupRecord(cast.setup).revisions["metadata_xml"].brief


def test_only_what_uses_the_changed_item_is_out_of_date(cast: Cast) -> None:
    do_everything(cast)
    new_metadata(cast, metadata_xml=metadata("renewed"))
    stale = [p.step.key for p in Overview(cast.setup).progress if p.state is State.STALE]
    assert stale == ["aws-saml-provider"]


def test_doing_it_again_makes_it_up_to_date(cast: Cast) -> None:
    do_everything(cast)
    new_metadata(cast, metadata_xml=metadata("renewed"))
    do_by_hand(cast, "aws-saml-provider")
    assert state(cast, "aws-saml-provider") is State.DONE


def test_metadata_downloaded_again_makes_nothing_out_of_date(cast: Cast) -> None:
    do_everything(cast)
    new_metadata(cast, metadata_xml=metadata().replace('ID="_m"', 'ID="_other"').replace("><", ">\n<"))
    assert Overview(cast.setup).complete


def test_changing_back_makes_it_up_to_date_again(cast: Cast) -> None:
    do_everything(cast)
    new_metadata(cast, metadata_xml=metadata("renewed"))
    new_metadata(cast, metadata_xml=metadata())
    assert state(cast, "aws-saml-provider") is State.DONE


def test_a_changed_answer_makes_the_own_step_out_of_date(cast: Cast, wes: Window) -> None:
    do_everything(cast)
    wes.typed("step", cast.setup.pk, "aws-role", role_name="Another")
    assert state(cast, "aws-role") is State.STALE


def test_a_failed_run_is_a_problem_until_one_succeeds(cast: Cast, wes: Window) -> None:
    do_by_hand(cast, "aws-connect")
    failed = Run.objects.create(
        setup=cast.setup,
        step_key="aws-instance",
        kind=Kind.CARRY_OUT,
        state=RunState.FAILED,
        error_message="AWS does not allow it.",
        finished_at=now(),
    )
    assert state(cast, failed.step_key) is State.PROBLEM
    assert "AWS does not allow it." in text(wes.look("side", cast.setup.pk, "aws"))
    do_by_hand(cast, "aws-instance")
    assert state(cast, failed.step_key) is State.DONE


def test_a_plan_does_not_make_a_step_run_or_fail(cast: Cast) -> None:
    run = ask(cast, "aws-connect", aws_region=aws.REGION)
    assert state(cast, "aws-connect") is State.READY
    Run.objects.filter(pk=run.pk).update(state=RunState.FAILED)
    assert state(cast, "aws-connect") is State.READY


def test_waiting_names_the_person_the_side_and_what_is_missing(cast: Cast, wes: Window) -> None:
    do_everything_before(cast, "azure-certificate")
    page = text(wes.look("side", cast.setup.pk, "aws"))
    assert "Waiting for Asha (Azure): Federation metadata XML" in page


def test_waiting_for_ones_own_step_names_the_step(cast: Cast, wes: Window) -> None:
    do_everything_before(cast, "aws-saml-provider")
    assert "After “Create the SAML provider”" in text(wes.look("side", cast.setup.pk, "aws"))


def test_who_has_the_ball_and_since_when(cast: Cast, petra: Window) -> None:
    do_everything_before(cast, "aws-saml-provider")
    Run.objects.update(finished_at=now() - timedelta(hours=30))
    SetupRecord(cast.setup).revisions["metadata_xml"].__class__.objects.update(at=now() - timedelta(hours=30))
    cast.setup.__class__.objects.update(created_at=now() - timedelta(hours=30))
    page = text(petra.look("status", cast.setup.pk))
    assert "Wes (AWS): Create the SAML provider, for 1\xa0day" in page


def test_both_sides_may_have_the_ball_at_once(cast: Cast) -> None:
    balls = Overview(cast.setup).balls
    assert [(ball.side, ball.names) for ball in balls] == [(Side.AWS, "Wes"), (Side.AZURE, "Asha")]


def test_a_side_without_anybody_is_named_by_its_role(cast: Cast) -> None:
    cast.setup.memberships.filter(person=cast.wes).delete()
    assert Overview(cast.setup).names(Side.AWS) == "the AWS engineer"


# --- the login check ---


def finding(level: Level = Level.OK, code: str = "login-proven") -> Finding:
    return Finding(code=code, level=level, owner=Side.AWS, message="As it should be.", actual="alice")


def compared(cast: Cast, *findings: Finding) -> Run:
    run = ask_for_agreement(cast.setup, by=cast.wes)
    Run.objects.filter(pk=run.pk).update(
        state=RunState.SUCCEEDED,
        inputs=SetupRecord(cast.setup).fingerprints,
        result=[one.as_dict() for one in findings],
        finished_at=now(),
    )
    return run


def proven(cast: Cast, *findings: Finding, by: Person | None = None) -> Run:
    return _record(cast.setup, SetupRecord(cast.setup), findings or (finding(),), by=by or cast.wes)


def check(cast: Cast) -> State:
    return Overview(cast.setup).check_state


def test_the_login_check_comes_last(cast: Cast) -> None:
    assert check(cast) is State.WAITING
    do_everything(cast)
    assert check(cast) is State.READY


def test_agreement_alone_proves_no_login(cast: Cast) -> None:
    do_everything(cast)
    ask_for_agreement(cast.setup, by=cast.wes)
    assert check(cast) is State.RUNNING
    compared(cast, finding())
    assert check(cast) is State.READY


def test_a_real_sign_in_proves_it(cast: Cast, petra: Window) -> None:
    do_everything(cast)
    compared(cast, finding())
    proven(cast)
    assert check(cast) is State.DONE
    assert "the login is proven" in text(petra.look("status", cast.setup.pk))


@pytest.mark.parametrize("level", [Level.OK, Level.WARNING])
def test_comparing_again_after_the_proof_keeps_it(cast: Cast, level: Level) -> None:
    do_everything(cast)
    proven(cast)
    compared(cast, finding(level))
    assert check(cast) is State.DONE


def test_a_comparison_that_finds_something_takes_the_proof_back(cast: Cast) -> None:
    do_everything(cast)
    proven(cast)
    compared(cast, finding(Level.ERROR))
    assert check(cast) is State.PROBLEM


def test_a_refused_sign_in_is_a_problem(cast: Cast) -> None:
    do_everything(cast)
    proven(cast, finding(Level.ERROR, "audience"))
    assert check(cast) is State.PROBLEM


def test_a_change_of_the_record_makes_the_proof_out_of_date(cast: Cast, petra: Window) -> None:
    do_everything(cast)
    proven(cast)
    new_metadata(cast, metadata_xml=metadata("renewed"))
    do_by_hand(cast, "aws-saml-provider")
    assert check(cast) is State.STALE
    assert "the login is proven" not in text(petra.look("status", cast.setup.pk))


def test_work_after_the_proof_makes_it_out_of_date_even_with_the_same_values(cast: Cast) -> None:
    do_everything(cast)
    proven(cast)
    again = {"inputs": SetupRecord(cast.setup).inputs_of(ROUTE.step("aws-role")), "finished_at": now()}
    cast.setup.runs.create(step_key="aws-role", kind=Kind.CARRY_OUT, state=RunState.SUCCEEDED, **again)
    assert state(cast, "aws-role") is State.DONE
    assert check(cast) is State.STALE


def test_a_check_that_could_not_be_made_is_a_problem(cast: Cast) -> None:
    do_everything(cast)
    run = compared(cast)
    Run.objects.filter(pk=run.pk).update(state=RunState.FAILED, error_message="No answer.")
    assert check(cast) is State.PROBLEM


@pytest.mark.parametrize(
    ("who", "sees"), [("asha", False), ("wes", True), ("petra", False)], ids=["asha", "wes", "petra"]
)
def test_a_failure_leads_its_owner_to_the_step_and_nobody_else(
    cast: Cast, request: pytest.FixtureRequest, who: str, sees: bool
) -> None:
    do_everything(cast)
    run = compared(cast, broken())
    window: Any = request.getfixturevalue(who)
    page = text(window.look("run", run.pk))
    assert "Other instance." in page
    assert ("Open “Create the role”" in page) is sees
    assert ("For Wes" in page) is not sees


def broken(step_key: str = "aws-role") -> Finding:
    return Finding(
        code="x", level=Level.ERROR, owner=Side.AWS, message="Other instance.", step=step_key, fix="Mend."
    )


def test_what_a_check_finds_gives_the_step_back_to_its_owner(cast: Cast, wes: Window) -> None:
    do_everything(cast)
    compared(cast, broken())
    assert state(cast, "aws-role") is State.PROBLEM
    assert [(ball.side, ball.task.key) for ball in Overview(cast.setup).balls] == [(Side.AWS, "aws-role")]
    assert "Other instance." in text(wes.look("step", cast.setup.pk, "aws-role"))


@pytest.mark.parametrize("mend", ["work", "check"])
def test_it_is_mended_by_doing_it_again_or_by_a_check_that_finds_it_no_more(cast: Cast, mend: str) -> None:
    do_everything(cast)
    compared(cast, broken())
    if mend == "work":
        do_by_hand(cast, "aws-role")
    else:
        compared(cast, finding())
    assert state(cast, "aws-role") is State.DONE


def test_a_check_of_an_older_record_blames_nobody(cast: Cast) -> None:
    do_everything(cast)
    compared(cast, broken())
    new_metadata(cast, metadata_xml=metadata("renewed"))
    assert state(cast, "aws-role") is State.DONE


def test_a_refused_sign_in_blames_its_own_step_only(cast: Cast) -> None:
    do_everything(cast)
    proven(cast, broken("azure-claims"))
    problems = [p.step.key for p in Overview(cast.setup).progress if p.state is State.PROBLEM]
    assert problems == ["azure-claims"]


def test_whoever_has_the_ball_is_told_so(cast: Cast, wes: Window, petra: Window) -> None:
    do_everything_before(cast, "aws-saml-provider")
    assert "You have the ball" in text(wes.look("status", cast.setup.pk))
    page = text(petra.look("status", cast.setup.pk))
    assert "You have the ball" not in page
    assert "Has the ball" in page


def test_the_login_check_is_its_own_kind_of_run() -> None:
    assert LOGIN_CHECK not in {step.key for step in ROUTE.steps}
