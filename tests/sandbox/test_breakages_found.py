"""Each breakage is seen on the screen, found by name by Handoff, and put right to the letter."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from federation.routes import DIRECT_CUSTOM
from sandbox.breakages import BREAKAGES
from sandbox.world import World
from tests.sandbox.finished_setup import everything
from wizard.management.browser import sign_in
from wizard.management.embedded import worker
from wizard.management.tour import Tour
from wizard.queries.overview import Overview

FOUND_BY = {
    "certificate": ("azure", "certificate-active"),
    "relay-state": ("azure", "relay-state"),
    "reply-url": ("azure", "reply-url"),
    "identifier": ("azure", "identifier"),
    "role-value": ("azure", "role-value"),
    "session-name": ("azure", "claim-session-name"),
    "assignment": ("azure", "assignment-missing"),
    "person-disabled": ("azure", "person-disabled"),
    "application-disabled": ("azure", "application-enabled"),
    "clock": ("azure", "response-too-old"),
    "role-deleted": ("aws", "role-exists"),
    "trust-audience": ("aws", "role-trust-audience"),
    "trust-provider": ("aws", "role-trust-provider"),
    "policy": ("aws", "role-policy-instance"),
    "provider-deleted": ("aws", "provider-exists"),
    "provider-metadata": ("aws", "provider-certificate"),
    "user-case": ("aws", "connect-user-case"),
    "user-email": ("aws", "connect-user-case"),
    "user-deleted": ("aws", "connect-user-missing"),
}
"""Owner and code of the finding that names each breakage."""

CHANGED = {table for breakage in BREAKAGES.values() for table in breakage.tables}
"""Signing in writes to other tables."""


@pytest.fixture
def tour(transactional_db: None, world: World) -> Iterator[Tour]:
    """A tour that has taken every step, in this process."""
    with worker():
        taken = Tour(DIRECT_CUSTOM.key, say=lambda _: None)
        taken.prepare()
        taken.take_steps()
        yield taken
    connections.close_all()


def errors(findings: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(one["owner"], one["code"]) for one in findings if one["level"] == "error"}


def arrives_at(tour: Tour) -> tuple[str, str]:
    """Page and words of the end of a sign-in, all the way."""
    url = Overview(tour.setup).record.revisions["user_access_url"].text
    journey = sign_in(url, tour.person_name, go_on=True)
    return journey.page, journey.message


def test_each_breakage_is_seen_found_and_put_right(tour: Tour, world: World) -> None:
    assert set(FOUND_BY) == set(BREAKAGES)
    assert tour.check_login(), errors(tour.findings)
    for key, breakage in BREAKAGES.items():
        beginning = everything(world, *CHANGED)
        breakage.break_it(world)
        page, words = arrives_at(tour)
        assert page != "agent-workspace", key
        assert breakage.words in words, (key, words)
        assert not tour.check_login(), key
        assert FOUND_BY[key] in errors(tour.findings), (key, errors(tour.findings))
        assert all(one["fix"] for one in tour.findings if one["level"] == "error")
        breakage.put_right(world)
        assert everything(world, *CHANGED) == beginning, key
        assert arrives_at(tour)[0] == "agent-workspace", key
    assert tour.check_login(), errors(tour.findings)
