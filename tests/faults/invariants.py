"""What must hold after every run, whatever happened to it: I1, I2, I4 and I6 of the fault matrix.

Each checker compares the simulated clouds with the record and gives sentences; none means that it holds.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from federation.items import (
    APP_ID,
    APP_OBJECT_ID,
    CERTIFICATE_THUMBPRINT,
    METADATA_XML,
    PROVIDER_ARN,
    ROLE_ARN,
    SERVICE_PRINCIPAL_ID,
)
from federation.saml.metadata import read_metadata
from sandbox.rows import Row
from sandbox.world import World
from wizard.models import ACTIVE, Effect, Run, Setup
from wizard.record import SetupRecord

Problems = Iterable[str]


@dataclass(frozen=True)
class Scene:
    """The clouds, one setup, and every row of the clouds that was not made by it, as JSON."""

    world: World
    setup: Setup
    foreign: dict[str, str]

    @property
    def record(self) -> SetupRecord:
        return SetupRecord(self.setup)

    def carrying(self, table: str) -> list[Row]:
        """The rows of a table that are the setup's."""
        rows = self.world.table(table).values()
        return [row for row in rows if is_ours(self.world, self.setup, row)]


def is_ours(world: World, setup: Setup, row: Row) -> bool:
    """Whether a row carries the setup's marker; a service principal is its application's."""
    if row.get("servicePrincipalType"):
        applications = world.table("entra.applications").values()
        return any(one["appId"] == row["appId"] and setup.marker in json.dumps(one) for one in applications)
    return setup.marker in json.dumps(row)


KINDS = {
    "entra.applications": "application",
    "entra.servicePrincipals": "service principal",
    "entra.claimsMappingPolicies": "claims policy",
    "iam.saml_providers": "SAML provider",
    "iam.roles": "role",
}


def one_of_each_kind(scene: Scene) -> Problems:
    """I1: nothing of ours exists twice."""
    for table, kind in KINDS.items():
        found = scene.carrying(table)
        if len(found) > 1:
            yield f"{len(found)} times {kind}"
    names = Counter(row["Username"] for row in scene.world.table("connect.users").values())
    yield from (f"{count} Connect users {name}" for name, count in names.items() if count > 1)
    assigned = Counter(
        (row["principalId"], row["resourceId"], row["appRoleId"])
        for row in scene.world.table("entra.assignments").values()
    )
    yield from (f"{count} assignments of {key[0]}" for key, count in assigned.items() if count > 1)
    for application in scene.carrying("entra.applications"):
        values = Counter(role["value"] for role in application["appRoles"] if role["value"])
        yield from (f"{count} app roles {value}" for value, count in values.items() if count > 1)


def ledger_is_world(scene: Scene) -> Problems:
    """I2: what the record names is there, and what is there with our marker is in the record."""
    for item, table, name in (
        (APP_OBJECT_ID, "entra.applications", "id"),
        (APP_ID, "entra.applications", "appId"),
        (SERVICE_PRINCIPAL_ID, "entra.servicePrincipals", "id"),
        (PROVIDER_ARN, "iam.saml_providers", "Arn"),
        (ROLE_ARN, "iam.roles", "Arn"),
    ):
        there = {row[name] for row in scene.carrying(table)}
        recorded = {scene.record[item]} if item in scene.record else set()
        yield from (f"{item.key} {one} is recorded, but not there" for one in recorded - there)
        yield from (f"{item.key} {one} is there, but not recorded" for one in there - recorded)


def one_certificate_everywhere(scene: Scene) -> Problems:
    """I1 for certificates: the active one, the recorded one and the one AWS holds are the same."""
    record = scene.record
    if CERTIFICATE_THUMBPRINT not in record:
        return
    principal = scene.world.table("entra.servicePrincipals")[record[SERVICE_PRINCIPAL_ID]]
    active = (principal["preferredTokenSigningKeyThumbprint"] or "").upper()
    if active != record[CERTIFICATE_THUMBPRINT]:
        yield f"Entra signs with {active}, the record names {record[CERTIFICATE_THUMBPRINT]}"
    documents = [record.get(METADATA_XML)]
    if PROVIDER_ARN in record:
        provider = scene.world.table("iam.saml_providers")[record[PROVIDER_ARN]]
        documents.append(provider["SAMLMetadataDocument"])
    for document in filter(None, documents):
        if active not in {one.thumbprint for one in read_metadata(document).certificates}:
            yield "a metadata document lacks the active certificate"


def nothing_foreign_changed(scene: Scene) -> Problems:
    """I4: what does not carry our marker is as it was."""
    now = foreign_rows(scene.world, scene.setup)
    for key, before in scene.foreign.items():
        if now.get(key) != before:
            yield f"{key} was changed"


def foreign_rows(world: World, setup: Setup) -> dict[str, str]:
    """Every row of what clouds keep for people, except those of this setup."""
    tables = (*KINDS, "entra.users", "entra.groups", "connect.instances", "iam.users")
    return {
        f"{table} {key}": json.dumps(row, sort_keys=True)
        for table in tables
        for key, row in world.table(table).items()
        if not is_ours(world, setup, row)
    }


def everything_ended(scene: Scene) -> Problems:
    """I6: no run is under way, no question is open, and what failed has a reason and a way on."""
    runs = Run.objects.filter(setup=scene.setup)
    yield from (f"{run} is still {run.state}" for run in runs.filter(state__in=ACTIVE))
    yield from (f"the making of {effect.key} is still open" for effect in Effect.objects.all())
    for run in runs.filter(error_code__gt=""):
        if not run.error_message or not run.error_hint:
            yield f"{run} failed without a reason or a way on"


INVARIANTS: tuple[Callable[[Scene], Problems], ...] = (
    one_of_each_kind,
    ledger_is_world,
    one_certificate_everywhere,
    nothing_foreign_changed,
    everything_ended,
)


def broken(scene: Scene) -> list[str]:
    """Every invariant that does not hold, in sentences."""
    return [problem for check in INVARIANTS for problem in check(scene)]
