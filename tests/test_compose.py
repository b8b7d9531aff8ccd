"""Dockerfile and docker-compose.yml, as far as they can be checked where no Docker is."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
OURS = ("web", "worker", "beat", "migrate", "sandbox")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


def test_every_part_is_there_and_comes_back_when_it_ends(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {*OURS, "postgres", "redis"}
    always = {
        name: service.get("restart") for name, service in compose["services"].items() if name != "sandbox"
    }
    assert set(always.values()) == {"unless-stopped", "on-failure"}
    assert always["migrate"] == "on-failure"


def test_what_works_starts_only_when_its_servers_are_healthy(compose: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat"):
        waits = {key: value["condition"] for key, value in compose["services"][name]["depends_on"].items()}
        assert waits == {
            "postgres": "service_healthy",
            "redis": "service_healthy",
            "migrate": "service_completed_successfully",
        }


def test_every_part_tells_whether_it_is_well(compose: dict[str, Any], dockerfile: str) -> None:
    checks = {name: service.get("healthcheck", {}) for name, service in compose["services"].items()}
    assert "health" in dockerfile
    assert "test" not in checks["web"], "The web process has the check of the image."
    assert checks["worker"]["test"][-1] == "--worker"
    assert checks["beat"]["test"][-1] == "--beat"
    assert all(checks[name]["test"] for name in ("postgres", "redis", "sandbox"))


def test_no_secret_stands_in_the_file(compose: dict[str, Any]) -> None:
    variables = compose["services"]["worker"]["environment"]
    secret = {
        name
        for name in variables
        if name.removesuffix("_FILE") in {"SECRET_KEY", "HANDOFF_KEYS", "DATABASE_PASSWORD"}
    }
    assert secret == {"SECRET_KEY_FILE", "HANDOFF_KEYS_FILE", "DATABASE_PASSWORD_FILE"}
    given = {f"/run/secrets/{name}" for name in compose["services"]["worker"]["secrets"]}
    assert {variables[name] for name in secret} == given
    assert {f"/run/secrets/{name}" for name in compose["secrets"]} == given
    assert all(set(value) == {"file"} for value in compose["secrets"].values())
    assert compose["services"]["postgres"]["environment"]["POSTGRES_PASSWORD_FILE"] in given


def test_our_processes_have_no_rights_to_lose(compose: dict[str, Any], dockerfile: str) -> None:
    for name in OURS:
        service = compose["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert "no-new-privileges:true" in service["security_opt"]
    final = dockerfile.rsplit("\nFROM ", maxsplit=1)[-1]
    assert re.search(r"^USER 10001$", final, re.MULTILINE)


def test_redis_forgets_nothing_by_itself(compose: dict[str, Any]) -> None:
    command = shlex.join(compose["services"]["redis"]["command"])
    for words in ("--maxmemory-policy noeviction", "--appendonly yes", "--appendfsync everysec"):
        assert words in command


def test_the_simulated_clouds_are_only_there_if_asked_for(compose: dict[str, Any]) -> None:
    asked = {name for name, service in compose["services"].items() if "profiles" in service}
    assert asked == {"sandbox"}


def test_images_are_official_and_come_from_no_named_registry(compose: dict[str, Any], dockerfile: str) -> None:
    named = [service["image"] for service in compose["services"].values()]
    named += re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    assert {name.partition(":")[0] for name in named} == {"handoff", "postgres", "redis", "python"}


def test_the_image_is_built_from_locked_wheels_and_carries_no_build_tools(dockerfile: str) -> None:
    assert "--require-hashes --only-binary :all: -r /requirements.txt" in dockerfile
    assert dockerfile.count("\nFROM ") == 2
    assert "apt-get" not in dockerfile
    assert "pip uninstall" in dockerfile.rsplit("\nFROM ", maxsplit=1)[-1]


def test_everything_the_image_takes_is_there(dockerfile: str) -> None:
    taken = re.findall(r"^COPY (?!--from)(\S+)", dockerfile, re.MULTILINE)
    assert taken
    assert [name for name in taken if not (ROOT / name).exists()] == []
