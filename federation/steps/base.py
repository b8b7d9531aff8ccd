"""The contract of a step. Read this, then look at any module beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from federation.errors import InvalidValue
from federation.findings import Finding, compare
from federation.items import Item
from federation.record import AssumedRecord, Record
from federation.sides import Side

if TYPE_CHECKING:
    from federation.clouds import Clouds
    from federation.traces.trace import Trace


class Change(StrEnum):
    """What carrying a step out, or undoing it, would do to one thing in a cloud."""

    CREATE = "create"
    CHANGE = "change"
    KEEP = "keep"
    REMOVE = "remove"


@dataclass(frozen=True)
class PlannedChange:
    """One line of a plan: "create the SAML provider ConnectSSO-ab12cd34"."""

    change: Change
    what: str
    name: str
    detail: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"change": str(self.change), "what": self.what, "name": self.name, "detail": self.detail}


@dataclass(frozen=True)
class Resource:
    """One thing in a cloud that exists because of a setup. `adopted`: it was there before us."""

    kind: str
    cloud_id: str
    name: str
    adopted: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a step gave. `items` must hold every item of the step's `gives`."""

    items: Mapping[Item[Any], Any]
    resources: tuple[Resource, ...] = ()


@dataclass(frozen=True)
class Ask:
    """A question of a step. `default` may contain `{marker}`; optional ones may stay empty.

    `by_hand` is False for what only matters when Handoff itself makes the calls. `one_of`: exactly one of the
    questions so marked must be answered, so none of them is called optional.
    """

    item: Item[Any]
    default: str = ""
    optional: bool = False
    by_hand: bool = True
    one_of: bool = False


@dataclass(frozen=True)
class Keep:
    """If the finding `code` came up, the cloud may be left as it is with this item changed to what was read.

    `typed` is the answer where it is not the value that was read itself.
    """

    code: str
    item: Item[Any]
    typed: str = ""


@dataclass(frozen=True)
class Permission:
    """One action or scope a step needs, and why."""

    name: str
    why: str


class Step:
    """One piece of work of one side. Subclasses are stateless; a route holds one instance of each.

    `asks` are typed by the engineer of this side, `needs` are given (or asked) by other steps, `gives` is
    what the step writes into the record. Carrying out must be safe to repeat at any moment: look first,
    touch only what carries the record's marker, find things again by name and marker.
    """

    key: ClassVar[str]
    side: ClassVar[Side]
    title: ClassVar[str]
    """What the engineer does, as a task: "Create the SAML provider". Also the text of the button."""
    short: ClassVar[str]
    """At most 16 characters, for the map."""
    purpose: ClassVar[str]
    """One sentence: why this step exists."""
    asks: ClassVar[tuple[Ask, ...]] = ()
    needs: ClassVar[tuple[Item[Any], ...]] = ()
    gives: ClassVar[tuple[Item[Any], ...]] = ()
    informs: ClassVar[tuple[Item[Any], ...]] = ()
    """Those of `gives` that only inform. Who works by hand need not paste them."""
    permissions: ClassVar[tuple[Permission, ...]] = ()
    keeps: ClassVar[tuple["Keep", ...]] = ()
    """What somebody else changed in the cloud and may stay so."""
    undoable: ClassVar[bool] = True
    """Whether undoing it means anything: connecting to a cloud changes nothing there."""
    undo_permissions: ClassVar[tuple[Permission, ...]] = ()
    """What undoing needs."""
    takes: ClassVar[tuple[str, ...]] = ()
    """The kinds of resources of other steps that go when everything of this one is gone."""
    mend: ClassVar[str] = ""
    """What the engineer does when the cloud differs from the record: the `fix` of `compare`."""

    @property
    def inputs(self) -> tuple[Item[Any], ...]:
        """Every item the result depends on."""
        return (*self.needs, *(ask.item for ask in self.asks))

    @property
    def evidence_items(self) -> tuple[Item[Any], ...]:
        """What must be in the record before the step can count as done."""
        return tuple(item for item in self.gives if item not in self.informs)

    def assume_defaults(self, record: Record) -> Record:
        """The record as if every unanswered question had been answered with its default."""
        answers = {
            ask.item: ask.item.read(ask.default.format(marker=record.marker))
            for ask in self.asks
            if ask.default
        }
        return AssumedRecord(record, answers)

    def check_answers(self, answers: Mapping[str, Any], record: Record) -> dict[str, str]:
        """Rules between several answers: item key to error sentence. Each alone was checked before."""
        return {}

    def check_pasted(self, answers: Mapping[str, Any], record: Record) -> dict[str, str]:
        """The same between the values that come back after work by hand."""
        return {}

    def plan(self, record: Record, clouds: "Clouds") -> tuple[PlannedChange, ...]:
        """What `carry_out` would do now. Reads only. Raises FederationError."""
        raise NotImplementedError

    def carry_out(self, record: Record, clouds: "Clouds") -> Outcome:
        """Bring the cloud to what the record asks for. Raises FederationError."""
        raise NotImplementedError

    def observe(self, record: Record, clouds: "Clouds") -> tuple[Finding, ...]:
        """Read the cloud back and compare it with the record, value by value. Reads only."""
        raise NotImplementedError

    def traces(self, record: Record, clouds: "Clouds", known: Sequence[Resource]) -> "Iterable[Trace]":
        """What is in the cloud because of this step, in the order in which undoing removes it. Reads only.

        `known` are the resources of this side on record. They say where to look and what was there before;
        only what carries the setup's marker in the cloud itself may be removed. Raises FederationError.
        """
        return ()

    def page_of(self, resource: Resource, record: Record) -> "ConsoleLink | None":
        """The page of the console that shows a resource of this step."""
        return None

    def compare(self, code: str, what: str, expected: str, actual: str) -> Finding:
        """A finding of this step that is OK exactly when both values are equal."""
        return compare(
            code=code,
            owner=self.side,
            what=what,
            expected=expected,
            actual=actual,
            fix=self.mend,
            step=self.key,
        )

    def keeping(self, code: str, actual: str, record: Record) -> Mapping[Item[Any], Any]:
        """Values with which what a finding read would be right; empty if the cloud cannot be left so."""
        keep = next((one for one in self.keeps if one.code == code), None)
        if keep is None:
            return {}
        try:
            value = keep.item.read(keep.typed or actual)
            keep.item.agree(value, record)
        except InvalidValue:
            return {}
        return {keep.item: value}

    def links(self, record: Record) -> tuple["ConsoleLink", ...]:
        """Pages of the cloud's own console where a person does this step by hand."""
        return ()

    def foreseen(self, record: Record) -> Mapping[Item[Any], str]:
        """What `gives` will hold, as far as it is known before the work: prefilled for work by hand."""
        return {}

    def by_hand(self, record: Record) -> tuple["ByHandValue", ...]:
        """Exact values to copy into the console, with the name of the field they go to."""
        return ()


@dataclass(frozen=True)
class ConsoleLink:
    """A deep link into a cloud's console. Formats are unofficial: facts/ux.md 6.1."""

    label: str
    url: str


@dataclass(frozen=True)
class ByHandValue:
    """A value to copy. `field` is the console's own label; `long` shows it as a block."""

    field: str
    value: str
    long: bool = False
    note: str = ""
