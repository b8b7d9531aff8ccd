"""Only people at this machine use the control pages, and no other site does in their browser."""

import pytest

from tests.sandbox.visitor import WEB, Visitor

pytest_plugins = ["tests.sandbox.control_fixtures"]

BREAK = "/control/what-if/role-deleted/break"
PAGES = ("/control/", "/control/what-if", "/control/misbehaviour", "/control/log")


def roles(visitor: Visitor) -> int:
    return len(visitor.world.table("iam.roles"))


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_change_another_site_asks_for_is_refused(visitor: Visitor, headers: dict[str, str]) -> None:
    answer = visitor.press(BREAK, headers)
    assert (answer.status_code, roles(visitor)) == (403, 1)
    assert "Another site asked for this change" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": WEB, "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"User-Agent": "curl/8"},
    ],
)
def test_a_change_from_these_pages_or_from_no_page_is_made(visitor: Visitor, headers: dict[str, str]) -> None:
    answer = visitor.press(BREAK, headers)
    assert (answer.status_code, roles(visitor)) == (303, 0)


@pytest.mark.parametrize("host", ["rebound.example", "127.0.0.1.evil.example:8400", "[::1", ""])
@pytest.mark.parametrize("path", [*PAGES, "/control/calls"])
def test_under_a_foreign_name_nothing_is_shown(visitor: Visitor, host: str, path: str) -> None:
    answer = visitor.look(path, Host=host)
    assert answer.status_code == 403
    assert "nothing here is real" in answer.text


@pytest.mark.parametrize("host", ["localhost:8400", "127.0.0.1", "[::1]:8400", "LOCALHOST:1"])
def test_under_the_names_of_this_machine_it_answers(visitor: Visitor, host: str) -> None:
    assert visitor.look("/control/", Host=host).status_code == 200


def test_the_interface_for_scripts_is_guarded_too(visitor: Visitor) -> None:
    body = {"operation": "CreateRole", "fault": "deny"}
    foreign = {"Sec-Fetch-Site": "cross-site"}
    refused = visitor.client.post("/control/faults", base_url=WEB, json=body, headers=foreign)
    assert (refused.status_code, visitor.world.faults.planned) == (403, [])
    assert visitor.client.post("/control/faults", base_url=WEB, json=body).status_code == 204
    assert len(visitor.world.faults.planned) == 1


@pytest.mark.parametrize("path", [*PAGES, "/control/nowhere"])
def test_every_page_is_marked_and_runs_no_script_and_no_inline_style(visitor: Visitor, path: str) -> None:
    answer = visitor.look(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "Sandbox: nothing here is real" in answer.text
    assert "<script" not in answer.text
    assert "<style" not in answer.text
    assert " style=" not in answer.text
    assert "sandbox</title>" in answer.text


def test_what_is_not_there_is_said_politely(visitor: Visitor) -> None:
    assert visitor.look("/control/nowhere").status_code == 404
    assert visitor.look("/control/static/secret").status_code == 404
    assert visitor.look(BREAK).status_code == 405
    assert visitor.press("/control/what-if/no-such-thing/break").status_code == 404
    assert visitor.press("/control/misbehaviour/plan", operation="x" * 100_000).status_code == 413


def test_the_stylesheet_is_sent_once(visitor: Visitor) -> None:
    first = visitor.look("/control/static/control.css")
    assert (first.status_code, first.mimetype) == (200, "text/css")
    again = visitor.look("/control/static/control.css", If_None_Match=first.headers["ETag"])
    assert again.status_code == 304


def test_the_bare_address_leads_to_the_overview(visitor: Visitor) -> None:
    answer = visitor.look("/control")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/control/")
    assert "Nothing is broken" in visitor.text("/control/")
