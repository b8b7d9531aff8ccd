"""`manage.py sandbox [--port N]`: the simulated clouds alone, for any SDK."""

import shlex
import signal
import threading
from argparse import ArgumentParser
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from sandbox.server import Sandbox
from sandbox.tls import LOOPBACK
from wizard.management.profile_options import add_profile_options
from wizard.management.sandboxed import sandbox

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - only if asked for


class Command(BaseCommand):
    help = "Run the simulated clouds alone. Prints the variables that point any SDK at them. Ctrl-C ends it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8400, help="Port of the plain http server (8400).")
        parser.add_argument("--tls-port", type=int, help="Port of the https server (the one after --port).")
        parser.add_argument("--host", default=LOOPBACK, help=f"Address to listen on ({LOOPBACK}).")
        parser.add_argument("--name", default="", help="What clients call that host, if not by its address.")
        add_profile_options(parser, default="lifelike")
        parser.add_argument("--forget", action="store_true", help="Start with fresh clouds and keep nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: stop.set())
        if options["host"] in EVERYWHERE and not options["name"]:
            raise CommandError(
                f"{options['host']} is no address one can call: add --name, the host's own name."
            )
        with ExitStack() as stack:
            self._welcome(self._start(stack, options), options["profile"])
            stop.wait()

    def _start(self, stack: ExitStack, options: dict[str, Any]) -> Sandbox:
        port, secure = options["port"], options["tls_port"]
        if secure is None:
            secure = port + 1 if port else 0
        how = {name: options[name] for name in ("host", "name", "profile")}
        how |= {"port": port, "tls_port": secure, "draw": options["seed"], "remember": not options["forget"]}
        try:
            return stack.enter_context(sandbox(settings.STATE_DIR / "sandbox-alone", **how))
        except OSError as error:
            raise CommandError(f"Port {port} or {secure} cannot be used ({error}). Try --port.") from error

    def _welcome(self, clouds: Sandbox, profile: str) -> None:
        self.stdout.write(
            f"# The simulated clouds ({profile}) are at {clouds.addresses.web}. Ctrl-C ends them."
        )
        # What a sign-in by AWS SSO leaves behind would win over the keys below.
        self.stdout.write("unset AWS_PROFILE AWS_SESSION_TOKEN")
        for name, value in clouds.variables().items():
            self.stdout.write(f"export {name}={shlex.quote(value)}")
        self.stdout.flush()
