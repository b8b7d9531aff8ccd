"""A certificate that ends is told in time, and not every day."""

from datetime import UTC, datetime, timedelta

import pytest

from federation.findings import Finding, Level
from federation.sides import Side
from federation.steps.azure_certificate import AzureCertificate
from tests.cast import Cast, Window, text
from tests.finished import look
from wizard.models import Event
from wizard.queries.overview import Overview


def ends_in(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    day = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
    finding = Finding(
        code="certificate-expiry",
        level=Level.ERROR if days <= 0 else Level.WARNING if days <= 60 else Level.OK,
        owner=Side.AZURE,
        message=f"The signing certificate is valid until {day}.",
        actual=day,
        fix="Run this step with a new one.",
    )
    monkeypatch.setattr(AzureCertificate, "observe", lambda *_: (finding,))


def told(cast: Cast) -> list[int]:
    rows = Event.objects.filter(setup=cast.setup, key="certificate-ends").order_by("id")
    return [row.data["within"] for row in rows]


@pytest.mark.parametrize(("days", "within"), [(61, []), (60, [60]), (31, [60]), (30, [30]), (7, [7]), (0, [0])])
def test_sixty_thirty_and_seven_days_before(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, days: int, within: list[int]
) -> None:
    ends_in(monkeypatch, days)
    look(cast)
    look(cast)
    assert told(cast) == within


def test_a_new_certificate_is_told_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for days in (30, 29):
        ends_in(monkeypatch, days)
        look(cast)
    assert told(cast) == [30, 30]


def test_the_status_page_says_who_renews_it_while_everything_works(
    cast: Cast, petra: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends_in(monkeypatch, 20)
    look(cast)
    page = text(petra.look("status", cast.setup.pk))
    assert "Run this step with a new one. (for Asha)" in page
    assert "That is in 20 days." in page
    assert Overview(cast.setup).complete


def test_one_that_has_ended_is_a_problem(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ends_in(monkeypatch, 0)
    look(cast)
    assert [ball.task.key for ball in Overview(cast.setup).balls] == ["azure-certificate"]
