"""Graph: directory/deletedItems."""

from sandbox.entra import deleted_items
from sandbox.entra.deleted_items import APPLICATION, PRINCIPAL
from sandbox.entra.errors import denied, not_found
from sandbox.entra.graph_call import GraphCall, Reply, entity
from sandbox.entra.odata import listing
from sandbox.rows import Row

_TYPES = {APPLICATION: "#microsoft.graph.application", PRINCIPAL: "#microsoft.graph.servicePrincipal"}


def list_applications(call: GraphCall) -> Reply:
    """GET /directory/deletedItems/microsoft.graph.application"""
    return _list(call, APPLICATION, "applications")


def list_principals(call: GraphCall) -> Reply:
    """GET /directory/deletedItems/microsoft.graph.servicePrincipal"""
    return _list(call, PRINCIPAL, "servicePrincipals")


def _list(call: GraphCall, table: str, context: str) -> Reply:
    rows = [item["row"] for item in deleted_items.deleted(call.world, table)]
    return listing(call, rows, context)


def get_item(call: GraphCall) -> Reply:
    """GET /directory/deletedItems/{id}"""
    item = _item(call)
    return entity(call, {"@odata.type": _TYPES[item["table"]], **item["row"]}, "directoryObjects/$entity")


def restore(call: GraphCall) -> Reply:
    """POST /directory/deletedItems/{id}/restore"""
    item = _owned_item(call)
    kind, row = _TYPES[item["table"]], deleted_items.restore(call.world, item)
    return entity(call, {"@odata.type": kind, **row}, "directoryObjects/$entity")


def purge(call: GraphCall) -> Reply:
    """DELETE /directory/deletedItems/{id}: for good"""
    deleted_items.purge(call.world, _owned_item(call))
    return Reply()


def _item(call: GraphCall) -> Row:
    for item in deleted_items.deleted(call.world):
        if item["id"] == call.params["id"] and call.world.sees("entra.deletedItems", item["id"]):
            return item
    raise not_found(call.params["id"])


def _owned_item(call: GraphCall) -> Row:
    item = _item(call)
    if not call.may_change(item["id"]):
        raise denied()
    return item
