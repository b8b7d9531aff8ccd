"""The world on disk: what a second start finds, and what a sign-in costs."""

from pathlib import Path

import pytest

from sandbox.storage import OtherVersion
from sandbox.world import World


def started(directory: Path) -> World:
    return World(directory / "sandbox.json")


def sign_in(world: World, key: str) -> None:
    with world.changing():
        world.table("sts.sessions")[key] = {"AccessKeyId": key}


def test_a_second_start_finds_objects_and_sessions(tmp_path: Path) -> None:
    world = started(tmp_path)
    with world.changing():
        world.table("iam.roles")["Sso"] = {"RoleName": "Sso"}
    sign_in(world, "ASIA1")
    sign_in(world, "ASIA2")
    again = started(tmp_path)
    assert again.table("iam.roles") == {"Sso": {"RoleName": "Sso"}}
    assert again.table("sts.sessions") == {"ASIA1": {"AccessKeyId": "ASIA1"}, "ASIA2": {"AccessKeyId": "ASIA2"}}


def test_clouds_kept_by_another_version_are_refused_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "sandbox.json").write_text('{"iam.roles": {}}')
    with pytest.raises(OtherVersion, match=r"made by another version of Handoff\. Delete that file"):
        started(tmp_path)


def test_a_third_start_does_not_find_what_ended_in_between(tmp_path: Path) -> None:
    sign_in(started(tmp_path), "ASIA1")
    second = started(tmp_path)
    with second.changing():
        del second.table("sts.sessions")["ASIA1"]
    assert started(tmp_path).table("sts.sessions") == {}


def test_a_sign_in_writes_its_own_session_only(tmp_path: Path) -> None:
    world = started(tmp_path)
    for number in range(50):
        sign_in(world, f"ASIA{number:03}")
    log, file = tmp_path / "sandbox.log", tmp_path / "sandbox.json"
    before, inode = log.stat().st_size, file.stat().st_ino
    sign_in(world, "ASIA050")
    assert log.stat().st_size - before == before / 50
    assert file.stat().st_ino == inode  # not written again
    with world.changing():
        world.table("iam.roles")["Sso"] = {"RoleName": "Sso"}
    assert file.stat().st_ino != inode


def test_a_start_shortens_the_log_to_what_still_counts(tmp_path: Path) -> None:
    world = started(tmp_path)
    for number in range(9):
        sign_in(world, f"ASIA{number}")
    with world.changing():
        for number in range(8):
            del world.table("sts.sessions")[f"ASIA{number}"]
    log = tmp_path / "sandbox.log"
    assert log.read_text().count("\n") == 17
    assert list(started(tmp_path).table("sts.sessions")) == ["ASIA8"]
    assert log.read_text().count("\n") == 1


def test_half_a_line_of_the_log_is_no_session(tmp_path: Path) -> None:
    sign_in(started(tmp_path), "ASIA1")
    with (tmp_path / "sandbox.log").open("a") as log:
        log.write('["sts.sessions", "ASIA2", {"Acc')
    again = started(tmp_path)
    sign_in(again, "ASIA3")
    assert list(started(tmp_path).table("sts.sessions")) == ["ASIA1", "ASIA3"]
