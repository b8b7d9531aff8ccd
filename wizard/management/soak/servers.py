"""A PostgreSQL and a Redis of our own, on loopback and in temporary directories, to be broken at will."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import psycopg
import redis

from wizard.management.soak.programs import as_somebody, find, free_port, give_to_somebody

PATIENCE = 30.0
S = TypeVar("S", bound="Server")


class Server:
    """One server process. `stop` asks it to end, `crash` does not ask, `start` brings it back as it was."""

    def __init__(self) -> None:
        # Not under pytest's directories: those are closed to the unprivileged.
        self.directory = Path(tempfile.mkdtemp(prefix="handoff-server-"))
        give_to_somebody(self.directory)
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start it for the first time."""
        self.start()

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def start(self) -> None:
        """Returns when it answers. Raises RuntimeError with its last words if it does not."""
        with (self.directory / "log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command line
                self.command(),
                stdout=log,
                stderr=log,
                cwd=self.directory,
                start_new_session=True,
                **as_somebody(),
            )
        end = time.monotonic() + PATIENCE
        while not self.answers():
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError((self.directory / "log").read_text()[-2000:])
            time.sleep(0.02)

    def send(self, sign: signal.Signals) -> None:
        """Send it a signal."""
        if self.process is not None:
            self.process.send_signal(sign)

    def end(self, sign: signal.Signals) -> None:
        """End it by a signal; returns when it has gone."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(sign)
            self.process.wait(timeout=PATIENCE)

    def stop(self) -> None:
        self.end(signal.SIGINT)

    def crash(self) -> None:
        self.end(signal.SIGKILL)

    def remove(self) -> None:
        """End it and leave nothing behind."""
        with suppress(subprocess.TimeoutExpired):
            self.end(signal.SIGQUIT)
        shutil.rmtree(self.directory, ignore_errors=True)


class Postgres(Server):
    """PostgreSQL with the databases `postgres` and `handoff`.

    It does not wait for the disk, but for the operating system: that outlives every crash but a power cut.
    """

    def begin(self) -> None:
        options = ["-U", "handoff", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D", self._data]
        initdb = find("initdb", package="postgresql")
        subprocess.run(  # noqa: S603 - as above
            [initdb, *options], check=True, capture_output=True, cwd=self.directory, **as_somebody()
        )
        self.start()
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE handoff")

    @property
    def _data(self) -> str:
        return str(self.directory / "data")

    def address(self, database: str = "handoff") -> str:
        """The address of a database, for DATABASE_URL."""
        return f"postgresql://handoff@127.0.0.1:{self.port}/{database}"

    def command(self) -> list[str]:
        postgres = find("postgres", package="postgresql")
        settings = ("fsync=off", "full_page_writes=off", "max_connections=200", f"port={self.port}")
        listen = ["-h", "127.0.0.1", "-k", str(self.directory)]
        return [postgres, "-D", self._data, *listen, *(word for one in settings for word in ("-c", one))]

    def answers(self) -> bool:
        try:
            psycopg.connect(self.address("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def crash(self) -> None:
        """Immediate shutdown: no connection is ended properly, and the next start has to recover."""
        self.end(signal.SIGQUIT)


class Redis(Server):
    """Redis as docker-compose.yml starts it: nothing is evicted, and a restart finds the queue again."""

    @property
    def address(self) -> str:
        """The address, for REDIS_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def client(self) -> "redis.Redis":
        return redis.Redis(port=self.port, socket_timeout=5)

    def command(self) -> list[str]:
        keep = ["--save", "", "--appendonly", "yes", "--appendfsync", "everysec"]
        where = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.directory)]
        server = find("redis-server", package="redis-server")
        return [server, *where, *keep, "--maxmemory-policy", "noeviction"]

    def answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.exceptions.ConnectionError:
            return False


@contextmanager
def running(kind: type[S]) -> Iterator[S]:
    """A new server, removed in the end. Raises MissingProgram."""
    server = kind()
    try:
        server.begin()
        yield server
    finally:
        server.remove()
