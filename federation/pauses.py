"""How long a cloud asks to be left alone (Retry-After, RFC 9110 section 10.2.3), in seconds and in words."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 600.0
"""Handoff asks again after this many seconds, whatever a cloud says: an absurd value must not park a run."""

_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class AskedPause:
    """What a cloud asked for, in seconds."""

    asked: float

    @property
    def seconds(self) -> float:
        """How long Handoff waits."""
        return min(self.asked, LONGEST)

    def sentence(self, who: str, what: str = "") -> str:
        """ "AWS asked us to wait 20 s." `what` completes "before …"."""
        before = f" before {what}" if what else ""
        said = f"{who} asked us to wait {span(self.asked)}{before}."
        return said if self.asked <= LONGEST else f"{said} Handoff waits no longer than {span(LONGEST)}."


def asked_pause(retry_after: str, *, date: str = "") -> AskedPause | None:
    """What a Retry-After header asks for: seconds or an HTTP date; None if it asks for nothing usable.

    A date counts from the cloud's own clock, its Date header, if there is one: ours may be wrong.
    """
    text = retry_after.strip()
    if _SECONDS.fullmatch(text):
        asked = float(text)
    else:
        until = _moment(text)
        asked = (until - (_moment(date) or datetime.now(UTC))).total_seconds() if until else 0.0
    return AskedPause(asked) if asked > 0 else None


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def span(seconds: float) -> str:
    """A length of time as people say it: "20 s", "10 minutes", "3 hours"."""
    if seconds < 100:
        return f"{seconds:.3g} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} minutes"
    if seconds < 360_000:
        return f"{seconds / 3600:.0f} hours"
    return f"{seconds / 86400:.0f} days" if seconds < 31_536_000 else "more than a year"
