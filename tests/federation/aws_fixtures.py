"""Fixtures of the AWS side. Use by `pytest_plugins = ["tests.federation.aws_fixtures"]`.

The server runs once; every test gets its world fresh.
"""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from cheroot.wsgi import Server

from federation.endpoints import Endpoints
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
from federation.record import MemoryRecord
from sandbox.addresses import Addresses
from sandbox.aws import create_api
from sandbox.aws.seed import ACCOUNT, REGION, seed
from sandbox.aws.seed import INSTANCE_ARN as SEEDED_INSTANCE
from tests.federation.aws_engineer import ANNA, BEN, MARKER, SandboxAws, metadata


class _Switch:
    """A WSGI application that is another one for each test."""

    aws: SandboxAws
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
def aws_record() -> MemoryRecord:
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
