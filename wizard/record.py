"""The record of one setup as steps read it, and the one way to write into it."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, TypeVar

from django.utils.timezone import now

from federation.items import Item
from federation.steps.base import Step
from wizard.models import Origin, Person, Revision, Run, Setup

T = TypeVar("T")


def fingerprint(item: Item[Any], value: Any) -> str:
    """64 hex digits, equal for values that mean the same; empty for None, a withdrawn answer."""
    if value is None:
        return ""
    return hashlib.sha256(item.fingerprint(item.dump(value)).encode()).hexdigest()


class SetupRecord:
    """The current revisions, read once. Implements `federation.record.Record`."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        rows = Revision.objects.filter(setup=setup).select_related("person", "run").order_by("number")
        self.revisions: dict[str, Revision] = {row.key: row for row in rows}

    @property
    def marker(self) -> str:
        return self.setup.marker

    def __contains__(self, item: object) -> bool:
        row = self.revisions.get(item.key) if isinstance(item, Item) else None
        return row is not None and row.value is not None

    def __getitem__(self, item: Item[T]) -> T:
        value: T = self.revisions[item.key].loaded
        return value

    def get(self, item: Item[T]) -> T | None:
        return self[item] if item in self else None

    def inputs_of(self, step: Step) -> dict[str, str]:
        """Fingerprints of everything the step's result depends on, as far as it is there."""
        current = self.fingerprints
        return {item.key: current[item.key] for item in step.inputs if item.key in current}

    def made(self, items: Iterable[Item[Any]], *, within: timedelta) -> bool:
        """Whether Handoff itself gave one of these values no longer ago than that."""
        since = now() - within
        rows = (self.revisions.get(item.key) for item in items)
        return any(row is not None and row.run_id is not None and row.at > since for row in rows)

    @property
    def fingerprints(self) -> dict[str, str]:
        """Item key to fingerprint of the current value."""
        return {key: row.fingerprint for key, row in self.revisions.items() if row.value is not None}


def write(
    setup: Setup,
    item: Item[Any],
    value: Any,
    *,
    origin: Origin,
    person: Person | None = None,
    run: Run | None = None,
) -> bool:
    """Add a revision unless the current one means the same. Call inside a transaction.

    Returns whether a revision was added. Two writers at once: the unique number lets one of them fail with
    IntegrityError, so nobody's value is lost silently.
    """
    current = Revision.objects.filter(setup=setup, key=item.key).order_by("-number").first()
    new = fingerprint(item, value)
    if (current.fingerprint if current else "") == new:
        return False
    Revision.objects.create(
        setup=setup,
        key=item.key,
        number=current.number + 1 if current else 1,
        value=None if value is None else item.dump(value),
        fingerprint=new,
        origin=origin,
        person=person,
        run=run,
    )
    return True
