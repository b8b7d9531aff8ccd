"""The offline part of the login check on a captured response."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from federation.checks.captured_file import check_files, report
from federation.errors import InvalidValue

ACCEPT, REJECT, UNUSABLE = 0, 1, 2


class Command(BaseCommand):
    """Exit status 0: AWS would accept the response; 1: it would not; 2: the arguments are unusable."""

    help = "Says whether AWS would accept a captured SAML response, and who has to mend what if not."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="SAMLResponse, form body, cURL command, HAR file or XML")
        parser.add_argument("--metadata", type=Path, required=True, help="Entra's federation metadata XML")
        parser.add_argument("--role-arn", required=True)
        parser.add_argument("--provider-arn", required=True)
        parser.add_argument("--instance-arn")
        parser.add_argument("--connect-user", action="append", default=[], metavar="NAME")
        parser.add_argument("--now", default="", metavar="ISO", help="check as of this time, else now")
        parser.add_argument("--json", action="store_true", help="print verdict and findings as JSON")

    def handle(self, **options: Any) -> None:
        try:
            findings = check_files(
                options["file"],
                metadata=options["metadata"],
                role_arn=options["role_arn"],
                provider_arn=options["provider_arn"],
                instance_arn=options["instance_arn"],
                connect_users=options["connect_user"],
                now=options["now"],
            )
        except InvalidValue as error:
            # The general hint speaks of a field on a page.
            hint = "" if error.hint == InvalidValue.hint else f" {error.hint}"
            raise CommandError(f"{error.message}{hint}", returncode=UNUSABLE) from error
        result = report(findings)
        if options["json"]:
            self.stdout.write(json.dumps(result, indent=2, ensure_ascii=False))
        else:
            self._write_plainly(result)
        sys.exit(ACCEPT if result["verdict"] == "accept" else REJECT)

    def _write_plainly(self, result: dict[str, Any]) -> None:
        for finding in result["findings"]:
            self.stdout.write(
                f"{finding['level']:8}{finding['owner']:7}{finding['code']}: {finding['message']}"
            )
            if finding["level"] == "ok":
                continue
            for name in ("expected", "actual", "fix"):
                if finding[name]:
                    self.stdout.write(f"{name:>24}: {finding[name]}")
        self.stdout.write(f"verdict: {result['verdict']}")
