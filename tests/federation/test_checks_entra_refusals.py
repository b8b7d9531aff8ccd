"""Entra's error page is explained: whose it is, what is wrong, what to do."""

from datetime import UTC, datetime

import pytest

from federation.checks.entra_refusals import MOST, REFUSALS, explain_entra_refusal
from federation.checks.real_thing import check_real_thing
from federation.endpoints import Endpoints
from federation.record import MemoryRecord
from federation.routes import DIRECT_CUSTOM
from federation.sides import Side

DISABLED = """Sign in
Sorry, but we’re having trouble signing you in.
AADSTS50057: The user account is disabled.
Request Id: 5f2c   Correlation Id: 77"""


def test_the_finding_names_side_step_and_what_entra_said() -> None:
    finding = explain_entra_refusal(DISABLED)
    assert finding is not None
    assert (finding.owner, finding.code, finding.step) == (Side.AZURE, "person-disabled", "azure-assignments")
    assert finding.actual.startswith("AADSTS50057: The user account is disabled. Request Id")
    assert finding.failed


@pytest.mark.parametrize("number", sorted(REFUSALS))
def test_every_known_code_leads_to_a_step_with_something_to_do(number: str) -> None:
    finding = explain_entra_refusal(f"AADSTS{number}: whatever")
    assert finding is not None
    assert finding.failed
    assert finding.fix
    assert finding.step in {step.key for step in DIRECT_CUSTOM.steps}


def test_an_unknown_code_is_shown_with_a_place_to_look_it_up() -> None:
    finding = explain_entra_refusal("AADSTS9999999: something new")
    assert finding is not None
    assert (finding.code, finding.actual) == ("entra-sign-in", "AADSTS9999999: something new")
    assert "https://login.microsoftonline.com/error" in finding.fix


@pytest.mark.parametrize(
    "text",
    ["", "hello", "xAADSTS50057", "SAMLResponse=abc&x=AADSTS50057", f"AADSTS50057 {'x' * MOST}"],
)
def test_anything_else_is_no_error_page(text: str) -> None:
    assert explain_entra_refusal(text) is None


def test_the_login_check_explains_it_even_before_the_record_is_complete() -> None:
    findings = check_real_thing(DISABLED, MemoryRecord({}), endpoints=Endpoints(), now=datetime.now(UTC))
    assert [finding.code for finding in findings] == ["person-disabled"]
