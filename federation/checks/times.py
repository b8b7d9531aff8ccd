"""Can the response be redeemed now? Only for five minutes after it was issued."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from federation.checks.expected import Expected
from federation.checks.response_check import AZURE_ACCESS_URL, ResponseCheck, about_assertion
from federation.findings import Finding
from federation.saml.response import Assertion

FRESH = timedelta(minutes=5)
"""“Token must be redeemed within 5 minutes of issuance” (STS)."""
_AGAIN = "Sign in again through the user access URL and use the new response at once."
_CLOCKS = (
    "If it was copied just now, the clock of this server and that of Entra disagree: set this server's clock."
)


@about_assertion
def check(assertion: Assertion, expected: Expected) -> Iterator[Finding]:
    faults = tuple(_faults(assertion, expected.now))
    yield from faults
    if not faults:
        yield AZURE_ACCESS_URL.fine(
            "response-time",
            "The response is fresh.",
            expected=f"redeemed before {_show(assertion.issued_at + FRESH) if assertion.issued_at else ''}",
            actual=_show(expected.now),
        )


def _faults(assertion: Assertion, now: datetime) -> Iterator[Finding]:
    if assertion.issued_at is None:
        yield AZURE_ACCESS_URL.fault(
            "response-time-missing",
            "The response does not say when it was issued.",
            expected="IssueInstant",
            actual="missing or unreadable",
            fix=_AGAIN,
        )
    elif now > assertion.issued_at + FRESH:
        yield AZURE_ACCESS_URL.fault(
            "response-too-old",
            f"The response was issued {_span(now - assertion.issued_at)} ago. AWS takes it for 5 minutes only.",
            expected=f"redeemed before {_show(assertion.issued_at + FRESH)}",
            actual=_show(now),
            fix=f"{_AGAIN} {_CLOCKS}",
        )
    yield from _window(assertion, now)


def _window(assertion: Assertion, now: datetime) -> Iterator[Finding]:
    begins = [time for time in (assertion.not_before, assertion.issued_at) if time is not None]
    # Entra sets NotBefore five minutes before it issues; without it, the same allowance for the clocks.
    start = assertion.not_before or (begins[0] - FRESH if begins else now)
    if now < start or (assertion.issued_at is not None and now < assertion.issued_at - FRESH):
        yield AZURE_ACCESS_URL.fault(
            "response-not-yet-valid",
            f"By this server's clock the response is of the future: it is valid in {_span(start - now)}.",
            expected=f"from {_show(start)}",
            actual=_show(now),
            fix=f"{_CLOCKS} Then sign in again.",
        )
    ends = [assertion.not_on_or_after, *(one.not_on_or_after for one in assertion.confirmations)]
    end = min((time for time in ends if time is not None), default=None)
    if end is not None and now >= end:
        yield AZURE_ACCESS_URL.fault(
            "response-expired",
            f"The response ran out {_span(now - end)} ago.",
            expected=f"before {_show(end)}",
            actual=_show(now),
            fix=f"{_AGAIN} {_CLOCKS}",
        )


def _show(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S %Z}"


def _span(length: timedelta) -> str:
    seconds = max(round(length.total_seconds()), 1)
    sizes = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
    size, name = next(pair for pair in sizes if seconds >= pair[0])
    count = seconds // size
    return f"{count} {name}{'' if count == 1 else 's'}"


TIMES = ResponseCheck("times", "Times", "It is redeemed within 5 minutes, and within its own limits.", check)
