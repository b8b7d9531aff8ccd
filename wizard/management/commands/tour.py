"""`manage.py tour --route KEY [--json]`: the whole route unattended on the sandbox."""

import json
import sys
import tempfile
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import connections

from federation.routes import ROUTES
from sandbox.breakages import BREAKAGES
from wizard.management.embedded import beat, worker
from wizard.management.profile_options import add_profile_options
from wizard.management.sandboxed import sandbox
from wizard.management.tour import Tour, TourFailed


class Command(BaseCommand):
    help = "Take a setup from nothing to a proven login on the sandbox. Exit 0 only if the login is proven."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--route", required=True, choices=sorted(ROUTES), help="Which route to take.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object instead of lines.")
        add_profile_options(parser, default="fast")
        parser.add_argument(
            "--break",
            dest="breakage",
            choices=sorted(BREAKAGES),
            help="Break one thing behind Handoff's back before the login check, which must then find it.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        say = (lambda line: None) if options["json"] else self.stdout.write
        with ExitStack() as stack:
            directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="handoff-tour-")))
            _own_database(directory)
            stack.callback(connections.close_all)
            clouds = stack.enter_context(
                sandbox(directory, remember=False, profile=options["profile"], draw=options["seed"])
            )
            call_command("migrate", verbosity=0, interactive=False)
            stack.enter_context(worker())
            stack.enter_context(beat())
            report = _take(Tour(options["route"], say), clouds.world, options["breakage"])
        self._print(report, as_json=options["json"])
        if not report["proven"]:
            sys.exit(1)

    def _print(self, report: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, indent=2))
            return
        for finding in report["findings"]:
            if finding["level"] == "error":
                self.stdout.write(f"{finding['owner']}: {finding['message']} {finding['fix']}")
        if report["error"]:
            self.stdout.write(report["error"])
        verdict = "The login is proven." if report["proven"] else "The login is not proven."
        self.stdout.write(f"{verdict} {report['seconds']} s, {report['calls']} API calls.")


def _own_database(directory: Path) -> None:
    """A database of its own, unless DATABASE_URL says where: a running demo must not take up the runs."""
    if settings.DATABASE_URL:
        return
    connections.close_all()
    connections.settings["default"]["NAME"] = str(directory / "tour.sqlite3")


def _take(tour: Tour, world: Any, breakage: str | None) -> dict[str, Any]:
    begun = time.monotonic()
    error, proven, page = "", False, ""
    try:
        tour.prepare()
        tour.take_steps()
        if breakage:
            BREAKAGES[breakage].break_it(world)
        proven = tour.check_login()
        page = tour.arrive() if proven else ""
    except TourFailed as failed:
        error = str(failed)
    return {
        "route": tour.route,
        "sandbox": True,
        "proven": proven and page == "agent-workspace",
        "arrived_at": page,
        "findings": tour.findings,
        "error": error,
        "steps": tour.seconds,
        "seconds": round(time.monotonic() - begun, 2),
        "calls": sum(world.journal.counts.values()),
        "calls_by_cloud": dict(world.journal.counts),
    }
