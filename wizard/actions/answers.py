"""Write down what an engineer typed, without losing what somebody else typed meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from federation.items import ITEMS
from federation.steps.base import Step
from wizard import permissions
from wizard.models import Event, Origin, Person, Revision, Setup
from wizard.record import SetupRecord, fingerprint, write

T = TypeVar("T")


@dataclass(frozen=True)
class Conflict:
    """Somebody saved another value for this item since the page was opened."""

    key: str
    theirs: Revision


class SavedMeanwhile(Exception):
    """Nothing was saved: these items were changed by somebody else since the page was opened."""

    def __init__(self, conflicts: list[Conflict]) -> None:
        super().__init__("Somebody else saved another value meanwhile.")
        self.conflicts = conflicts


@dataclass(frozen=True)
class Answers:
    """Values of a form. `base` holds the revision numbers the page was made from."""

    values: Mapping[str, Any]
    base: Mapping[str, int]
    uploaded: frozenset[str] = frozenset()


def save_answers(setup: Setup, step: Step, answers: Answers, *, by: Person) -> None:
    """Write the changed answers. Raises PermissionDenied or SavedMeanwhile; then nothing was written."""
    permissions.require_side(by, setup, step.side)
    unless_outrun(lambda: record_answers(setup, answers, by=by))


def unless_outrun(save: Callable[[], T]) -> T:
    """Call `save` in a transaction; once more if another page saved in the same instant.

    The database let the other one win. The second time its value is there to be compared, so `save` either
    finds the same or raises SavedMeanwhile.
    """
    try:
        with transaction.atomic():
            return save()
    except IntegrityError:
        with transaction.atomic():
            return save()


def record_answers(setup: Setup, answers: Answers, *, by: Person) -> list[str]:
    """The part of `save_answers` inside the transaction; returns the keys that really changed.

    Raises SavedMeanwhile, or IntegrityError if another page saved in the same instant.
    """
    record = SetupRecord(setup)
    conflicts = _conflicts(record, answers)
    if conflicts:
        raise SavedMeanwhile(conflicts)
    written = [key for key in _changed(record, answers) if _write(setup, answers, key, by=by)]
    if written:
        what = ", ".join(ITEMS[key].label for key in written)
        Event.objects.create(setup=setup, person=by, key="answer-given", data={"what": what})
    return written


def _write(setup: Setup, answers: Answers, key: str, *, by: Person) -> bool:
    origin = Origin.UPLOADED if key in answers.uploaded else Origin.TYPED
    return write(setup, ITEMS[key], answers.values[key], origin=origin, person=by)


def _changed(record: SetupRecord, answers: Answers) -> list[str]:
    """Keys the person really changed; an untouched field keeps what somebody else saved meanwhile."""
    return [key for key in answers.values if not _untouched(record, answers, key)]


def _untouched(record: SetupRecord, answers: Answers, key: str) -> bool:
    base = answers.base.get(key, 0)
    if base == 0:
        return False
    seen = Revision.objects.filter(setup=record.setup, key=key, number=base).first()
    return seen is not None and seen.fingerprint == fingerprint(ITEMS[key], answers.values[key])


def _conflicts(record: SetupRecord, answers: Answers) -> list[Conflict]:
    found = []
    for key in _changed(record, answers):
        theirs = record.revisions.get(key)
        if theirs is None or theirs.number == answers.base.get(key, 0):
            continue
        if theirs.fingerprint != fingerprint(ITEMS[key], answers.values[key]):
            found.append(Conflict(key, theirs))
    return found
