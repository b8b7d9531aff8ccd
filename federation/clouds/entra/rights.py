"""Whether the sign-in may do what the Azure side needs, as far as that shows beforehand.

Only an estimate: roles of the organisation's own making and Conditional Access do not show. Entra has the
last word on every call.
"""

from dataclasses import dataclass

from federation.clouds.entra.tenant import EntraTenant
from federation.errors import NotFound, PermissionMissing, UnexpectedResponse


@dataclass(frozen=True)
class Need:
    """A permission of Microsoft Graph, what it is for, and those that include it."""

    name: str
    why: str
    included_in: frozenset[str] = frozenset()


_DIRECTORY = frozenset({"Directory.Read.All", "Directory.ReadWrite.All"})
NEEDS = (
    Need("Application.ReadWrite.All", "to create the application, its certificate and its app role"),
    Need("Policy.ReadWrite.ApplicationConfiguration", "to set the claims"),
    Need("AppRoleAssignment.ReadWrite.All", "to assign people and groups"),
    Need(
        "GroupMember.Read.All",
        "to find groups and their members",
        _DIRECTORY | {"Group.Read.All", "Group.ReadWrite.All", "GroupMember.ReadWrite.All"},
    ),
    Need("User.ReadBasic.All", "to read names", _DIRECTORY | {"User.Read.All", "User.ReadWrite.All"}),
)
"""Least privilege first; Microsoft Graph permissions reference."""

FITTING_ROLES = {
    "158c047a-c907-4556-b7ef-446551a6b5f7": "Cloud Application Administrator",
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": "Application Administrator",
    "62e90394-69f5-4237-9190-012177145e10": "Global Administrator",
}
"""Built-in directory roles that allow every call, by template id; Entra's reference of built-in roles."""


@dataclass(frozen=True)
class Rights:
    """What shows of the rights of a sign-in. None means that it could not be read.

    `roles` are a person's directory roles by name; an application has none and needs none.
    """

    caller: str
    is_person: bool
    missing: tuple[Need, ...] | None
    roles: tuple[str, ...] | None

    @property
    def role_fits(self) -> bool:
        """Whether no directory role is missing, as far as is known."""
        return not self.is_person or self.roles is None or bool(set(self.roles) & set(FITTING_ROLES.values()))

    @property
    def lacking(self) -> tuple[str, ...]:
        """One sentence for everything that is missing."""
        named = [f"Permission missing: {need.name} ({need.why})." for need in self.missing or ()]
        if not self.role_fits:
            named.append(
                f"{self.caller} has {_listed(self.roles)}. Changing applications needs Cloud Application "
                "Administrator or Application Administrator; if one is assigned as eligible, activate it first."
            )
        return tuple(named)


def read_rights(tenant: EntraTenant) -> Rights:
    """Look at the token and, for a person, at the directory roles. Raises CloudError."""
    person = not tenant.application_id
    return Rights(
        caller=tenant.signed_in_as,
        is_person=person,
        missing=_missing(tenant.granted),
        roles=_directory_roles(tenant) if person else (),
    )


def _missing(granted: frozenset[str] | None) -> tuple[Need, ...] | None:
    if granted is None:
        return None
    return tuple(need for need in NEEDS if need.name not in granted and not need.included_in & granted)


def _directory_roles(tenant: EntraTenant) -> tuple[str, ...] | None:
    # An OData cast is an advanced query. With User.Read alone Graph may hold names back.
    try:
        rows = tenant.read_all(
            tenant.graph.me.transitive_member_of.graph_directory_role,
            doing="read your directory roles",
            permission="User.Read",
            indexed=True,
            count=True,
        )
    except (PermissionMissing, NotFound, UnexpectedResponse):
        return None
    names = [FITTING_ROLES.get(row.role_template_id or "", row.display_name or "") for row in rows]
    return tuple(names) if all(names) else None


def _listed(roles: tuple[str, ...] | None) -> str:
    if not roles:
        return "no directory role"
    return f"the directory role{'s' * (len(roles) > 1)} {', '.join(roles)}"
