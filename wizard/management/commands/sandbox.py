"""`manage.py sandbox [--port N]`: the simulated clouds alone, for any SDK."""

import shlex
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from wizard.management.sandboxed import sandbox


class Command(BaseCommand):
    help = "Run the simulated clouds alone. Prints the variables that point any SDK at them. Ctrl-C ends it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8400, help="Port of the plain http server (8400).")
        parser.add_argument("--forget", action="store_true", help="Start with fresh clouds and keep nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: stop.set())
        state = settings.STATE_DIR / "sandbox-alone"
        try:
            with sandbox(state, port=options["port"], remember=not options["forget"]) as clouds:
                self.stdout.write(f"# The simulated clouds are at {clouds.addresses.web}. Ctrl-C ends them.")
                for name, value in clouds.variables().items():
                    self.stdout.write(f"export {name}={shlex.quote(value)}")
                self.stdout.flush()
                stop.wait()
        except OSError as error:
            raise CommandError(f"Port {options['port']} cannot be used ({error}). Try --port.") from error
