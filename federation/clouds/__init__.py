"""Both clouds of one setup, opened when first used."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from federation.endpoints import Endpoints

if TYPE_CHECKING:
    from federation.clouds.aws.account import AwsAccount
    from federation.clouds.entra.tenant import EntraTenant


@dataclass
class Clouds:
    """What steps and checks make their calls with.

    `open_aws` and `open_entra` sign in on first use and raise CredentialsRejected if they cannot.
    `say` takes one plain sentence about what was just done; it becomes a line of the run's log.
    """

    open_aws: Callable[[], "AwsAccount"]
    open_entra: Callable[[], "EntraTenant"]
    say: Callable[[str], None] = field(default=lambda line: None)
    endpoints: Endpoints = field(default_factory=Endpoints)

    @cached_property
    def aws(self) -> "AwsAccount":
        return self.open_aws()

    @cached_property
    def entra(self) -> "EntraTenant":
        return self.open_entra()

    @property
    def opened_entra(self) -> "EntraTenant | None":
        """The tenant, if anything was asked of it."""
        return self.__dict__.get("entra")

    def close(self) -> None:
        """Give back connections. Safe to call twice and when nothing was opened."""
        if "aws" in self.__dict__:
            self.aws.close()
        if "entra" in self.__dict__:
            self.entra.close()
