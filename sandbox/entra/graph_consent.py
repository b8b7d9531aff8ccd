"""Graph: which delegated permissions were consented to."""

from sandbox.entra.consent import TABLE
from sandbox.entra.graph_call import GraphCall, Reply
from sandbox.entra.odata import listing


def list_grants(call: GraphCall) -> Reply:
    """GET /oauth2PermissionGrants"""
    return listing(call, call.world.table(TABLE).values(), "oauth2PermissionGrants")
