"""The fourth face of a step: what is in a cloud because of it, and how that is taken away again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from federation.errors import NeedsPerson
from federation.sides import Side
from federation.steps.base import Change, Resource

WAS_THERE = "It was there before this setup. Remove it by hand if nobody needs it."


class Fate(StrEnum):
    """What undoing the step does to one thing."""

    REMOVE = "remove"
    KEEP = "keep"
    BLOCK = "block"
    """Something that is not ours is in the way. Nothing at all is removed until that is gone."""


@dataclass(frozen=True)
class Trace:
    """One thing that was found in a cloud, and what undoing does to it.

    `remove` takes it away; it must be harmless to repeat, and what is gone already counts as done. `because`
    says why it is kept or blocked, or what removing it means. `consent` is what a person must agree to by
    itself before it is removed.
    """

    resource: Resource
    fate: Fate
    because: str = ""
    remove: Callable[[], None] | None = None
    consent: str = ""

    def as_dict(self, step_key: str) -> dict[str, str]:
        """As a line of a plan."""
        change = Change.REMOVE if self.fate is Fate.REMOVE else Change.KEEP
        return {
            "change": str(change),
            "what": self.resource.kind,
            "name": self.resource.name,
            "detail": self.because,
            "consent": self.consent,
            "blocked": "yes" if self.fate is Fate.BLOCK else "",
            "id": self.resource.cloud_id,
            "step": step_key,
        }


def removed(resource: Resource, remove: Callable[[], None], because: str = "", *, consent: str = "") -> Trace:
    """A thing of ours."""
    return Trace(resource, Fate.REMOVE, because, remove, consent)


def kept(resource: Resource, because: str = WAS_THERE) -> Trace:
    """A thing that stays, and why."""
    return Trace(resource, Fate.KEEP, because)


def blocked(resource: Resource, because: str) -> Trace:
    """A thing of ours that cannot go yet, and what is in its way."""
    return Trace(resource, Fate.BLOCK, because)


def was_adopted(known: Iterable[Resource], cloud_id: str) -> bool:
    """Whether the record says that a thing was there before the setup."""
    return any(one.adopted and one.cloud_id == cloud_id for one in known)


def named(known: Iterable[Resource], *kinds: str) -> dict[str, str]:
    """Ids and names of the known things of some kinds."""
    return {one.cloud_id: one.name for one in known if one.kind in kinds and one.cloud_id}


def take_away(traces: Iterable[Trace], gone: Callable[[Trace], None], *, owner: Side) -> None:
    """Remove what is to be removed, in the order given, and tell `gone` of each.

    Raises NeedsPerson, before anything is removed, if something is in the way; and CloudError.
    """
    found = tuple(traces)
    stops = [one for one in found if one.fate is Fate.BLOCK]
    if stops:
        raise NeedsPerson(
            " ".join(
                f"{one.resource.kind} {one.resource.name} cannot be removed. {one.because}" for one in stops
            ),
            hint="Clear this away, then look again at what would be removed.",
            owner=owner,
        )
    for one in found:
        if one.fate is Fate.REMOVE and one.remove is not None:
            one.remove()
            gone(one)
