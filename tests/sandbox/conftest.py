"""A fresh simulated AWS on an ephemeral port of loopback, and boto3 clients that talk to it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import boto3
import pytest
import requests
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import WSGIRequestHandler, make_server

from sandbox.addresses import Addresses
from sandbox.aws import create_api, create_pages
from sandbox.aws.seed import ENGINEER_KEY, ENGINEER_SECRET, LIMITED_KEY, LIMITED_SECRET, REGION, seed
from sandbox.world import World
from tests.sandbox.federations import Federation

ONCE = {"total_max_attempts": 1}


class _Quiet(WSGIRequestHandler):
    """Nothing on the terminal, and connections stay open as botocore expects."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        pass


@cache
def _client(
    service: str, endpoint: str, region: str, credentials: tuple[str | None, ...], checking: bool
) -> Any:
    """The same client for the same caller in every test: making one takes as long as a test."""
    key, secret, token = credentials
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=Config(
            retries=ONCE,  # type: ignore[arg-type]
            parameter_validation=checking,
            signature_version=None if key else UNSIGNED,
        ),
    )


@dataclass(frozen=True)
class Aws:
    """The running simulation: its world, its address, and who one can call it as."""

    world: World
    addresses: Addresses

    def client(
        self,
        service: str,
        key: str | None = ENGINEER_KEY,
        secret: str | None = ENGINEER_SECRET,
        *,
        token: str | None = None,
        region: str = REGION,
        checking: bool = True,
    ) -> Any:
        """A boto3 client that asks once. `checking` False sends also what botocore would refuse."""
        return _client(service, self.addresses.aws, region, (key, secret, token), checking)

    def limited(self, service: str) -> Any:
        """A client of the engineer who may only read."""
        return self.client(service, LIMITED_KEY, LIMITED_SECRET)

    @cached_property
    def iam(self) -> Any:
        return self.client("iam")

    @cached_property
    def connect(self) -> Any:
        return self.client("connect")

    @cached_property
    def unsigned_sts(self) -> Any:
        """What anybody can call: AssumeRoleWithSAML."""
        return self.client("sts", None, None)

    def of_session(self, service: str, credentials: dict[str, Any]) -> Any:
        """A client with the credentials an AssumeRole call gave."""
        names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
        key, secret, token = (credentials[name] for name in names)
        return self.client(service, key, secret, token=token)


class _Server:
    """One port for all tests of a session; each test puts its own world behind it."""

    def __init__(self) -> None:
        self.application: Any = None
        self._server = make_server("127.0.0.1", 0, self._call, threaded=True, request_handler=_Quiet)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def _call(self, environ: Any, start_response: Any) -> Any:
        return self.application(environ, start_response)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="session")
def _aws_server() -> Iterator[_Server]:
    server = _Server()
    yield server
    server.close()


@pytest.fixture
def aws(_aws_server: _Server) -> Aws:
    """A freshly seeded simulated AWS."""
    world = World()
    seed(world)
    addresses = Addresses(web=_aws_server.address, authority="https://127.0.0.1:1")
    pages = create_pages(world, addresses)
    _aws_server.application = DispatcherMiddleware(pages, {"/aws": create_api(world, addresses)})
    return Aws(world, addresses)


@pytest.fixture
def federation(aws: Aws) -> Federation:
    """Provider, role, policy and a Connect user, as the AWS engineer's steps leave them."""
    return Federation.set_up(aws)


@pytest.fixture
def browser() -> Iterator[requests.Session]:
    """Follows redirects and keeps cookies."""
    with requests.Session() as session:
        yield session


@pytest.fixture
def refused() -> Callable[..., Any]:
    """Call something that must be refused; gives (code, message, status)."""

    def call(action: Callable[..., Any], **arguments: Any) -> tuple[str, str, int]:
        with pytest.raises(ClientError) as caught:
            action(**arguments)
        answer = caught.value.response
        return answer["Error"]["Code"], answer["Error"]["Message"], answer["ResponseMetadata"]["HTTPStatusCode"]

    return call
