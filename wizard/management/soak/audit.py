"""Compares the ledger with the simulated clouds: what is there twice, unknown, gone, or in the wrong place."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from federation.items import CERTIFICATE_THUMBPRINT, PROVIDER_ARN, ROLE_ARN, SERVICE_PRINCIPAL_ID
from federation.saml.metadata import read_metadata
from sandbox.rows import Row
from sandbox.world import World
from wizard.models import Resource, Setup
from wizard.record import SetupRecord

KINDS = {
    "Application": ("entra.applications", "id"),
    "Enterprise application": ("entra.servicePrincipals", "id"),
    "Claims policy": ("entra.claimsMappingPolicies", "id"),
    "Assignment": ("entra.assignments", "id"),
    "SAML provider": ("iam.saml_providers", "Arn"),
    "Role": ("iam.roles", "Arn"),
    "Connect user": ("connect.users", "Arn"),
}
"""What a setup makes: the ledger's name of the kind, the clouds' table, and what identifies a row."""
SINGLE = ("Application", "Enterprise application", "Claims policy", "SAML provider", "Role")
"""Of these a setup has one."""
FOREIGN = ("entra.users", "entra.groups", "connect.instances", "iam.users")
"""What Handoff never touches."""


@dataclass(frozen=True)
class Before:
    """The clouds as they were."""

    rows: dict[str, dict[str, str]]

    @classmethod
    def of(cls, world: World) -> "Before":
        tables = [table for table, _ in KINDS.values()] + list(FOREIGN)
        return cls({name: {key: _text(row) for key, row in world.table(name).items()} for name in tables})


@dataclass
class Audit:
    """Sentences, by what is wrong. All empty is what must be."""

    duplicates: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.duplicates or self.orphans or self.lost or self.misplaced)


def audit(world: World, before: Before, setups: Iterable[Setup]) -> Audit:
    """Compare everything. Call when nobody is at work."""
    found, named = Audit(), _named()
    with world.lock:
        for kind, (table, identity) in KINDS.items():
            there = _new_rows(world, before, table, identity)
            found.duplicates += _twice(kind, there, named[kind])
            found.orphans += (f"{kind} {one} is in no ledger" for one in there.keys() - named[kind].keys())
            found.lost += (f"{kind} {one} is gone" for one in named[kind].keys() - there.keys())
            found.misplaced += _foreign_marks(kind, there, named[kind])
        found.misplaced += _touched(world, before)
        for setup in setups:
            found.misplaced += _mixed_up(world, setup)
    return found


def _text(row: Row) -> str:
    return json.dumps(row, sort_keys=True)


def _new_rows(world: World, before: Before, table: str, identity: str) -> dict[str, Row]:
    rows = world.table(table).items()
    return {row[identity]: row for key, row in rows if key not in before.rows[table]}


def _named() -> dict[str, dict[str, Setup]]:
    """By kind: the id of everything in the ledger, and whose it is."""
    named: dict[str, dict[str, Setup]] = defaultdict(dict)
    for resource in Resource.objects.select_related("setup"):
        named[resource.kind][resource.cloud_id] = resource.setup
    return named


def _twice(kind: str, there: dict[str, Row], named: dict[str, Setup]) -> Iterator[str]:
    counts = Counter(filter(None, (_sameness(kind, one, row, named) for one, row in there.items())))
    yield from (f"{kind}: {count} times {what}" for what, count in counts.items() if count > 1)


def _sameness(kind: str, identity: str, row: Row, named: dict[str, Setup]) -> str:
    """Two rows of a kind with the same sameness are one too many; empty where there is no such rule."""
    if kind == "Connect user":
        return f"{row['InstanceId']} {row['Username']}" if "InstanceId" in row else str(row["Username"])
    if kind == "Assignment":
        return f"{row['principalId']} in {row['resourceId']}"
    return named[identity].name if identity in named and kind in SINGLE else ""


def _foreign_marks(kind: str, there: dict[str, Row], named: dict[str, Setup]) -> Iterator[str]:
    """A thing in one setup's ledger that carries another setup's marker."""
    owners = {setup.marker: setup for setup in named.values()}
    for identity, row in there.items():
        text, owner = _text(row), named.get(identity)
        others = [marker for marker in owners if marker in text and owner and marker != owner.marker]
        yield from (f"{kind} {identity} of {owner} carries {marker}" for marker in others)


def _touched(world: World, before: Before) -> Iterator[str]:
    for name, rows in before.rows.items():
        table = world.table(name)
        changed = [key for key, text in rows.items() if key not in table or _text(table[key]) != text]
        yield from (f"{name} {key} is not ours and was changed" for key in changed)


def _mixed_up(world: World, setup: Setup) -> Iterator[str]:
    """One certificate everywhere, and a role that trusts its own provider."""
    record = SetupRecord(setup)
    if CERTIFICATE_THUMBPRINT in record:
        principal = world.table("entra.servicePrincipals").get(record[SERVICE_PRINCIPAL_ID], {})
        active = str(principal.get("preferredTokenSigningKeyThumbprint") or "").upper()
        if active != record[CERTIFICATE_THUMBPRINT]:
            yield f"{setup}: Entra signs with another certificate than the recorded one"
        if PROVIDER_ARN in record and active not in _trusted(world, record[PROVIDER_ARN]):
            yield f"{setup}: AWS trusts another certificate than the active one"
    if ROLE_ARN in record:
        role = next((row for row in world.table("iam.roles").values() if row["Arn"] == record[ROLE_ARN]), {})
        if record[PROVIDER_ARN] not in json.dumps(role):
            yield f"{setup}: the role does not trust the setup's own provider"


def _trusted(world: World, arn: str) -> set[str]:
    rows = [row for row in world.table("iam.saml_providers").values() if row["Arn"] == arn]
    certificates = (one for row in rows for one in read_metadata(row["SAMLMetadataDocument"]).certificates)
    return {one.thumbprint for one in certificates}
