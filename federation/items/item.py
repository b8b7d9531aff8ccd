"""What an item is, and the makers of the common kinds."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from federation import values
from federation.agreement import no_agreement

if TYPE_CHECKING:
    from federation.record import Record

T = TypeVar("T")


def _same(value: Any) -> Any:
    return value


def _canonical(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


@dataclass(frozen=True, eq=False)
class Item(Generic[T]):
    """One kind of value in the record.

    `read` turns typed text into the value or raises InvalidValue. `agree` compares a value with what the
    record already holds and raises InvalidValue. `dump`/`load` turn the value into JSON and back.
    `fingerprint` is equal for values that mean the same. `write` is the text a person could type for it,
    `summary` one line of it where that is too long to compare.
    `choices` (key to label) makes it a question with fixed answers; `lines` a text of many lines; `upload`
    a file. `suggested_by` names the item that lists likely answers.
    """

    key: str
    label: str
    why: str
    read: Callable[[str], T]
    expected: str = ""
    agree: Callable[[T, "Record"], None] = no_agreement
    dump: Callable[[T], Any] = _same
    load: Callable[[Any], T] = _same
    write: Callable[[T], str] = str
    fingerprint: Callable[[Any], str] = _canonical
    summary: Callable[[T], str] | None = None
    choices: dict[str, str] = field(default_factory=dict)
    lines: bool = False
    upload: bool = False
    suggested_by: "Item[Any] | None" = None

    def __repr__(self) -> str:
        return f"<Item {self.key}>"

    def brief(self, value: T) -> str:
        """The value in one line a person can compare."""
        return self.summary(value) if self.summary else self.write(value)


def write_lines(value: tuple[str, ...]) -> str:
    return "\n".join(value)


def text(key: str, label: str, why: str, *, most: int = 256, **rest: Any) -> Item[str]:
    return Item(key, label, why, lambda raw: values.line(raw, what="a value", most=most), **rest)


def names(key: str, label: str, why: str, **rest: Any) -> Item[tuple[str, ...]]:
    return Item(
        key, label, why, values.name_lines, dump=list, load=tuple, write=write_lines, lines=True, **rest
    )
