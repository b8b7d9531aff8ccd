"""Graph: groups and their members."""

from collections.abc import Iterator

from sandbox.entra.graph_call import GraphCall, Reply, entity
from sandbox.entra.graph_people import require_advanced, shown_person
from sandbox.entra.odata import listing
from sandbox.rows import Row

_TABLE = "entra.groups"
_USER, _GROUP = "#microsoft.graph.user", "#microsoft.graph.group"


def list_groups(call: GraphCall) -> Reply:
    """GET /groups"""
    return listing(call, call.world.table(_TABLE).values(), "groups")


def get_group(call: GraphCall) -> Reply:
    """GET /groups/{id}"""
    return entity(call, call.found(_TABLE), "groups/$entity")


def members(call: GraphCall) -> Reply:
    """GET /groups/{id}/members: people and nested groups, told apart by @odata.type"""
    return listing(call, _shown(call, _direct(call, call.found(_TABLE)["id"])), "directoryObjects")


def member_users(call: GraphCall) -> Reply:
    """GET /groups/{id}/members/microsoft.graph.user: an OData cast, which is an advanced query"""
    return _users(call, _direct(call, call.found(_TABLE)["id"]))


def transitive_members(call: GraphCall) -> Reply:
    """GET /groups/{id}/transitiveMembers: also the members of nested groups, each once"""
    return listing(call, _shown(call, _transitive(call)), "directoryObjects")


def transitive_member_users(call: GraphCall) -> Reply:
    """GET /groups/{id}/transitiveMembers/microsoft.graph.user"""
    return _users(call, _transitive(call))


def _users(call: GraphCall, ids: list[str]) -> Reply:
    require_advanced(call)
    return listing(call, [row for row in _shown(call, ids) if row["@odata.type"] == _USER], "users")


def _direct(call: GraphCall, group_id: str) -> list[str]:
    return list(call.world.table("entra.members").get(group_id, {"members": []})["members"])


def _transitive(call: GraphCall) -> list[str]:
    found: dict[str, None] = {}
    waiting = _direct(call, call.found(_TABLE)["id"])
    while waiting:
        member = waiting.pop(0)
        if member not in found:
            found[member] = None
            waiting += _direct(call, member)
    return list(found)


def _shown(call: GraphCall, ids: list[str]) -> Iterator[Row]:
    users, groups = call.world.table("entra.users"), call.world.table(_TABLE)
    for member in ids:
        if member in users:
            yield {"@odata.type": _USER, **shown_person(call, users[member])}
        elif member in groups:
            # A copy that lags may know a membership but not yet its member.
            yield {"@odata.type": _GROUP, **groups[member]}
