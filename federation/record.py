"""How steps and checks read the handoff record."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from federation.items import Item

T = TypeVar("T")


class Record(Protocol):
    """The current values of one setup, and the setup's marker.

    `marker` is 8 lower-case letters and digits, unique to the setup; every name and tag we put into a
    cloud carries it, so that we find our own things again and touch nothing else.
    """

    @property
    def marker(self) -> str: ...

    def __contains__(self, item: object) -> bool: ...

    def __getitem__(self, item: Item[T]) -> T:
        """The value; raises KeyError if the record has none."""
        ...

    def get(self, item: Item[T]) -> T | None: ...


class MemoryRecord:
    """A record that lives in memory: for commands, tests and what-if questions."""

    def __init__(self, values: Mapping[Item[Any], Any] | None = None, *, marker: str = "demo0000") -> None:
        self._values: dict[str, Any] = {item.key: value for item, value in (values or {}).items()}
        self._marker = marker

    @property
    def marker(self) -> str:
        return self._marker

    def __contains__(self, item: object) -> bool:
        return isinstance(item, Item) and item.key in self._values

    def __getitem__(self, item: Item[T]) -> T:
        value: T = self._values[item.key]
        return value

    def get(self, item: Item[T]) -> T | None:
        return self._values.get(item.key)

    def put(self, item: Item[T], value: T) -> None:
        """Set or replace a value."""
        self._values[item.key] = value


class ChangedRecord:
    """A record as if some values were others."""

    def __init__(self, record: Record, changes: Mapping[Item[Any], Any]) -> None:
        self._record = record
        self._changes = MemoryRecord(changes, marker=record.marker)

    @property
    def marker(self) -> str:
        return self._record.marker

    def __contains__(self, item: object) -> bool:
        return item in self._changes or item in self._record

    def __getitem__(self, item: Item[T]) -> T:
        return self._changes[item] if item in self._changes else self._record[item]

    def get(self, item: Item[T]) -> T | None:
        return self[item] if item in self else None


class AssumedRecord:
    """A record in which unanswered questions have their default: for showing values before they are saved."""

    def __init__(self, record: Record, defaults: Mapping[Item[Any], Any]) -> None:
        self._record = record
        self._defaults = MemoryRecord(defaults, marker=record.marker)

    @property
    def marker(self) -> str:
        return self._record.marker

    def __contains__(self, item: object) -> bool:
        return item in self._record or item in self._defaults

    def __getitem__(self, item: Item[T]) -> T:
        return self._record[item] if item in self._record else self._defaults[item]

    def get(self, item: Item[T]) -> T | None:
        return self[item] if item in self else None
