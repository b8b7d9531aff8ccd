"""Where people came to terms with a breakage in a way of their own, taking it back would break their work."""

from sandbox.breakages.changes import Change
from sandbox.rows import Row
from sandbox.world import World

_ONE_OF_A_KIND = {
    "connect.users": ("instance", "Username"),
    "entra.assignments": ("principalId", "resourceId", "appRoleId"),
}
_NEEDED = {
    "connect.users": (("instance", ("connect.instances",)),),
    "entra.assignments": (
        ("resourceId", ("entra.servicePrincipals",)),
        ("principalId", ("entra.users", "entra.groups")),
    ),
}


def is_settled(world: World, change: Change) -> bool:
    """Whether what was there before no longer fits into the world."""
    place = change.place
    if place.path == ("preferredTokenSigningKeyThumbprint",):
        return _aws_trusts(world, str(change.after[0]))
    if place.table == "entra.applications" and place.path == ("identifierUris",):
        return _identifiers_taken(world, change)
    row = _row_before(world, change)
    if row is None:
        return False
    return _has_double(world, change, row) or not _has_all_it_needs(world, place.table, row)


def _aws_trusts(world: World, thumbprint: str) -> bool:
    """The new certificate was handed over to AWS: from then on it is the right one."""
    key = world.table("entra.signingKeys").get(thumbprint)
    documents = (row["SAMLMetadataDocument"] for row in world.table("iam.saml_providers").values())
    return key is not None and any(key["der"] in "".join(document.split()) for document in documents)


def _identifiers_taken(world: World, change: Change) -> bool:
    others = (row for key, row in world.table("entra.applications").items() if key != change.place.key)
    taken = {uri for row in others for uri in row["identifierUris"]}
    return bool(taken & set(change.before[0]))


def _row_before(world: World, change: Change) -> Row | None:
    place = change.place
    if place.table not in _ONE_OF_A_KIND:
        return None
    if not place.path:
        return dict(change.before[0]) if change.before else None
    return {**world.table(place.table)[place.key], place.path[0]: change.before[0]}


def _has_double(world: World, change: Change, row: Row) -> bool:
    names = _ONE_OF_A_KIND[change.place.table]
    others = (one for key, one in world.table(change.place.table).items() if key != change.place.key)
    return any(all(one[name] == row[name] for name in names) for one in others)


def _has_all_it_needs(world: World, table: str, row: Row) -> bool:
    return all(any(row[name] in world.table(one) for one in tables) for name, tables in _NEEDED[table])
