"""Replicas lag behind: what was just changed is still shown as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from sandbox.world import World

SECONDS = timedelta(seconds=30)
ROLES = "iam.roles"


@pytest.fixture
def world() -> World:
    world = World()
    with world.changing():
        world.table(ROLES)["old"] = {"name": "Old"}
    return world


@contextmanager
def slowly(world: World, seconds: float = 30) -> Iterator[None]:
    with world.lagging(seconds), world.changing():
        yield


def test_a_new_role_is_not_there_yet(world: World) -> None:
    with slowly(world):
        world.table(ROLES)["new"] = {"name": "New"}
    assert "new" not in world.replica().table(ROLES)
    assert not world.sees(ROLES, "new")
    assert "new" in world.table(ROLES)


def test_a_deleted_role_is_still_there(world: World) -> None:
    with slowly(world):
        del world.table(ROLES)["old"]
    assert world.replica().table(ROLES)["old"] == {"name": "Old"}
    assert world.sees(ROLES, "old")


def test_a_renamed_role_has_its_old_name(world: World) -> None:
    with slowly(world):
        world.table(ROLES)["old"]["name"] = "Renamed"
    assert world.replica().table(ROLES)["old"] == {"name": "Old"}


def test_after_the_delay_everybody_sees_the_same(world: World) -> None:
    with slowly(world):
        world.table(ROLES)["new"] = {"name": "New"}
        del world.table(ROLES)["old"]
    world.offset += SECONDS
    assert world.replica().table(ROLES) == {"new": {"name": "New"}}


def test_a_later_change_is_never_seen_before_an_earlier_one(world: World) -> None:
    with slowly(world):
        world.table(ROLES)["new"] = {"name": "New"}
    with slowly(world, seconds=1):
        world.table(ROLES)["new"]["name"] = "Renamed"
    world.offset += timedelta(seconds=20)
    assert "new" not in world.replica().table(ROLES)
    world.offset += timedelta(seconds=10)
    assert world.replica().table(ROLES)["new"] == {"name": "Renamed"}


def test_between_two_changes_the_first_is_seen(world: World) -> None:
    with slowly(world):
        world.table(ROLES)["new"] = {"name": "New"}
    world.offset += timedelta(seconds=20)
    with slowly(world):
        world.table(ROLES)["new"]["name"] = "Renamed"
    world.offset += timedelta(seconds=11)
    assert world.replica().table(ROLES)["new"] == {"name": "New"}


def test_a_change_within_a_change_is_one_change(world: World) -> None:
    with slowly(world), world.changing():
        world.table(ROLES)["new"] = {"name": "New"}
    assert not world.sees(ROLES, "new")


def test_sessions_are_never_late(world: World) -> None:
    with slowly(world):
        world.table("sts.sessions")["ASIA"] = {"name": "Alice"}
    assert world.sees("sts.sessions", "ASIA")


def test_without_a_delay_a_replica_shows_the_truth(world: World) -> None:
    with world.changing():
        world.table(ROLES)["new"] = {"name": "New"}
    assert world.replica().table(ROLES) == world.table(ROLES)
