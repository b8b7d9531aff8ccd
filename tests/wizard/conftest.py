"""Fixtures that only tests of the wizard need."""

from collections.abc import Callable

import pytest

from tests.wizard.workers import Work
from wizard import work as working
from wizard.ledger import RunLedger
from wizard.models import Run


@pytest.fixture
def working_as(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], list[Run]]:
    """Let every worker do this instead; the list holds the runs that were worked on."""

    def replace(what: Work) -> list[Run]:
        done: list[Run] = []

        def do(run: Run, ledger: RunLedger) -> working.Result:
            done.append(run)
            return what(run, ledger.say)

        monkeypatch.setattr(working, "do", do)
        return done

    return replace
