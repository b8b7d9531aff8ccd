"""Who signed in to which application, and who was not let in. Source of the fields: Graph docs, signIn."""

import uuid

from sandbox.entra import directory
from sandbox.entra.errors import SignInRefused
from sandbox.entra.keys import graph_time
from sandbox.rows import Row
from sandbox.world import World

TABLE = "entra.signIns"
_MOST = 200


def note(world: World, app_id: str, name: str, *, refused: SignInRefused | None = None) -> None:
    """Keep a line about one sign-in to an application of the tenant; the oldest lines go."""
    principal = directory.principal_of(world, app_id)
    if principal is None:
        return
    row = _row(world, principal, directory.user_named(world, name), name, refused)
    with world.changing():
        rows = world.table(TABLE)
        rows[row["id"]] = row
        for key in list(rows)[:-_MOST]:
            del rows[key]


def _row(world: World, principal: Row, user: Row | None, name: str, refused: SignInRefused | None) -> Row:
    return {
        "id": str(uuid.uuid4()),
        "appDisplayName": principal["displayName"],
        "appId": principal["appId"],
        "clientAppUsed": "Browser",
        "conditionalAccessStatus": "notApplied",
        "correlationId": str(uuid.uuid4()),
        "createdDateTime": graph_time(world.now()),
        "ipAddress": "127.0.0.1",
        "isInteractive": True,
        "resourceDisplayName": principal["displayName"],
        "resourceId": principal["appId"],
        "riskEventTypes_v2": [],
        "servicePrincipalId": "",
        "status": {
            "additionalDetails": None,
            "errorCode": int(refused.code.removeprefix("AADSTS")) if refused else 0,
            "failureReason": refused.message if refused else "Other.",
        },
        "userDisplayName": user["displayName"] if user else name,
        "userId": user["id"] if user else str(uuid.UUID(int=0)),
        "userPrincipalName": user["userPrincipalName"] if user else name,
    }
