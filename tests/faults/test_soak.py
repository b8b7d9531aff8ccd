"""The soak: small here, and its audit must see what is wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection

from sandbox.world import World
from tests.cast import ROUTE, Cast, start, work
from wizard.management.soak.audit import Audit, Before, audit
from wizard.management.tour import ANSWERS
from wizard.models import Resource


def soak(*words: str) -> tuple[int, dict[str, object]]:
    """The command in a process of its own, with nothing in its environment that names a server."""
    variables = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "manage.py", "soak", "--json", *words],
        cwd=settings.BASE_DIR,
        env=variables,
        capture_output=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout)


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="Needs PostgreSQL and Redis: python -m tests.servers runs it."
)
def test_three_setups_are_finished_while_workers_are_killed() -> None:
    status, report = soak("--setups", "3", "--kill", "--throttle", "0.1", "--seed", "7", "--patience", "240")
    assert (status, report["done"]) == (0, 3), report
    for name in ("duplicates", "orphans", "lost", "misplaced"):
        assert report[name] == []


@pytest.fixture
def finished(cast: Cast, world: World) -> tuple[Cast, World, Before]:
    """Handoff has done the whole route."""
    before = Before.of(world)
    for step in ROUTE.steps:
        run = work(start(cast, step.key, **ANSWERS.get(step.key, {})))
        assert run.succeeded, run.error_message or run.waiting_because
    return cast, world, before


def twice(world: World) -> None:
    roles = world.table("iam.roles")
    key, row = next(iter(roles.items()))
    roles[key + "-again"] = row | {"Arn": row["Arn"] + "-again"}
    Resource.objects.create(
        setup=Resource.objects.all()[0].setup,
        side="aws",
        kind="Role",
        cloud_id=row["Arn"] + "-again",
        run=Resource.objects.all()[0].run,
    )


def unknown(world: World) -> None:
    Resource.objects.filter(kind="Application").delete()


def gone(world: World) -> None:
    world.table("iam.saml_providers").clear()


def another_certificate(world: World) -> None:
    for principal in world.table("entra.servicePrincipals").values():
        principal["preferredTokenSigningKeyThumbprint"] = "AA" * 20


def somebody_elses(world: World) -> None:
    next(iter(world.table("entra.users").values()))["displayName"] = "Changed"


def test_the_audit_finds_nothing_where_all_is_well(finished: tuple[Cast, World, Before]) -> None:
    cast, world, before = finished
    assert audit(world, before, [cast.setup]) == Audit()


@pytest.mark.parametrize(
    ("harm", "name"),
    [
        (twice, "duplicates"),
        (unknown, "orphans"),
        (gone, "lost"),
        (another_certificate, "misplaced"),
        (somebody_elses, "misplaced"),
    ],
)
def test_the_audit_sees_every_kind_of_harm(
    finished: tuple[Cast, World, Before], harm: Callable[[World], None], name: str
) -> None:
    cast, world, before = finished
    harm(world)
    found = audit(world, before, [cast.setup])
    assert getattr(found, name)
    assert not found.clean
