"""Petra sees how everything stands, and no value of the record."""

from typing import Any

import pytest

from federation.findings import Finding, Level
from federation.sides import Side
from sandbox.aws import seed as aws
from sandbox.entra import seed as entra
from sandbox.faults import Fault
from sandbox.world import World
from tests.cast import (
    ACCESS_URL,
    APP_ID,
    PROVIDER_ARN,
    ROLE_ARN,
    Cast,
    Window,
    connect,
    do_everything,
    plan,
    start,
    text,
    work,
)
from wizard.actions.checks import _record, ask_for_agreement
from wizard.models import Revision, Run
from wizard.record import SetupRecord

SECRETIVE = {
    aws.ACCOUNT,
    aws.INSTANCE_ID,
    "wes.engineer",
    PROVIDER_ARN,
    ROLE_ARN,
    entra.TENANT_ID,
    APP_ID,
    ACCESS_URL,
    "EntityDescriptor",
    "MII",
}
"""Parts of values: account, instance, caller, ARNs, ids, addresses, metadata and certificate."""


def values_in(page: Any) -> set[str]:
    shown = text(page)
    return {value for value in SECRETIVE if value in shown}


@pytest.fixture
def done(cast: Cast, world: World) -> Cast:
    """Everything is on record, and the AWS side is connected."""
    do_everything(cast)
    connect(cast, Side.AWS)
    return cast


@pytest.mark.parametrize("page", ["status", "record", "people", "login-check"])
def test_no_page_of_the_setup_shows_a_value(done: Cast, petra: Window, page: str) -> None:
    assert values_in(petra.look(page, done.setup.pk)) == set()


def test_the_engineers_do_see_them(done: Cast, wes: Window) -> None:
    assert values_in(wes.look("record", done.setup.pk)) == SECRETIVE


def test_every_value_of_the_record_is_missing_from_her_record_page(done: Cast, petra: Window) -> None:
    page = text(petra.look("record", done.setup.pk))
    long = [row for row in Revision.objects.exclude(value=None) if len(row.text) >= 12]
    choices = {"userprincipalname", "agent-workspace"}
    assert len(long) > 15
    assert [row.key for row in long if row.text in page and row.text not in choices] == []


def test_she_sees_which_items_are_there_and_who_gave_them(done: Cast, petra: Window) -> None:
    page = text(petra.look("record", done.setup.pk))
    assert "<strong>Provider ARN</strong>: there, typed by Wes" in page
    assert "As project manager you see which items are there." in page


@pytest.mark.parametrize("kind", ["plan", "run"])
def test_the_page_of_a_run_shows_its_course_but_no_value(
    cast: Cast, petra: Window, world: World, kind: str
) -> None:
    run = plan(cast, "aws-connect", aws_region=aws.REGION) if kind == "plan" else None
    shown = run or work(start(cast, "aws-connect", aws_region=aws.REGION))
    assert shown.succeeded
    assert values_in(petra.look("run", shown.pk)) == set()


def test_findings_name_what_is_wrong_but_not_the_values(done: Cast, petra: Window) -> None:
    finding = Finding(
        code="provider-exists",
        level=Level.ERROR,
        owner=Side.AWS,
        message="The SAML provider is not what it should be.",
        expected=PROVIDER_ARN,
        actual=ROLE_ARN,
        fix="Run this step again.",
    )
    run = _record(done.setup, SetupRecord(done.setup), (finding,), by=done.wes)
    for page in (petra.look("run", run.pk), petra.look("login-check", done.setup.pk)):
        assert "The SAML provider is not what it should be." in text(page)
        assert values_in(page) == set()


def test_she_gets_no_button_that_changes_anything(done: Cast, petra: Window) -> None:
    agreed = plan(done, "aws-users")
    pages = [petra.look(name, done.setup.pk) for name in ("status", "record", "people", "login-check")]
    for page in [*pages, petra.look("run", agreed.pk)]:
        assert text(page).count('method="post"') == 1  # signing out
    assert Run.objects.filter(plan=agreed).count() == 0


def test_olga_may_read_the_record_but_not_work(done: Cast, olga: Window) -> None:
    assert ROLE_ARN in values_in(olga.look("record", done.setup.pk))
    assert olga.look("step", done.setup.pk, "aws-role").status_code == 403


def test_what_the_cloud_said_in_its_own_words_is_for_the_engineers(
    cast: Cast, petra: Window, wes: Window, world: World
) -> None:
    world.faults.plan("GetCallerIdentity", Fault.DENY)
    failed = plan(cast, "aws-connect", aws_region=aws.REGION)
    assert failed.error_message in text(petra.look("run", failed.pk))
    assert values_in(petra.look("run", failed.pk)) == set()
    assert values_in(wes.look("run", failed.pk)) == {aws.ACCOUNT, "wes.engineer"}


def test_a_check_that_failed_keeps_the_clouds_words_from_her(done: Cast, petra: Window) -> None:
    run = ask_for_agreement(done.setup, by=done.wes)
    Run.objects.filter(pk=run.pk).update(state="failed", error_message="AWS refused.", error_detail=ROLE_ARN)
    page = petra.look("login-check", done.setup.pk)
    assert "AWS refused." in text(page)
    assert values_in(page) == set()
