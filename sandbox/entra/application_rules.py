"""What the directory accepts as identifiers of an application."""

from typing import Any
from urllib.parse import urlsplit

from sandbox.entra import directory
from sandbox.entra.errors import GraphError, bad_request, invalid_value
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
            _check_identifier_policy(world, application, uri)


def taken_identifiers(world: World, application: Row) -> set[str]:
    """The identifiers other applications of the tenant have, in folded letter case."""
    return {
        uri.casefold()
        for other in world.table("entra.applications").values()
        if other["id"] != application["id"]
        for uri in other["identifierUris"]
    }


def _check_identifier_policy(world: World, application: Row, uri: str) -> None:
    # The tenant's default policy, as Microsoft switched it on in 2025, exempts SAML applications only.
    principal = directory.principal_of(world, application["appId"])
    if principal is not None and principal["preferredSingleSignOnMode"] == "saml":
        return
    tenant = directory.tenant(world)
    own = [tenant["id"], application["appId"], *(domain["name"] for domain in tenant["verifiedDomains"])]
    if not any(name in uri.lower() for name in own):
        raise bad_request(
            f"Failed to add identifier URI {uri}. All newly added URIs must contain a tenant verified domain, "
            "tenant ID, or app ID, as per the default tenant policy of your organization. "
            "See https://aka.ms/identifier-uri-addition-error for more information on this error."
        )
