"""Rung 1: do both clouds hold what the record says, and do their halves fit together?"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from federation.checks.halves import compare_halves
from federation.checks.response_check import AWS_CONNECT, AZURE_CONNECT
from federation.errors import CredentialsRejected, FederationError
from federation.findings import Finding, Level
from federation.record import Record
from federation.sides import Side
from federation.steps.base import Step

if TYPE_CHECKING:
    from federation.clouds import Clouds

_CONNECT = {Side.AZURE: AZURE_CONNECT, Side.AWS: AWS_CONNECT}


def check_agreement(route_steps: Iterable[Step], record: Record, clouds: "Clouds") -> tuple[Finding, ...]:
    """Read both clouds back, step by step in route order, then compare the halves with each other.

    A side that is not signed in is skipped with one warning; any other error becomes a finding of its
    side. Reads only.
    """
    return (*_observed(route_steps, record, clouds), *compare_halves(record))


def _observed(route_steps: Iterable[Step], record: Record, clouds: "Clouds") -> Iterator[Finding]:
    not_connected: set[Side] = set()
    for step in route_steps:
        missing = [item.label for item in (*step.needs, *step.evidence_items) if item not in record]
        if missing:
            yield _not_done(step, missing)
        elif step.side not in not_connected:
            try:
                yield from step.observe(record, clouds)
            except CredentialsRejected as error:
                not_connected.add(step.side)
                yield _not_connected(step.side, error)
            except FederationError as error:
                yield _failed(step, error)


def _not_done(step: Step, missing: list[str]) -> Finding:
    return Finding(
        code="step-not-done",
        level=Level.ERROR,
        owner=step.side,
        message=f"“{step.title}” is not done yet.",
        expected=", ".join(missing),
        actual="not in the record",
        fix="Do this step first.",
        step=step.key,
    )


def _not_connected(side: Side, error: CredentialsRejected) -> Finding:
    return _CONNECT[side].warning(
        "not-connected",
        f"{side.label} was not read back: {error.message}",
        expected=f"signed in to {side.label}",
        actual="not signed in",
        fix=error.hint,
    )


def _failed(step: Step, error: FederationError) -> Finding:
    return Finding(
        code=error.code,
        level=Level.ERROR,
        owner=error.owner or step.side,
        message=f"“{step.title}” could not be checked: {error.message}",
        fix=error.hint,
        step=step.key,
    )
