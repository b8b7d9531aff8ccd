"""A cloud that refuses, throttles or breaks: the run says so truthfully, and goes on where it can."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from federation.clouds.entra.patience import Patience
from federation.progress import State
from federation.routes import DIRECT_CUSTOM
from federation.sides import Side
from federation.steps.base import Outcome
from sandbox.faults import Fault
from sandbox.world import World
from tests.cast import Cast, Window, connect, do_by_hand, do_everything_before, plan, start, text, work
from wizard.models import Effect, Event, Resource, Revision, Run, RunState
from wizard.queries.overview import Overview
from wizard.sentences import sentence


@pytest.fixture
def provider_run(cast: Cast, world: World) -> Run:
    """Wes agreed to create the SAML provider; no worker has taken it yet."""
    do_everything_before(cast, "aws-saml-provider")
    connect(cast, Side.AWS)
    return start(cast, "aws-saml-provider")


@pytest.fixture
def application_run(cast: Cast, world: World, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Asha agreed to create the application; no worker has taken it yet."""
    monkeypatch.setattr("federation.clouds.entra.tenant.Patience", lambda: Patience(seconds=0.2, pause=0.01))
    do_everything_before(cast, "azure-application")
    connect(cast, Side.AZURE)
    return start(cast, "azure-application")


def later(run: Run) -> Run:
    """The pause is over."""
    Run.objects.filter(pk=run.pk).update(next_attempt_at=now() - timedelta(seconds=1))
    return work(run)


def calls(world: World, operation: str) -> int:
    return sum(call.operation == operation for call in world.journal.calls)


def test_aws_says_403_and_the_run_names_the_permission_and_its_owner(
    cast: Cast, wes: Window, provider_run: Run, world: World
) -> None:
    world.faults.plan("CreateSAMLProvider", Fault.DENY)
    run = work(provider_run)
    assert (run.state, run.error_code, run.error_owner) == (RunState.FAILED, "permission-missing", "aws")
    assert "iam:CreateSAMLProvider" in run.error_message
    assert "iam:CreateSAMLProvider" in text(wes.look("run", run.pk))
    assert Overview(cast.setup).by_key["aws-saml-provider"].state is State.PROBLEM
    assert sentence(Event.objects.get(key="run-failed")) == "“Create the SAML provider” did not work."


def test_entra_says_403_and_the_run_names_the_permission_and_its_owner(
    asha: Window, application_run: Run, world: World
) -> None:
    world.faults.plan("POST /applicationTemplates/{id}/instantiate", Fault.DENY)
    run = work(application_run)
    assert (run.state, run.error_code, run.error_owner) == (RunState.FAILED, "permission-missing", "azure")
    assert "Application.ReadWrite.All" in text(asha.look("run", run.pk))


def test_after_the_permission_was_granted_trying_again_succeeds(
    cast: Cast, provider_run: Run, world: World
) -> None:
    world.faults.plan("CreateSAMLProvider", Fault.DENY)
    work(provider_run)
    run = work(start(cast, "aws-saml-provider"))
    assert run.succeeded
    assert Overview(cast.setup).by_key["aws-saml-provider"].state is State.DONE


@pytest.mark.parametrize("fault", [Fault.THROTTLE, Fault.FAIL])
@pytest.mark.parametrize("operation", ["CreateRole", "PutRolePolicy"])
def test_aws_says_429_or_500_and_the_run_waits_then_succeeds_and_creates_nothing_twice(
    cast: Cast, wes: Window, provider_run: Run, world: World, fault: Fault, operation: str
) -> None:
    work(provider_run)
    world.faults.plan(operation, fault, times=9)  # the SDK itself repeats what is harmless to repeat
    run = work(start(cast, "aws-role"))
    assert run.state == RunState.QUEUED
    assert run.waiting_because in text(wes.look("run", run.pk))
    world.faults.clear()
    assert later(run).succeeded
    assert len(world.table("iam.roles")) == 1
    assert Resource.objects.filter(cloud_id__contains=":role/").count() == 1


INSTANTIATE = "POST /applicationTemplates/{id}/instantiate"


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        (INSTANTIATE, Fault.THROTTLE),
        ("PATCH /servicePrincipals/{id}", Fault.THROTTLE),
        ("PATCH /servicePrincipals/{id}", Fault.FAIL),
    ],
)
def test_entra_says_429_or_500_and_the_run_waits_then_succeeds_and_creates_nothing_twice(
    asha: Window, application_run: Run, world: World, fault: Fault, operation: str
) -> None:
    before = len(world.table("entra.applications"))
    world.faults.plan(operation, fault, seconds=20)
    run = work(application_run)
    assert run.state == RunState.QUEUED, run.error_message
    assert run.waiting_because in text(asha.look("run", run.pk))
    assert later(run).succeeded
    assert len(world.table("entra.applications")) == before + 1
    assert calls(world, operation) >= 2


def test_when_nobody_knows_whether_an_application_was_made_a_person_decides_after_ten_minutes(
    asha: Window, application_run: Run, world: World
) -> None:
    world.faults.plan(INSTANTIATE, Fault.FAIL)
    work(application_run)
    run = later(application_run)
    assert run.state == RunState.QUEUED
    assert "It is not known whether the application" in run.waiting_because
    Effect.objects.update(at=now() - timedelta(minutes=11))
    run = later(run)
    assert (run.state, run.error_code) == (RunState.FAILED, "needs-person")
    assert "Look in the cloud whether it is there." in text(asha.look("run", run.pk))
    assert calls(world, INSTANTIATE) == 1


def said_pause(run: Run, *, since: datetime) -> int:
    """The seconds the sentence names; the row must be due just then, however slow this machine is."""
    said = re.search(r"tries again in (\d+) s", run.waiting_because)
    pause = int(said[1]) if said else 0
    assert run.next_attempt_at is not None
    assert since + timedelta(seconds=pause) <= run.next_attempt_at <= now() + timedelta(seconds=pause)
    return pause


def test_the_sentence_says_what_happened_and_when_it_goes_on(provider_run: Run, world: World) -> None:
    world.faults.plan("CreateSAMLProvider", Fault.THROTTLE)
    before = now()
    run = work(provider_run)
    pause = said_pause(run, since=before)
    assert run.waiting_because.endswith(f"Handoff tries again in {pause} s.")
    assert "AWS" in run.waiting_because


def test_a_run_that_waits_counts_down_to_the_moment_it_is_due(
    wes: Window, provider_run: Run, world: World
) -> None:
    world.faults.plan("CreateSAMLProvider", Fault.THROTTLE)
    run = work(provider_run)
    assert run.next_attempt_at is not None
    due = run.next_attempt_at.isoformat()
    assert f'data-due="{due}">{run.waiting_because}</span>' in text(wes.look("run", run.pk))


def test_a_waiting_run_shows_as_running_and_its_owner_has_no_ball(
    cast: Cast, provider_run: Run, world: World
) -> None:
    world.faults.plan("CreateSAMLProvider", Fault.FAIL)
    work(provider_run)
    overview = Overview(cast.setup)
    assert overview.by_key["aws-saml-provider"].state is State.RUNNING
    assert [ball.side for ball in overview.balls] == []


def test_pauses_grow_while_the_cloud_keeps_failing(
    provider_run: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.backoff.random.random", lambda: 0.99)
    world.faults.plan("CreateSAMLProvider", Fault.FAIL, times=8)
    pauses, run = [], provider_run
    for _ in range(8):
        begun = now()
        run = later(run)
        pauses.append(said_pause(run, since=begun))
    assert pauses == [2, 4, 8, 16, 32, 59, 59, 59]


def test_a_cloud_that_does_not_answer_is_waited_for(provider_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    run = work(provider_run)
    assert run.state == RunState.QUEUED
    assert "AWS did not answer" in run.waiting_because


def test_of_half_an_answer_nothing_is_believed_and_nothing_is_made_twice(
    cast: Cast, provider_run: Run, world: World
) -> None:
    work(provider_run)
    world.faults.plan("CreateRole", Fault.TRUNCATE)
    run = work(start(cast, "aws-role"))
    assert run.state == RunState.QUEUED
    assert "The answer of AWS to iam:CreateRole broke off." in run.waiting_because
    assert later(run).succeeded
    assert calls(world, "CreateRole") == 1


def test_half_a_list_of_instances_is_not_taken_for_none(cast: Cast, world: World) -> None:
    # botocore reads broken JSON as an empty answer.
    world.faults.plan("ListInstances", Fault.TRUNCATE)
    run = plan(cast, "aws-connect", aws_region="eu-central-1")
    assert run.state == RunState.QUEUED
    assert "connect:ListInstances broke off" in run.waiting_because


def test_a_failed_plan_leaves_the_step_as_it_was(cast: Cast, wes: Window, world: World) -> None:
    world.faults.plan("GetCallerIdentity", Fault.DENY)
    failed = plan(cast, "aws-connect", aws_region="eu-central-1")
    assert failed.failed
    assert Overview(cast.setup).by_key["aws-connect"].state is State.READY
    assert "This did not work." in text(wes.look("run", failed.pk))


def test_what_the_cloud_refused_stands_beside_the_answer(cast: Cast, wes: Window, world: World) -> None:
    connect(cast, Side.AWS)
    legacy = "7a90c3d2-51e4-4f0b-a6de-93b1c27f4402"
    failed = plan(cast, "aws-instance", instance_id=legacy)
    assert failed.error_item == "instance_id"
    page = wes.look("step", cast.setup.pk, "aws-instance")
    assert "SAML" in page.context["form"].errors["instance_id"][0]
    assert failed.error_message in text(page)


def test_a_bug_ends_the_run_with_a_general_sentence_and_no_internals(
    cast: Cast,
    wes: Window,
    provider_run: Run,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def buggy(*_: Any) -> Any:
        raise RuntimeError("secret internals of ours")

    monkeypatch.setattr(type(DIRECT_CUSTOM.step("aws-saml-provider")), "carry_out", buggy)
    run = work(provider_run)
    assert (run.state, run.error_code) == (RunState.FAILED, "failed")
    assert run.error_message == "Something went wrong inside Handoff."
    page = text(wes.look("run", run.pk)) + text(wes.look("step", cast.setup.pk, "aws-saml-provider"))
    assert "secret internals" not in page
    assert "Traceback" not in page
    assert str(run.pk) in run.error_detail


def test_a_step_that_gives_too_little_fails(provider_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(DIRECT_CUSTOM.step("aws-saml-provider")), "carry_out", lambda *_: Outcome({}))
    run = work(provider_run)
    assert run.error_code == "unexpected-response"
    assert "provider_arn" in run.error_message


def test_without_any_credentials_the_run_says_how_to_get_some(
    provider_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", "absent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "absent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    run = work(provider_run)
    assert (run.error_code, run.error_owner) == ("credentials-rejected", "aws")
    assert "by hand" in run.error_hint or "credentials" in run.error_hint


def test_a_side_done_by_hand_is_told_to_sign_in_before_a_worker_can_help(cast: Cast, world: World) -> None:
    do_by_hand(cast, "aws-connect")
    run = plan(cast, "aws-instance", instance_id="0c1e5a3e-9b1f-4d57-8c11-2f6d8a5b7e01")
    assert run.error_code == "credentials-rejected"
    assert run.error_message == "Nobody has signed in to AWS for this setup yet."


def test_what_the_worker_made_a_moment_ago_is_waited_for_where_it_does_not_show_yet(
    cast: Cast, provider_run: Run, world: World
) -> None:
    world.faults.plan("CreateSAMLProvider", Fault.LAG, seconds=60)
    assert work(provider_run).succeeded
    run = work(start(cast, "aws-role"))
    assert run.state == RunState.QUEUED
    assert "made a moment ago" in run.waiting_because
    world.offset += timedelta(seconds=60)
    assert later(run).succeeded


def test_what_was_made_long_ago_and_is_gone_is_told_at_once(
    cast: Cast, provider_run: Run, world: World
) -> None:
    assert work(provider_run).succeeded
    Revision.objects.filter(key="provider_arn").update(at=now() - timedelta(minutes=6))
    role = start(cast, "aws-role")
    world.table("iam.saml_providers").clear()
    assert (work(role).state, role.error_code) == (RunState.FAILED, "not-found")
