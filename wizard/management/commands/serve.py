"""`manage.py serve [--sandbox] [--port N]`: web, worker and sweep in one go."""

import os
import signal
import threading
from argparse import ArgumentParser
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from wizard.management.embedded import everything
from wizard.management.profile_options import add_profile_options

PATIENCE = 10.0
"""Seconds that requests and runs have to end after Ctrl-C. A second Ctrl-C ends everything at once."""


def _leave_for_sure() -> None:
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.SIG_DFL)
    timer = threading.Timer(PATIENCE, os._exit, [1])
    timer.daemon = True
    timer.start()


class Command(BaseCommand):
    help = "Serve Handoff: web, worker and sweep in one process. Ctrl-C ends everything."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="Port of the web server (8000).")
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on (127.0.0.1).")
        parser.add_argument(
            "--sandbox", action="store_true", help="Simulate both clouds, with three people to try it as."
        )
        add_profile_options(parser, default="lifelike")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: stop.set())
        call_command("migrate", verbosity=0, interactive=False)
        with ExitStack() as stack:
            if options["sandbox"]:
                self._simulate(stack, profile=options["profile"], draw=options["seed"])
            try:
                server = stack.enter_context(everything(options["port"], host=options["host"]))
            except OSError as error:
                raise CommandError(f"Port {options['port']} cannot be used ({error}). Try --port.") from error
            host, port = server.bind_addr
            self._welcome(f"http://{host}:{port}", sandbox=options["sandbox"])
            stop.wait()
            self.stdout.write("\nStopping.")
            _leave_for_sure()

    def _simulate(self, stack: ExitStack, **how: Any) -> None:
        from wizard.management import ports
        from wizard.management.sandboxed import sandbox

        http, https = ports.remembered(settings.STATE_DIR)
        try:
            clouds = stack.enter_context(sandbox(settings.STATE_DIR, port=http, tls_port=https, **how))
        except OSError as error:
            raise CommandError(
                f"The simulated clouds of this folder cannot have their ports {http} and {https}: they are "
                "running already, or another program has one of these. Stop it first. Or delete "
                f"{ports.file(settings.STATE_DIR)} for other ports; addresses in setups begun before lead "
                "nowhere then."
            ) from error
        ports.remember(settings.STATE_DIR, clouds)
        self.stdout.write(f"The simulated clouds are at {clouds.addresses.web}")

    def _welcome(self, base: str, *, sandbox: bool) -> None:
        self.stdout.write(f"Handoff is at {base}\n")
        if sandbox:
            from wizard.management.cast import demo_setup, seats

            hints = " · ".join(f"{label}: {value}" for label, value in settings.SANDBOX_HINTS.items())
            self.stdout.write(f"What the simulated clouds hold: {hints}\n")
            self.stdout.write("Open each link in a window of its own; one browser can hold all three.\n")
            for seat in seats(demo_setup()):
                self.stdout.write(f"  {seat.role.label:<16} {seat.person.name:<12} {base}{seat.path}")
        self.stdout.write("\nCtrl-C ends everything.")
        self.stdout.flush()
