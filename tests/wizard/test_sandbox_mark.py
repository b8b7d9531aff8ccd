"""Whatever was made with simulated clouds says so, and never touches the real ones."""

from typing import Any

import pytest

from sandbox.aws import seed as aws
from sandbox.world import World
from tests.cast import ROUTE, Cast, Window, ask, assemble, do_by_hand, text, work
from wizard.actions.setups import start_setup
from wizard.models import RunState


@pytest.fixture
def made_in_sandbox(cast: Cast) -> Cast:
    """Olga started the setup while the sandbox was on; now it is off."""
    cast.setup.sandbox = True
    cast.setup.save()
    return cast


def test_a_setup_started_in_the_sandbox_remembers_it(db: None, settings: Any) -> None:
    settings.SANDBOX = True
    assert assemble().setup.sandbox


def test_a_setup_started_with_the_real_clouds_does_not_say_sandbox(cast: Cast, wes: Window) -> None:
    assert not cast.setup.sandbox
    assert "Sandbox" not in text(wes.look("status", cast.setup.pk))
    assert "Sandbox" not in text(wes.look("home"))


@pytest.mark.parametrize("page", ["status", "record", "login-check", "people"])
def test_every_page_of_such_a_setup_says_so_for_ever(made_in_sandbox: Cast, wes: Window, page: str) -> None:
    content = text(wes.look(page, made_in_sandbox.setup.pk))
    assert "Sandbox: this setup was made with simulated clouds" in content
    assert "Handoff sandbox</title>" in content


def test_the_list_of_setups_marks_it(made_in_sandbox: Cast, olga: Window) -> None:
    start_setup(by=made_in_sandbox.olga, name="Another", route=ROUTE.key, participants=[])
    assert '<span class="tag">Sandbox</span>' in text(olga.look("setups"))


def test_a_file_taken_from_it_is_named_so(made_in_sandbox: Cast, asha: Window) -> None:
    do_by_hand(made_in_sandbox, "azure-connect", "aws-connect", "aws-instance")
    do_by_hand(made_in_sandbox, "azure-application", "azure-certificate")
    answer = asha.look("metadata", made_in_sandbox.setup.pk)
    assert 'filename="sandbox-handoff-' in answer["Content-Disposition"]


def test_it_never_calls_the_real_clouds(made_in_sandbox: Cast, world: World) -> None:
    run = work(ask(made_in_sandbox, "aws-connect", aws_region=aws.REGION))
    assert (run.state, run.error_code) == (RunState.FAILED, "needs-person")
    assert run.error_message == "This setup was made in the sandbox; nothing of it exists in the real clouds."
    assert not world.journal.calls


def test_a_real_setup_never_calls_the_sandbox(cast: Cast, world: World, settings: Any) -> None:
    settings.SANDBOX = True
    run = work(ask(cast, "aws-connect", aws_region=aws.REGION))
    assert (
        run.error_message == "This setup belongs to the real clouds, but Handoff was started with the sandbox."
    )
    assert not world.journal.calls
