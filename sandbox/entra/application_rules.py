"""What the directory accepts as identifiers of an application."""

from typing import Any
from urllib.parse import urlsplit

from sandbox.entra.app_management import check_new_identifier
from sandbox.entra.errors import GraphError, invalid_value
from sandbox.rows import Row
from sandbox.world import World

_URI_MOST = 255


def check_identifiers(world: World, application: Row, uris: list[Any]) -> None:
    """Raise GraphError unless every URI is well formed, free in the tenant and allowed by its policy."""
    for uri in uris:
        if not isinstance(uri, str) or not urlsplit(uri).scheme or uri.endswith("/") or len(uri) > _URI_MOST:
            raise invalid_value("identifierUris", "Application")
    taken = taken_identifiers(world, application)
    if any(uri.casefold() in taken for uri in uris):
        message = "Another object with the same value for property identifierUris already exists."
        raise GraphError(400, "Request_BadRequest", message, detail=("ObjectConflict", "identifierUris"))
    for uri in uris:
        if uri not in application["identifierUris"]:
            check_new_identifier(world, application, uri)


def taken_identifiers(world: World, application: Row) -> set[str]:
    """The identifiers other applications of the tenant have, in folded letter case."""
    return {
        uri.casefold()
        for other in world.table("entra.applications").values()
        if other["id"] != application["id"]
        for uri in other["identifierUris"]
    }
