"""Tells in time that a certificate ends: 60, 30 and 7 days before, and when it has."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.timezone import now

from federation.findings import Finding
from wizard.models import Event, Setup

TELL_BEFORE = (0, 7, 30, 60)
"""Days. Microsoft's own reminders come 60, 30 and 7 days before."""
ENDS = ("certificate-expiry", "provider-certificate-expiry")
"""Findings whose `actual` names the last day of a certificate."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def events(setup: Setup, findings: Iterable[Finding]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What has not been told yet. Each day of an end is told once for each of the times before it."""
    told: set[tuple[str, int]] = set()
    for finding in findings:
        day = _day(finding)
        within = _within(day) if day else None
        if day is None or within is None or (str(day), within) in told:
            continue
        told.add((str(day), within))
        if not _told_before(setup, day, within):
            yield "certificate-ends", {"day": str(day), "within": within, "when": _when(day)}


def _day(finding: Finding) -> date | None:
    found = _DAY.search(finding.actual) if finding.code in ENDS else None
    return date.fromisoformat(found[0]) if found else None


def _within(day: date) -> int | None:
    left = (day - now().date()).days
    return next((days for days in TELL_BEFORE if left <= days), None)


def _told_before(setup: Setup, day: date, within: int) -> bool:
    return Event.objects.filter(
        setup=setup, key="certificate-ends", data__day=str(day), data__within=within
    ).exists()


def _when(day: date) -> str:
    left = (day - now().date()).days
    if left <= 0:
        return "It is time: nobody can sign in without a valid one."
    return f"That is in {left} day{'s' * (left != 1)}."
