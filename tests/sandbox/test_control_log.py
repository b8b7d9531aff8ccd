"""The request log: newest first, filtered by plain addresses, as a page or as JSON."""

import json
from typing import Any

import pytest

from sandbox.journal import Call
from tests.sandbox.visitor import Visitor, words

pytest_plugins = ["tests.sandbox.control_fixtures"]

PAGE = "/control/log"
WES = "arn:aws:iam::111122223333:user/wes.engineer"


@pytest.fixture
def called(visitor: Visitor) -> Visitor:
    """Three calls: one that went well, one refused, one that never got an answer."""
    note(visitor, cloud="aws", operation="GetRole", caller=WES, client="boto3 1.44.5")
    note(visitor, cloud="entra", operation="GET /users", status=403, code="Authorization_RequestDenied")
    note(visitor, cloud="aws", operation="CreateRole", status=0, fault="drop", client="AWS CLI 2")
    return visitor


def note(visitor: Visitor, **what: Any) -> None:
    filled = {"status": 200, "milliseconds": 12.6, "at": visitor.world.now(), **what}
    visitor.world.journal.write(Call(**filled))


def operations(visitor: Visitor, query: str) -> list[str]:
    return [row["operation"] for row in visitor.look(f"{PAGE}?{query}").json or []]


def test_the_newest_call_comes_first_with_everything_known_of_it(called: Visitor) -> None:
    page = called.text(PAGE)
    assert page.index("CreateRole") < page.index("GET /users") < page.index("GetRole")
    for shown in ("no answer", "on purpose: drop", "AWS CLI 2", "403", "Authorization_RequestDenied"):
        assert shown in page
    assert "boto3 1.44.5 user/wes.engineer" in page
    assert "13 ms" in page


def test_filters_are_part_of_the_address(called: Visitor) -> None:
    assert operations(called, "format=json") == ["CreateRole", "GET /users", "GetRole"]
    assert operations(called, "format=json&cloud=aws") == ["CreateRole", "GetRole"]
    assert operations(called, "format=json&refused=1") == ["CreateRole", "GET /users"]
    assert operations(called, "format=json&refused=1&cloud=entra") == ["GET /users"]
    assert operations(called, "format=json&cloud=moon") == ["CreateRole", "GET /users", "GetRole"]
    page = called.look(f"{PAGE}?cloud=aws&refused=1")
    assert "1 request of 3" in words(page)
    assert 'href="/control/log?cloud=aws&amp;refused=1&amp;format=json"' in page.text


def test_a_program_that_asks_for_json_gets_json(called: Visitor) -> None:
    answer = called.look(PAGE, Accept="application/json")
    assert json.loads(answer.text)[2]["caller"] == WES
    browser = called.look(PAGE, Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert browser.mimetype == "text/html"


def test_only_the_newest_are_shown_at_first(visitor: Visitor) -> None:
    for number in range(203):
        note(visitor, cloud="aws", operation=f"Call{number:03}")
    page = visitor.look(PAGE)
    assert "these are the newest 200" in words(page)
    assert ("Call203" in page.text, "Call003" in page.text, "Call002" in page.text) == (False, True, False)
    assert "Call000" in visitor.text(f"{PAGE}?all=1")


def test_the_log_can_be_cleared(called: Visitor) -> None:
    assert called.press(f"{PAGE}/clear").status_code == 303
    assert "Nothing was called" in called.text(PAGE)
    assert called.world.journal.counts["aws"] == 2


def test_a_filter_that_nothing_fits_says_so(called: Visitor) -> None:
    called.world.journal.clear()
    note(called, cloud="aws", operation="GetRole")
    assert "None of the 1 requests fits." in called.text(f"{PAGE}?refused=1")


def test_what_clients_call_themselves_is_shown_as_text(visitor: Visitor) -> None:
    note(visitor, cloud="aws", operation="<b>x</b>", client="<script>alert(1)</script>", caller='"><i>')
    page = visitor.look(PAGE).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<i>" not in page
