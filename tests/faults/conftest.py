"""What every test of faults needs: quick patience, and a world to go wrong."""

import pytest

from federation.clouds.entra.patience import Patience


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker does not wait long for what does not show; it comes back later."""
    monkeypatch.setattr("federation.clouds.entra.tenant.Patience", lambda: Patience(seconds=0.02, pause=0.005))
