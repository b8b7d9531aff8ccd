"""The vocabulary of the handoff record: every item, its type, its check and why it is needed.

To add an item: one `Item(...)` in the module of its side. Which step gives it follows from the step that
gives or asks it.
"""

from typing import Any

from federation.items import aws, azure
from federation.items.aws import *  # noqa: F403 - the vocabulary is read as one
from federation.items.azure import *  # noqa: F403
from federation.items.item import Item as Item

ITEMS: dict[str, Item[Any]] = {
    value.key: value for module in (aws, azure) for value in vars(module).values() if isinstance(value, Item)
}
"""Every item by its key."""
