"""The simulated clouds as real servers on loopback: one http port and one https port."""

import logging
import socket
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from wsgiref.types import WSGIApplication

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter

from sandbox.addresses import Addresses
from sandbox.aws.seed import ENGINEER_KEY, ENGINEER_SECRET, REGION
from sandbox.delivery import CONNECTION
from sandbox.entra import seed as entra
from sandbox.entra.authority import create_authority
from sandbox.site import create_site
from sandbox.tls import LOOPBACK, TlsFiles, tls_files
from sandbox.world import World

THREADS = 32
"""Enough that late answers do not hold up others."""
WAITING = 128
"""Connections that may wait to be accepted: with cheroot's 5 a burst of clients loses some, which nobody
asked for."""
_log = logging.getLogger("sandbox")


class Sandbox:
    """Both clouds over one world. `start` returns when both ports listen, `stop` when both are free.

    `port` is plain http (AWS, Graph and all pages), `tls_port` https (Entra's authority); 0 picks a free
    one. It listens on loopback; on `host` only if told so, and is then called `name`. `state_dir` keeps the
    local certificate authority, so that a restart keeps what clients trust; without it everything is gone
    after `stop`.
    """

    def __init__(
        self,
        world: World,
        *,
        port: int = 0,
        tls_port: int = 0,
        state_dir: Path | None = None,
        host: str = LOOPBACK,
        name: str = "",
    ) -> None:
        self.world = world
        self._host, self._name = host, name or host
        self._temporary = TemporaryDirectory(prefix="sandbox-") if state_dir is None else None
        self._directory = Path(self._temporary.name) if self._temporary else Path(state_dir or ".")
        self._wanted = (port, tls_port)
        self._servers: list[_Server] = []
        self._files: TlsFiles | None = None
        self._addresses: Addresses | None = None

    @property
    def addresses(self) -> Addresses:
        """Where everything is. Raises RuntimeError before `start`."""
        if self._addresses is None:
            raise RuntimeError("The sandbox has not been started.")
        return self._addresses

    def start(self) -> None:
        """Listen on both ports. Raises OSError if one is taken."""
        files = self._files = tls_files(self._directory, self._name)
        plain = _Server(self._host, self._wanted[0])
        secure = _Server(self._host, self._wanted[1], tls=files)
        self._servers = [plain, secure]
        try:
            for server in self._servers:
                server.bind()
        except OSError:
            self.stop()
            raise
        self._addresses = Addresses(
            web=f"http://{self._name}:{plain.port}", authority=f"https://{self._name}:{secure.port}"
        )
        plain.serve(create_site(self.world, self._addresses))
        secure.serve(create_authority(self.world, self._addresses))

    def stop(self) -> None:
        """Close both ports and everything open on them. Safe to call twice."""
        for server in self._servers:
            server.stop()
        self._servers = []
        if self._temporary is not None:
            self._temporary.cleanup()

    def variables(self) -> dict[str, str]:
        """The environment that points any SDK, and Handoff, at this sandbox."""
        addresses = self.addresses
        return {
            "AWS_ENDPOINT_URL": addresses.aws,
            "AWS_ACCESS_KEY_ID": ENGINEER_KEY,
            "AWS_SECRET_ACCESS_KEY": ENGINEER_SECRET,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "GRAPH_ENDPOINT": addresses.graph,
            "ENTRA_AUTHORITY": addresses.authority,
            "MYAPPS_ENDPOINT": addresses.launcher,
            "ENTRA_CA_BUNDLE": str(tls_files(self._directory, self._name).ca),
            "ENTRA_CLIENT_ID": entra.CLIENT_ID,
            "ENTRA_CLIENT_SECRET": entra.CLIENT_SECRET,
            "ENTRA_TENANT_ID": entra.TENANT_ID,
        }


class _Gateway(wsgi.Gateway_10):
    """Also hands on the connection, so that it can be cut."""

    def __init__(self, req: Any) -> None:
        super().__init__(req)
        self.env[CONNECTION] = req.conn.socket


class _QuietServer(wsgi.Server):
    """Stops within a moment, and logs through `logging` instead of on the terminal."""

    expiration_interval = 0.1

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        # Broken connections are daily bread; a traceback is a bug of the sandbox.
        _log.log(logging.ERROR if traceback else logging.DEBUG, "%s (%s)", msg, level, exc_info=traceback)

    @staticmethod
    def bind_socket(socket_: socket.socket, bind_addr: tuple[str, int]) -> socket.socket:
        bind = wsgi.Server.bind_socket
        try:
            bound: socket.socket = bind(socket_, bind_addr)  # type: ignore[no-untyped-call] # not in the stubs
        except OSError:
            # cheroot forgets the socket of a port that is taken.
            socket_.close()
            raise
        return bound


class _Server:
    """One listening port and the thread that serves it."""

    def __init__(self, host: str, port: int, *, tls: TlsFiles | None = None) -> None:
        self._server = _QuietServer(
            (host, port), _not_yet, numthreads=THREADS, server_name="sandbox", request_queue_size=WAITING
        )
        self._server.gateway = _Gateway
        if tls is not None:
            self._server.ssl_adapter = BuiltinSSLAdapter(str(tls.certificate), str(tls.key))
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        return int(self._server.bind_addr[1])

    def bind(self) -> None:
        self._server.prepare()

    def serve(self, application: WSGIApplication) -> None:
        self._server.wsgi_app = application
        self._thread = threading.Thread(target=self._server.serve, name=f"sandbox-{self.port}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.stop()
        if self._thread is not None:
            self._thread.join()


def _not_yet(_: Any, start_response: Any) -> list[bytes]:
    start_response("503 Service Unavailable", [])
    return []
