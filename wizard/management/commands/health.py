"""`manage.py health --web | --worker [NAME] | --beat`: is it alive and at work?"""

import http.client
import socket
import sys
from argparse import ArgumentParser
from contextlib import closing
from datetime import timedelta
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import BaseCommand
from django.db import Error

from wizard import pulse

SICK = 1


class Command(BaseCommand):
    """Exit status 0: it took something up lately; 1: it did not, or the database cannot be asked."""

    help = "Say whether the web process answers, a worker takes work from the queue, or beat sets off sweeps."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument(
            "--worker",
            nargs="?",
            const=f"celery@{socket.gethostname()}",
            metavar="NAME",
            help="A worker by its Celery name; without a name the one of this host.",
        )
        which.add_argument("--web", action="store_true", help="The web process that listens on --port.")
        which.add_argument("--beat", action="store_const", const=pulse.BEAT, help="The clock of the sweep.")
        parser.add_argument(
            "--port", type=int, default=8000, help="Where the web process listens on this host (8000)."
        )
        parser.add_argument(
            "--within",
            type=float,
            default=60.0,
            metavar="SECONDS",
            help="How long it may have been silent (60).",
        )

    def handle(self, **options: Any) -> None:
        if options["web"]:
            return self._ask_web(options["port"])
        return self._ask_database(options["worker"] or options["beat"], within=options["within"])

    def _ask_web(self, port: int) -> None:
        """Under its public name, because it answers to no other."""
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as web:
                web.request("GET", "/healthz", headers={"Host": settings.ALLOWED_HOSTS[0]})
                status = web.getresponse().status
        except OSError as error:
            self._sick(f"The web process does not answer: {error}")
        if status != http.HTTPStatus.OK:
            self._sick(f"The web process answers {status}.")
        self.stdout.write("The web process is up, and the database answers it.")

    def _ask_database(self, name: str, *, within: float) -> None:
        try:
            age = pulse.age(name)
        except Error as error:
            self._sick(f"The database cannot be asked: {error}")
        if age is None:
            self._sick(f"{name} has never taken anything up.")
        if age > timedelta(seconds=within):
            self._sick(f"{name} has taken nothing up for {age.total_seconds():.0f} s.")
        self.stdout.write(f"{name} was at work {age.total_seconds():.0f} s ago.")

    def _sick(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(SICK)
