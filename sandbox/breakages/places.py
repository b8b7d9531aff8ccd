"""Where in the world a value stands, down to one entry of a list or dict."""

from dataclasses import dataclass
from typing import Any

from sandbox.world import World

Found = list[Any]
"""A value in a list of its own; an empty list where nothing stands. JSON has no other word for that."""


@dataclass(frozen=True)
class Place:
    """A row (`path` is empty) or something inside it: names in dicts, "id=..." for entries of lists."""

    table: str
    key: str
    path: tuple[str, ...] = ()

    def read(self, world: World) -> Found:
        """What stands here now."""
        found: Found = [world.table(self.table)]
        for name in (self.key, *self.path):
            found = _inside(found[0], name) if found else []
        return found

    def write(self, world: World, value: Found) -> None:
        """Let this stand here; an empty list takes away what does. Nothing happens without its surroundings."""
        holder: Found = [world.table(self.table)]
        for name in (self.key, *self.path)[:-1]:
            holder = _inside(holder[0], name) if holder else []
        if holder:
            _put(holder[0], (self.key, *self.path)[-1], value)

    def overlaps(self, other: "Place") -> bool:
        """Whether one of both is a part of the other, or they are the same."""
        same_row = (self.table, self.key) == (other.table, other.key)
        return same_row and all(one == two for one, two in zip(self.path, other.path, strict=False))


def _inside(holder: Any, name: str) -> Found:
    if isinstance(holder, dict):
        return [holder[name]] if name in holder else []
    if is_named_list(holder):
        return [entry for entry in holder if entry_name(entry) == name][:1]
    return []


def _put(holder: Any, name: str, value: Found) -> None:
    if isinstance(holder, dict):
        holder.pop(name, None)
        if value:
            holder[name] = value[0]
    elif is_named_list(holder):
        holder[:] = [*(entry for entry in holder if entry_name(entry) != name), *value]


def entry_name(entry: dict[str, Any]) -> str:
    """How an entry of a list is told from the others: by "keyId" or "id"."""
    name = "keyId" if "keyId" in entry else "id"
    return f"{name}={entry[name]}"


def is_named_list(value: Any) -> bool:
    """Whether a value is a list whose entries have names of their own."""
    return isinstance(value, list) and all(
        isinstance(entry, dict) and ("keyId" in entry or "id" in entry) for entry in value
    )
