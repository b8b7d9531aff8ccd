"""Identity Center for tests. Use by `pytest_plugins = ["tests.sandbox.identity_center_fixtures"]`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from sandbox.aws.identity_center.seed import seed
from tests.sandbox.identity_centers import Center, Console

if TYPE_CHECKING:
    from tests.sandbox.conftest import Aws


@pytest.fixture
def center(aws: "Aws") -> Center:
    """A freshly seeded organisation beside the Connect account."""
    seed(aws.world)
    return Center(aws)


@pytest.fixture
def console(center: Center) -> Iterator[Console]:
    """The console with the management account's engineer signed in."""
    made = Console(center.aws)
    yield made
    made.close()
