"""People and groups of the directory, found by the names engineers type."""

from dataclasses import dataclass, field
from typing import Any

from federation.clouds.entra.tenant import EntraTenant

READ_GROUPS = "GroupMember.Read.All"
READ_USERS = "User.ReadBasic.All"
READ_ALL_USERS = "User.Read.All"

_BASIC = ["id", "displayName", "givenName", "surname", "mail", "userPrincipalName"]


@dataclass(frozen=True)
class DirectoryUser:
    """A person. The attributes a session name can come from are there even when empty."""

    user_id: str
    name: str
    first_name: str
    last_name: str
    user_principal_name: str
    mail: str
    mail_nickname: str

    def attribute(self, source: str) -> str:
        """The attribute Entra calls `source` in a claims mapping policy."""
        return {
            "userprincipalname": self.user_principal_name,
            "mail": self.mail,
            "mailnickname": self.mail_nickname,
        }[source]


@dataclass(frozen=True)
class Principal:
    """What a typed name means: a person, or a group with its direct members.

    Members of the groups inside a group (`nested`) get no app role, so they do not count.
    """

    principal_id: str
    name: str
    is_group: bool
    users: tuple[DirectoryUser, ...]
    nested: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Lookup:
    """What typed names mean, in their order; `unknown` are those that mean nobody, `ambiguous` several."""

    principals: tuple[Principal, ...] = ()
    unknown: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()


def find_principals(tenant: EntraTenant, names: tuple[str, ...], *, session_name_source: str) -> Lookup:
    """Look every name up, so that all that are wrong can be told at once."""
    fields = _fields(session_name_source)
    found = {name: _called(tenant, name, fields) for name in names}
    return Lookup(
        tuple(matches[0] for matches in found.values() if len(matches) == 1),
        tuple(name for name, matches in found.items() if not matches),
        tuple(name for name, matches in found.items() if len(matches) > 1),
    )


def _called(tenant: EntraTenant, name: str, fields: list[str]) -> list[Principal]:
    users = _users_called(tenant, name, fields) if "@" in name else []
    if users:
        return [Principal(users[0].user_id, name, False, (users[0],))]
    groups = _groups_called(tenant, name)
    return [_group(tenant, group_id, name, fields if len(groups) == 1 else []) for group_id in groups]


def _group(tenant: EntraTenant, group_id: str, name: str, fields: list[str]) -> Principal:
    # Of several groups of one name none is used, so nobody asks for their members.
    members = _members(tenant, group_id, fields) if fields else []
    return Principal(
        group_id,
        name,
        True,
        users=tuple(_user(row) for row in members if _kind(row) == "user"),
        nested=tuple(row.display_name or row.id for row in members if _kind(row) == "group"),
    )


def _fields(session_name_source: str) -> list[str]:
    # The mail nickname needs User.Read.All; asking for it when it is not used would be asking too much.
    return [*_BASIC, "mailNickname"] if session_name_source == "mailnickname" else _BASIC


def _user_permission(fields: list[str]) -> str:
    return READ_ALL_USERS if "mailNickname" in fields else READ_USERS


def _users_called(tenant: EntraTenant, name: str, fields: list[str]) -> list[DirectoryUser]:
    page = tenant.read(
        tenant.graph.users,
        doing=f"look for {name}",
        permission=_user_permission(fields),
        filter=f"userPrincipalName eq '{_quoted(name)}'",
        select=fields,
    )
    return [_user(row) for row in page.value or ()]


def _groups_called(tenant: EntraTenant, name: str) -> list[str]:
    page = tenant.read(
        tenant.graph.groups,
        doing=f"look for the group {name}",
        permission=READ_GROUPS,
        filter=f"displayName eq '{_quoted(name)}'",
        select=["id", "displayName"],
    )
    return [row.id for row in page.value or ()]


def _members(tenant: EntraTenant, group_id: str, fields: list[str]) -> list[Any]:
    # Without the cast to users, because that reads an index which lags behind, and would hide nested groups.
    return tenant.read_all(
        tenant.graph.groups.by_group_id(group_id).members,
        doing="read the members of the group",
        permission=f"{READ_GROUPS} and {_user_permission(fields)}",
        select=fields,
        top=999,
    )


def _kind(row: Any) -> str:
    return str(row.odata_type or "").rpartition(".")[2]


def _user(row: Any) -> DirectoryUser:
    name = row.display_name or row.user_principal_name or ""
    first, _, last = name.partition(" ")
    return DirectoryUser(
        user_id=row.id,
        name=name,
        # Connect wants both names; a directory may have neither.
        first_name=row.given_name or first,
        last_name=row.surname or last or first,
        user_principal_name=row.user_principal_name or "",
        mail=row.mail or "",
        mail_nickname=row.mail_nickname or "",
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")
