"""`manage.py soak --setups N ...`: many setups while processes and servers are killed under them."""

import json
import signal
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from wizard.management.soak.clouds import new_seed
from wizard.management.soak.programs import MissingProgram
from wizard.management.soak.soak import Plan, Soak

MUST_BE_NONE = ("duplicates", "orphans", "lost", "misplaced")


class Command(BaseCommand):
    """Exit status 0: every setup is done and nothing is wrong in the clouds; 1: something is; 2: no servers."""

    help = "Take many setups through the sandbox on PostgreSQL, Redis and real workers, and break things."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--setups", type=int, required=True, help="How many setups.")
        parser.add_argument("--workers", type=int, default=3, help="How many worker processes (3).")
        parser.add_argument("--kill", action="store_true", help="Kill random workers at random instants.")
        parser.add_argument("--broker-down", action="store_true", help="Have Redis down half of the time.")
        parser.add_argument("--restart-database", action="store_true", help="Restart PostgreSQL now and then.")
        parser.add_argument("--throttle", type=float, default=0.0, help="Share of calls told to wait (0).")
        parser.add_argument(
            "--at-once", type=int, default=12, help="How many setups are under way at once (12)."
        )
        parser.add_argument(
            "--patience", type=float, default=3600.0, help="Seconds after which to stop (3600)."
        )
        parser.add_argument("--seed", type=int, help="The same number draws the same kills again.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object instead of lines.")

    def handle(self, *args: Any, **options: Any) -> None:
        names = (
            "setups",
            "workers",
            "kill",
            "broker_down",
            "restart_database",
            "throttle",
            "at_once",
            "patience",
        )
        chosen = {name: options[name] for name in names}
        seed = new_seed() if options["seed"] is None else options["seed"]
        say = (lambda line: None) if options["json"] else self._say
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that nothing is left running
        try:
            report = Soak(Plan(**chosen, seed=seed), say).run()
        except MissingProgram as missing:
            raise CommandError(str(missing), returncode=2) from missing
        self._print(report, as_json=options["json"])
        if not report["clean"]:
            sys.exit(1)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _print(self, report: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))
            return
        for name in MUST_BE_NONE:
            self.stdout.write(f"{name:<12}{len(report[name])}")
            for sentence in report[name][:20]:
                self.stdout.write(f"    {sentence}")
        for sentence in (*report["need_a_person"], *report["disagreements"]):
            self.stdout.write(f"    {sentence}")
        for name in ("done", "people_asked", "recovery", "deeds", "calls", "seconds", "seed"):
            self.stdout.write(f"{name:<12}{report[name]}")
