"""Deleted applications and service principals: kept for 30 days, restored or purged.

Sources: Graph docs, "directory deletedItems"; Entra's FAQ on deleting and recovering applications: policies
of a service principal are not restored, provisioning resumes after a while. Doubts: the FAQ says that the
service principal comes back with its application, Graph's page on restoring says it has to be restored by
itself; here it comes back. Whether a deleted application still holds its identifiers is not documented: here
it does not, because the cmdlet for restoring has a parameter for other ones, which only makes sense if they
may be taken meanwhile.
"""

from datetime import datetime, timedelta

from sandbox.entra import directory, synchronization
from sandbox.entra.application_rules import taken_identifiers
from sandbox.entra.errors import GraphError, no_application
from sandbox.entra.keys import graph_time
from sandbox.rows import Row
from sandbox.world import World

_TABLE = "entra.deletedItems"
APPLICATION, PRINCIPAL = "entra.applications", "entra.servicePrincipals"
_KEPT = timedelta(days=30)
# What hangs on a service principal and comes back with it: table, and the column that names it.
_PARTS = (
    ("entra.assignments", "resourceId"),
    ("entra.signingKeys", "principal"),
    (synchronization.JOBS, "principal"),
)


def delete_application(world: World, application: Row) -> None:
    """Its service principal goes too; claims policies are objects of their own and stay. Inside `changing`."""
    principal = directory.principal_of(world, application["appId"])
    if principal is not None:
        delete_principal(world, principal)
    _keep(world, APPLICATION, application, {})


def delete_principal(world: World, principal: Row) -> None:
    """Take a service principal away with everything that hangs on it. Call inside `changing`."""
    parts = {table: _taken(world, table, column, principal["id"]) for table, column in _PARTS}
    secrets = world.table(synchronization.SECRETS).pop(principal["id"], None)
    if secrets is not None:
        parts[synchronization.SECRETS] = {principal["id"]: secrets}
    world.table("entra.policyLinks").pop(principal["id"], None)
    _keep(world, PRINCIPAL, principal, parts)


def _taken(world: World, name: str, column: str, principal_id: str) -> dict[str, Row]:
    rows = world.table(name)
    return {key: rows.pop(key) for key in [key for key, row in rows.items() if row[column] == principal_id]}


def _keep(world: World, table: str, row: Row, parts: dict[str, dict[str, Row]]) -> None:
    del world.table(table)[row["id"]]
    gone = {**row, "deletedDateTime": graph_time(world.now())}
    world.table(_TABLE)[row["id"]] = {"id": row["id"], "table": table, "row": gone, "parts": parts}


def deleted(world: World, table: str = "") -> list[Row]:
    """What can still be restored, of one kind or of both."""
    oldest = world.now() - _KEPT
    return [
        item
        for item in world.table(_TABLE).values()
        if table in ("", item["table"]) and datetime.fromisoformat(item["row"]["deletedDateTime"]) > oldest
    ]


def restore(world: World, item: Row) -> Row:
    """Bring an object back; gives its row. Raises GraphError 400."""
    row = {**item["row"], "deletedDateTime": None}
    if item["table"] == APPLICATION:
        _check_identifiers(world, row)
    elif directory.application_of(world, row["appId"]) is None:
        raise no_application(row["appId"])
    with world.changing():
        _put_back(world, item, row)
        for other in deleted(world, PRINCIPAL) if item["table"] == APPLICATION else ():
            if other["row"]["appId"] == row["appId"]:
                _put_back(world, other, {**other["row"], "deletedDateTime": None})
    return row


def _check_identifiers(world: World, application: Row) -> None:
    if {uri.casefold() for uri in application["identifierUris"]} & taken_identifiers(world, application):
        message = "Another object with the same value for property identifierUris already exists."
        raise GraphError(400, "Request_BadRequest", message, detail=("ObjectConflict", "identifierUris"))


def _put_back(world: World, item: Row, row: Row) -> None:
    world.table(item["table"])[row["id"]] = row
    for name, rows in item["parts"].items():
        world.table(name).update(rows)
    for job in item["parts"].get(synchronization.JOBS, {}).values():
        synchronization.resume(world, job)
    del world.table(_TABLE)[row["id"]]


def purge(world: World, item: Row) -> None:
    """Delete for good; a deleted service principal goes with its application."""
    with world.changing():
        del world.table(_TABLE)[item["id"]]
        for other in deleted(world, PRINCIPAL) if item["table"] == APPLICATION else ():
            if other["row"]["appId"] == item["row"]["appId"]:
                del world.table(_TABLE)[other["id"]]
