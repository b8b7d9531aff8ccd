"""Ways to change the value at a place."""

import json
from collections.abc import Callable
from typing import Any

from sandbox.breakages.places import Place
from sandbox.rows import Row
from sandbox.world import World

Edit = Callable[[World, Place], None]


def becoming(rewrite: Callable[[Any], Any]) -> Edit:
    """The value becomes what `rewrite` makes of it."""

    def edit(world: World, place: Place) -> None:
        place.write(world, [rewrite(found) for found in place.read(world)])

    return edit


def becoming_json(rewrite: Callable[[Row], None]) -> Edit:
    """The same for a value that is the text of a JSON document; `rewrite` changes the document."""

    def in_text(text: str) -> str:
        document = json.loads(text)
        rewrite(document)
        return json.dumps(document)

    return becoming(in_text)


def gone(world: World, place: Place) -> None:
    """Nothing stands here any more."""
    place.write(world, [])
