"""Where a setup stands follows from what the record holds; nobody stores it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from federation.items import METADATA_XML, PROVIDER_ARN, PROVIDER_NAME, ROLE_ARN, ROLE_VALUE
from federation.progress import Evidence, Snapshot, State, StepProgress, derive, holders
from federation.sides import Side
from federation.steps.base import Ask, Step

WHEN = datetime(2026, 3, 2, tzinfo=UTC)


class Certificate(Step):
    key, side = "azure-certificate", Side.AZURE
    gives = (METADATA_XML,)


class Provider(Step):
    key, side = "aws-saml-provider", Side.AWS
    asks = (Ask(PROVIDER_NAME),)
    needs = (METADATA_XML,)
    gives = (PROVIDER_ARN, ROLE_ARN)
    informs = (ROLE_ARN,)


class Claims(Step):
    key, side = "azure-claims", Side.AZURE
    needs = (PROVIDER_ARN,)
    gives = (ROLE_VALUE,)


ROUTE = (Certificate(), Provider(), Claims())
CERTIFIED = Snapshot(values={"metadata_xml": "m1"}, evidence={"azure-certificate": Evidence({}, WHEN)})
PROVIDED = Snapshot(
    values={"metadata_xml": "m1", "provider_arn": "p1"},
    evidence={**CERTIFIED.evidence, "aws-saml-provider": Evidence({"metadata_xml": "m1"}, WHEN)},
)


def states(snapshot: Snapshot) -> list[State]:
    return [progress.state for progress in derive(ROUTE, snapshot)]


def provider(snapshot: Snapshot) -> StepProgress:
    return derive(ROUTE, snapshot)[1]


def test_at_first_only_what_needs_nothing_is_ready() -> None:
    assert states(Snapshot(values={})) == ["ready", "waiting", "waiting"]


def test_who_waits_knows_for_what_and_for_whom() -> None:
    waiting = provider(Snapshot(values={}))
    assert [item.key for item in waiting.missing] == ["metadata_xml"]
    assert [step.key for step in waiting.waits_for] == ["azure-certificate"]
    assert waiting.waits_for_other_side


def test_waiting_for_the_own_side_is_told_apart() -> None:
    class Trust(Provider):
        key = "aws-role"
        needs = (PROVIDER_ARN,)

    assert not derive((Provider(), Trust()), Snapshot(values={}))[1].waits_for_other_side


def test_a_handed_over_item_makes_the_other_side_ready() -> None:
    assert states(CERTIFIED) == ["done", "ready", "waiting"]


def test_a_step_is_done_when_its_evidence_is_of_the_current_inputs() -> None:
    assert states(PROVIDED) == ["done", "done", "ready"]


def test_an_item_without_evidence_does_not_make_a_step_done() -> None:
    assert provider(replace(PROVIDED, evidence=CERTIFIED.evidence)).state is State.READY


def test_evidence_without_the_item_does_not_make_a_step_done() -> None:
    assert provider(replace(PROVIDED, values={"metadata_xml": "m1"})).state is State.READY


def test_items_that_only_inform_may_be_missing() -> None:
    assert "role_arn" not in PROVIDED.values
    assert provider(PROVIDED).state is State.DONE


def test_a_renewed_certificate_makes_the_other_side_stale_and_says_why() -> None:
    renewed = provider(replace(PROVIDED, values={**PROVIDED.values, "metadata_xml": "m2"}))
    assert renewed.state is State.STALE
    assert [item.key for item in renewed.changed] == ["metadata_xml"]


def test_a_changed_answer_makes_the_step_stale_too() -> None:
    assert provider(replace(PROVIDED, values={**PROVIDED.values, "provider_name": "n"})).state is State.STALE


def test_an_input_that_was_taken_back_makes_the_step_wait_again() -> None:
    assert provider(replace(PROVIDED, values={"provider_arn": "p1"})).state is State.WAITING


def test_running_is_told_before_everything_else() -> None:
    busy = frozenset({"aws-saml-provider"})
    assert provider(replace(PROVIDED, running=busy, failed=busy)).state is State.RUNNING


def test_a_failed_run_is_a_problem_even_if_an_earlier_one_succeeded() -> None:
    assert provider(replace(PROVIDED, failed=frozenset({"aws-saml-provider"}))).state is State.PROBLEM


def test_a_failed_step_whose_input_is_gone_waits() -> None:
    failed = Snapshot(values={}, failed=frozenset({"aws-saml-provider"}))
    assert provider(failed).state is State.WAITING


@pytest.mark.parametrize(
    ("snapshot", "who"),
    [
        (Snapshot(values={}), ["azure"]),
        (CERTIFIED, ["aws"]),
        (PROVIDED, ["azure"]),
        (replace(PROVIDED, failed=frozenset({"aws-saml-provider"})), ["azure", "aws"]),
        (replace(CERTIFIED, running=frozenset({"aws-saml-provider"})), []),
    ],
)
def test_who_has_the_ball(snapshot: Snapshot, who: list[str]) -> None:
    assert list(holders(derive(ROUTE, snapshot))) == who


def test_a_finished_setup_is_nobody_s_turn() -> None:
    finished = Snapshot(
        values={**PROVIDED.values, "role_value": "v"},
        evidence={**PROVIDED.evidence, "azure-claims": Evidence({"provider_arn": "p1"}, WHEN)},
    )
    assert set(states(finished)) == {State.DONE}
    assert holders(derive(ROUTE, finished)) == ()


def test_every_state_has_a_label_for_people() -> None:
    assert len({state.label for state in State}) == len(State)
