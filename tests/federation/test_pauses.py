"""A cloud says how long it wants to be left alone; Handoff listens, but not to nonsense."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from federation.pauses import LONGEST, AskedPause, asked_pause, span

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(("header", "seconds"), [("20", 20), ("0.05", 0.05), (" 7 ", 7), ("1.5", 1.5)])
def test_seconds_are_taken_as_they_are(header: str, seconds: float) -> None:
    assert asked_pause(header) == AskedPause(seconds)


def test_a_date_is_counted_from_the_clouds_own_clock() -> None:
    """Our clock is years away from noon, and yet the pause is right."""
    until = format_datetime(NOON + timedelta(seconds=30), usegmt=True)
    assert asked_pause(until, date=format_datetime(NOON, usegmt=True)) == AskedPause(30)


def test_without_the_clouds_clock_a_date_is_counted_from_ours() -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    found = asked_pause(until)
    assert found is not None
    assert 25 < found.seconds <= 30


@pytest.mark.parametrize(
    "header",
    ["", "soon", "-5", "0", "nan", "inf", "1e9", "٢٠", "Fri, 20 Nov 2026", "Thu, 19 Nov 2026 12:00:00 GMT"],
)
def test_what_asks_for_nothing_usable_is_no_pause(header: str) -> None:
    assert asked_pause(header, date=format_datetime(NOON, usegmt=True)) is None


def test_who_asked_and_for_how_long_is_said() -> None:
    assert AskedPause(20).sentence("AWS") == "AWS asked us to wait 20 s."
    expected = "AWS asked us to wait 5 minutes before more calls of iam:CreateRole."
    assert AskedPause(300).sentence("AWS", "more calls of iam:CreateRole") == expected


@pytest.mark.parametrize("header", ["86400", "9" * 400, "Sat, 20 Nov 2027 12:00:00 GMT"])
def test_an_absurd_pause_parks_no_run_and_that_is_said(header: str) -> None:
    found = asked_pause(header, date=format_datetime(NOON, usegmt=True))
    assert found is not None
    assert found.seconds == LONGEST
    assert found.sentence("Entra").endswith("Handoff waits no longer than 10 minutes.")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.05, "0.05 s"),
        (20, "20 s"),
        (99, "99 s"),
        (600, "10 minutes"),
        (7200, "2 hours"),
        (864000, "10 days"),
        (1e300, "more than a year"),
    ],
)
def test_spans_are_said_as_people_say_them(seconds: float, words: str) -> None:
    assert span(seconds) == words
