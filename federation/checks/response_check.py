"""The shape of one rule about a response."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from federation.checks.expected import Expected
from federation.findings import Finding, Level
from federation.saml.response import Assertion, SamlResponse
from federation.sides import Side


@dataclass(frozen=True)
class ResponseCheck:
    """One rule AWS applies to a response. `check` reads only and yields what it has to say."""

    key: str
    title: str
    description: str
    check: Callable[[SamlResponse, Expected], Iterator[Finding]]


class Mends(NamedTuple):
    """Who mends a fault, and on the page of which step."""

    owner: Side
    step: str

    def fault(self, code: str, message: str, *, expected: str = "", actual: str = "", fix: str) -> Finding:
        """A finding that makes the check fail."""
        return self._finding(code, Level.ERROR, message, (expected, actual, fix))

    def warning(
        self, code: str, message: str, *, expected: str = "", actual: str = "", fix: str = ""
    ) -> Finding:
        """A finding that people should read, although the login works."""
        return self._finding(code, Level.WARNING, message, (expected, actual, fix))

    def fine(self, code: str, message: str, *, expected: str = "", actual: str = "") -> Finding:
        """A finding that all is well."""
        return self._finding(code, Level.OK, message, (expected, actual, ""))

    def _finding(self, code: str, level: Level, message: str, rest: tuple[str, str, str]) -> Finding:
        expected, actual, fix = rest
        return Finding(
            code=code,
            level=level,
            owner=self.owner,
            message=message,
            expected=expected,
            actual=actual,
            fix=fix,
            step=self.step,
        )


AZURE_CONNECT = Mends(Side.AZURE, "azure-connect")
AZURE_APPLICATION = Mends(Side.AZURE, "azure-application")
AZURE_CERTIFICATE = Mends(Side.AZURE, "azure-certificate")
AZURE_CLAIMS = Mends(Side.AZURE, "azure-claims")
AZURE_ASSIGNMENTS = Mends(Side.AZURE, "azure-assignments")
AZURE_ACCESS_URL = Mends(Side.AZURE, "azure-access-url")
AWS_CONNECT = Mends(Side.AWS, "aws-connect")
AWS_INSTANCE = Mends(Side.AWS, "aws-instance")
AWS_PROVIDER = Mends(Side.AWS, "aws-saml-provider")
AWS_ROLE = Mends(Side.AWS, "aws-role")
AWS_USERS = Mends(Side.AWS, "aws-users")

AssertionRule = Callable[[Assertion, Expected], Iterator[Finding]]


def about_assertion(rule: AssertionRule) -> Callable[[SamlResponse, Expected], Iterator[Finding]]:
    """A rule about the assertion; where there is none in the clear, the check of the whole says so."""

    def check(response: SamlResponse, expected: Expected) -> Iterator[Finding]:
        if response.assertion is not None:
            yield from rule(response.assertion, expected)

    return check
