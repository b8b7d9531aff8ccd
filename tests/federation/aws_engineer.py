"""The AWS engineer's tools in tests: an own simulated AWS, and what to look at afterwards."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from federation.clouds import Clouds
from federation.clouds.aws.account import AwsAccount, AwsSignIn, open_account
from federation.endpoints import Endpoints
from federation.findings import Finding
from federation.people import SignInPerson
from federation.record import MemoryRecord
from federation.steps.base import Outcome, Step
from sandbox.aws.seed import ENGINEER_KEY, ENGINEER_SECRET, REGION
from sandbox.world import World
from tests.federation.responses import key_descriptor, metadata_xml, signer

MARKER = "abcd1234"
ANNA = SignInPerson("anna.weber@contoso.com", "anna.weber@contoso.com", "Anna", "Weber")
BEN = SignInPerson("ben.okafor@contoso.com", "ben.okafor@contoso.com", "Ben", "Okafor")
STARTED = datetime.now(UTC)


def metadata(name: str = "aws", *, days: int = 1000) -> str:
    """Entra's metadata with a certificate that is valid from yesterday for `days` days."""
    made = signer(name, valid_from=STARTED - timedelta(days=1), days=days)
    return metadata_xml(key_descriptor(made.der))


@dataclass
class SandboxAws:
    """One test's AWS: its world, what Handoff said, and the way in."""

    endpoints: Endpoints
    monkeypatch: pytest.MonkeyPatch
    world: World = field(default_factory=World)
    said: list[str] = field(default_factory=list)
    opened: list[AwsAccount] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Operations whose next answer gets lost on the way, after they took effect."""
    region: str = REGION

    def sign_in(self, key: str = ENGINEER_KEY, secret: str = ENGINEER_SECRET) -> None:
        """Put these keys where AWS's default chain finds them."""
        self.monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
        self.monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)

    def account(self) -> AwsAccount:
        account = open_account(
            AwsSignIn("chain"),
            region=self.region,
            endpoints=self.endpoints,
            marker=MARKER,
            say=self.said.append,
        )
        self.opened.append(account)
        return account

    def clouds(self) -> Clouds:
        return Clouds(open_aws=self.account, open_entra=_no_entra, say=self.said.append)

    @property
    def calls(self) -> list[str]:
        """The operations called so far."""
        return [call.operation for call in self.world.journal.calls]

    def count(self, operation: str) -> int:
        """How often an operation was called."""
        return self.calls.count(operation)

    def findings(self, step: Step, record: MemoryRecord) -> dict[str, Finding]:
        """What the step sees when it looks, by code; a later finding of one code hides an earlier one."""
        return {finding.code: finding for finding in step.observe(record, self.clouds())}

    def carry_out(self, step: Step, record: MemoryRecord) -> Outcome:
        """Do the step as the runner does: what it gives goes into the record."""
        outcome = step.carry_out(record, self.clouds())
        for item, value in outcome.items.items():
            record.put(item, value)
        return outcome


def _no_entra() -> Any:
    raise AssertionError("no AWS step needs Entra")
