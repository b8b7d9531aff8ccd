"""Fixtures that only tests of the wizard need."""

from collections.abc import Callable

import pytest

from tests.wizard.workers import Say, Work
from wizard import work as working
from wizard.models import Run


@pytest.fixture
def working_as(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], list[Run]]:
    """Let every worker do this instead; the list holds the runs that were worked on."""

    def replace(what: Work) -> list[Run]:
        done: list[Run] = []

        def do(run: Run, *, say: Say) -> working.Result:
            done.append(run)
            return what(run, say)

        monkeypatch.setattr(working, "do", do)
        return done

    return replace
