"""Graph: who owns applications and service principals.

Ownership decides what an application with Application.ReadWrite.OwnedBy may change.
"""

import re

from sandbox.entra.errors import bad_request, not_found
from sandbox.entra.graph_call import GraphCall, Reply, client_principal_id
from sandbox.entra.odata import listing
from sandbox.rows import Row

_TABLE = "entra.owners"
_REFERENCE = re.compile(r"/(?:directoryObjects|users|servicePrincipals)/(?P<id>[0-9a-fA-F-]{36})$")


def own_what_was_made(call: GraphCall, *object_ids: str) -> None:
    """An application that makes objects as itself owns them. Call inside `changing`.

    Source: Graph permissions reference, Application.ReadWrite.OwnedBy.
    """
    if not call.caller.user_id:
        for object_id in object_ids:
            call.world.table(_TABLE)[object_id] = {"owners": [call.caller.principal_id]}


def list_of_application(call: GraphCall) -> Reply:
    """GET /applications/{id}/owners"""
    return _list(call, "entra.applications")


def list_of_principal(call: GraphCall) -> Reply:
    """GET /servicePrincipals/{id}/owners"""
    return _list(call, "entra.servicePrincipals")


def add_to_application(call: GraphCall) -> Reply:
    """POST /applications/{id}/owners/$ref"""
    return _add(call, "entra.applications")


def add_to_principal(call: GraphCall) -> Reply:
    """POST /servicePrincipals/{id}/owners/$ref"""
    return _add(call, "entra.servicePrincipals")


def remove_from_application(call: GraphCall) -> Reply:
    """DELETE /applications/{id}/owners/{ownerId}/$ref"""
    return _remove(call, "entra.applications")


def remove_from_principal(call: GraphCall) -> Reply:
    """DELETE /servicePrincipals/{id}/owners/{ownerId}/$ref"""
    return _remove(call, "entra.servicePrincipals")


def _ids(call: GraphCall, row: Row) -> list[str]:
    return list(call.world.table(_TABLE).get(row["id"], {"owners": []})["owners"])


def _list(call: GraphCall, table: str) -> Reply:
    known = _candidates(call)
    rows = [known[owner] for owner in _ids(call, call.found(table)) if owner in known]
    return listing(call, rows, "directoryObjects")


def _candidates(call: GraphCall) -> dict[str, Row]:
    """People, and the service principals of registered applications, as owners are shown."""
    people = {
        row["id"]: {
            "@odata.type": "#microsoft.graph.user",
            "id": row["id"],
            "displayName": row["displayName"],
            "userPrincipalName": row["userPrincipalName"],
        }
        for row in call.world.table("entra.users").values()
    }
    clients = {
        client_principal_id(row["id"]): {
            "@odata.type": "#microsoft.graph.servicePrincipal",
            "id": client_principal_id(row["id"]),
            "appId": row["id"],
            "displayName": row["displayName"],
        }
        for row in call.world.table("entra.registrations").values()
    }
    return {**people, **clients}


def _add(call: GraphCall, table: str) -> Reply:
    row = call.owned(table)
    match = _REFERENCE.search(str(call.body.get("@odata.id", "")))
    if match is None:
        raise bad_request("Not a valid reference update.")
    owner = match["id"].lower()
    if owner not in _candidates(call):
        raise not_found(owner)
    owners = _ids(call, row)
    if owner in owners:
        raise bad_request(
            "One or more added object references already exist for the following modified properties: 'owners'."
        )
    with call.world.changing():
        call.world.table(_TABLE)[row["id"]] = {"owners": [*owners, owner]}
    return Reply()


def _remove(call: GraphCall, table: str) -> Reply:
    row = call.owned(table)
    owners = _ids(call, row)
    if call.params["ownerId"] not in owners:
        raise not_found(call.params["ownerId"])
    with call.world.changing():
        owners.remove(call.params["ownerId"])
        call.world.table(_TABLE)[row["id"]] = {"owners": owners}
    return Reply()
