"""What a handler of the simulated Graph gets and gives."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import GenericAlias, UnionType
from typing import Any, get_args, get_origin

from sandbox.addresses import Addresses
from sandbox.entra.errors import bad_request, denied, invalid_value, not_found
from sandbox.rows import Row
from sandbox.world import World


@dataclass(frozen=True)
class Caller:
    """Who holds the token. `user_id` is empty for an application that acts as itself.

    `permissions` are delegated scopes or application permissions, `roles` directory roles of the person.
    """

    client_id: str
    user_id: str
    permissions: frozenset[str]
    roles: frozenset[str]

    @property
    def principal_id(self) -> str:
        """The object id of the calling application's service principal."""
        return client_principal_id(self.client_id)


def client_principal_id(client_id: str) -> str:
    """The object id of the service principal an app registration has in this tenant."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"servicePrincipal:{client_id}"))


@dataclass(frozen=True)
class GraphCall:
    """One request: path parameters, query options, headers and the JSON body."""

    world: World
    addresses: Addresses
    caller: Caller
    params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    path: str
    body: Row = field(default_factory=dict)

    def found(self, table: str) -> Row:
        """The row `{id}` of the path names. Raises GraphError 404."""
        return self.row(table, self.params["id"])

    def row(self, table: str, row_id: str) -> Row:
        """A row by id. Raises GraphError 404, also for a moment while not every replica has a fresh one."""
        row = self.world.table(table).get(row_id)
        if row is None or not self.world.sees(table, row_id):
            raise not_found(row_id)
        return row

    def owned(self, table: str, *, unless: str = "Application.ReadWrite.All") -> Row:
        """As `found`, for a change: with Application.ReadWrite.OwnedBy an application only changes what it
        owns, `unless` it also holds that permission. Raises GraphError 404 or 403.
        """
        row = self.found(table)
        if not self.may_change(row["id"], unless=unless):
            raise denied()
        return row

    def may_change(self, object_id: str, *, unless: str = "Application.ReadWrite.All") -> bool:
        """Whether the caller is a person, holds `unless`, or is an application that owns this object."""
        if self.caller.user_id or unless in self.caller.permissions:
            return True
        owners = self.world.table("entra.owners").get(object_id, {"owners": []})["owners"]
        return self.caller.principal_id in owners

    def text(self, name: str) -> str:
        """A required text property of the body. Raises GraphError 400."""
        value = self.body.get(name)
        if not isinstance(value, str) or not value.strip():
            raise bad_request(f"A value must be provided for property '{name}'.")
        return value


@dataclass(frozen=True)
class Reply:
    """An answer. `body` None means there is none (204)."""

    status: int = 204
    body: Row | None = None


Handler = Callable[[GraphCall], Reply]


def entity(call: GraphCall, row: Row, context: str, *, status: int = 200) -> Reply:
    """One object, reduced to `$select`."""
    return Reply(status, {"@odata.context": context_url(call, context), **selected(call, row)})


def selected(call: GraphCall, row: Row) -> Row:
    """The properties `$select` asks for. Raises GraphError 400 for one that does not exist."""
    wanted = [name.strip() for name in call.query.get("$select", "").split(",") if name.strip()]
    if not wanted:
        return dict(row)
    for name in wanted:
        if name not in row and name not in UNSET:
            text = f"Could not find a property named '{name}' on the type."
            raise bad_request(f"Parsing OData Select and Expand failed: {text}", code="BadRequest")
    annotations = {name: value for name, value in row.items() if name.startswith("@")}
    # Among objects of several types, one does not show what only another type has.
    shown = [name for name in wanted if name in row] if "@odata.type" in annotations else wanted
    return {**annotations, "id": row["id"], **{name: row.get(name) for name in shown}}


# Properties that exist in Graph although a row keeps no value. Among the members of a group people,
# groups and devices are mixed, so those of one kind may be asked of all.
UNSET = {
    "accountEnabled",
    "createdDateTime",
    "deletedDateTime",
    "description",
    "displayName",
    "employeeId",
    "givenName",
    "mail",
    "mailNickname",
    "onPremisesSamAccountName",
    "securityEnabled",
    "surname",
    "userPrincipalName",
    "userType",
}


Kinds = Mapping[str, type | UnionType | GenericAlias]


def check_type(name: str, value: Any, kinds: Kinds, resource: str) -> None:
    """Raise GraphError 400 if a property of the body has another JSON type than `kinds` says."""
    if name in kinds and not _is_a(value, kinds[name]):
        raise invalid_value(name, resource)


def _is_a(value: Any, kind: type | UnionType | GenericAlias) -> bool:
    if isinstance(kind, GenericAlias):
        (item_kind,) = get_args(kind)
        return isinstance(value, list) and all(
            _is_a(item, get_origin(item_kind) or item_kind) for item in value
        )
    return isinstance(value, kind)


def check_members(value: Row, kinds: Kinds, resource: str) -> None:
    """Raise GraphError 400 if an object within the body has a member that `kinds` does not know so."""
    for name, member in value.items():
        if name not in kinds:
            raise bad_request(f"Invalid property '{name}'.")
        check_type(name, member, kinds, resource)


def context_url(call: GraphCall, fragment: str) -> str:
    """The `@odata.context` of an answer."""
    return f"{call.addresses.graph}/v1.0/$metadata#{fragment}"


def without_annotations(value: Any) -> Any:
    """A JSON value without the `@odata.type` and similar that SDKs add; `@odata.id` stays."""
    if isinstance(value, list):
        return [without_annotations(item) for item in value]
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if "@odata." not in key or key == "@odata.id"}
        return {key: without_annotations(item) for key, item in kept.items()}
    return value
