"""Here everybody's setup is finished: Handoff has carried out every step, ten minutes ago."""

import pytest

from sandbox.world import World
from tests.cast import Cast
from tests.finished import finished
from wizard import runner


@pytest.fixture
def cast(db: None, world: World, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(runner, "close_old_connections", lambda: None)
    return finished(world)
