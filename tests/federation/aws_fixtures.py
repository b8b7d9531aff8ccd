"""The simulated AWS over real HTTP, and records as far as the AWS steps need them.

Use it with `pytest_plugins = ["tests.federation.aws_fixtures"]`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from cheroot.wsgi import Server

from federation.clouds import Clouds
from federation.clouds.aws.account import AwsAccount, AwsSignIn, open_account
from federation.endpoints import Endpoints
from federation.findings import Finding
from federation.items import (
    AWS_ACCOUNT,
    AWS_REGION,
    INSTANCE_ARN,
    METADATA_XML,
    PEOPLE,
    PROVIDER_NAME,
    ROLE_NAME,
    ROUTING_PROFILE,
    SECURITY_PROFILE,
)
from federation.people import SignInPerson
from federation.record import MemoryRecord
from federation.steps.base import Outcome, Step
from sandbox.addresses import Addresses
from sandbox.aws import create_api
from sandbox.aws.seed import ACCOUNT, ENGINEER_KEY, ENGINEER_SECRET, REGION, seed
from sandbox.aws.seed import INSTANCE_ARN as SEEDED_INSTANCE
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

    def sign_in(self, key: str = ENGINEER_KEY, secret: str = ENGINEER_SECRET) -> None:
        """Put these keys where AWS's default chain finds them."""
        self.monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
        self.monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)

    def account(self, *, region: str = REGION, marker: str = MARKER) -> AwsAccount:
        account = open_account(
            AwsSignIn("chain"), region=region, endpoints=self.endpoints, marker=marker, say=self.said.append
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


class _Switch:
    """A WSGI application that is another one for each test."""

    aws: "SandboxAws"
    app: Any = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        # As a dispatcher in front would do it: the API sees its own paths only.
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = "/aws", environ["PATH_INFO"].removeprefix("/aws")
        answer: list[Any] = []
        body = self.app(environ, lambda *start: answer.append(start))
        if self.aws.calls[-1] in self.aws.lost:
            self.aws.lost.remove(self.aws.calls[-1])
            start_response("502 Bad Gateway", [("Content-Type", "text/xml"), ("Content-Length", "0")])
            return [b""]
        start_response(*answer[0])
        return body


@pytest.fixture(scope="session")
def aws_server() -> Iterator[tuple[_Switch, str]]:
    switch = _Switch()
    server = Server(("127.0.0.1", 0), switch, numthreads=4)
    server.prepare()
    thread = Thread(target=server.serve, daemon=True)
    thread.start()
    yield switch, f"http://127.0.0.1:{server.bind_addr[1]}"
    server.stop()
    thread.join()


@pytest.fixture
def aws(aws_server: tuple[_Switch, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxAws]:
    """A freshly seeded AWS, with the engineer signed in."""
    switch, web = aws_server
    addresses = Addresses(web=web, authority="https://unused.test")
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "absent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "absent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    made = SandboxAws(Endpoints(aws=addresses.aws), monkeypatch)
    made.sign_in()
    seed(made.world)
    switch.app, switch.aws = create_api(made.world, addresses), made
    yield made
    for account in made.opened:
        account.close()


@pytest.fixture
def record() -> MemoryRecord:
    """A setup in which the Azure side has done its part and the AWS engineer has answered everything."""
    return MemoryRecord(
        {
            AWS_ACCOUNT: ACCOUNT,
            AWS_REGION: REGION,
            INSTANCE_ARN: SEEDED_INSTANCE,
            METADATA_XML: metadata(),
            PROVIDER_NAME: f"ConnectSSO-{MARKER}",
            ROLE_NAME: f"ConnectSSO-{MARKER}",
            SECURITY_PROFILE: "Agent",
            ROUTING_PROFILE: "Basic Routing Profile",
            PEOPLE: (ANNA, BEN),
        },
        marker=MARKER,
    )
