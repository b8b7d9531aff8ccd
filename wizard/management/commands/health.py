"""`manage.py health --worker [NAME] | --beat`: is it alive and at work?"""

import socket
import sys
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any, NoReturn

from django.core.management import BaseCommand
from django.db import Error

from wizard import pulse

SICK = 1


class Command(BaseCommand):
    """Exit status 0: it took something up lately; 1: it did not, or the database cannot be asked."""

    help = "Say whether a worker takes work from the queue, or whether beat sets off sweeps."
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
        which.add_argument("--beat", action="store_const", const=pulse.BEAT, help="The clock of the sweep.")
        parser.add_argument(
            "--within",
            type=float,
            default=60.0,
            metavar="SECONDS",
            help="How long it may have been silent (60).",
        )

    def handle(self, **options: Any) -> None:
        name = options["worker"] or options["beat"]
        try:
            age = pulse.age(name)
        except Error as error:
            self._sick(f"The database cannot be asked: {error}")
        if age is None:
            self._sick(f"{name} has never taken anything up.")
        if age > timedelta(seconds=options["within"]):
            self._sick(f"{name} has taken nothing up for {age.total_seconds():.0f} s.")
        self.stdout.write(f"{name} was at work {age.total_seconds():.0f} s ago.")

    def _sick(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(SICK)
