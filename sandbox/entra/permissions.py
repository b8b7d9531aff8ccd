"""Who may make which Graph call.

Source: Microsoft's permissions.json, as gathered per call in the project's Graph facts (section 2). Each
rule names the permissions of which one suffices; a call may have several rules, all of which must hold.
"""

from dataclasses import dataclass

from sandbox.entra.errors import denied
from sandbox.entra.graph_call import Caller

_APPLICATION_ADMINISTRATORS = frozenset(
    {"Global Administrator", "Application Administrator", "Cloud Application Administrator"}
)
# Source of the second: Graph docs of the synchronization API. Of the third: Entra's built-in roles.
_SYNCHRONIZATION = _APPLICATION_ADMINISTRATORS | {"Hybrid Identity Administrator"}
_GROUP_ADMINISTRATORS = frozenset({"Global Administrator", "Groups Administrator", "User Administrator"})
_LOG_READERS = _APPLICATION_ADMINISTRATORS | {"Global Reader", "Reports Reader", "Security Reader"}


@dataclass(frozen=True)
class Rule:
    """Any one of these permissions: for a person's token, and for an application's.

    A person also needs one of the directory roles: `writers` to change something, `readers` to read it.
    """

    delegated: frozenset[str]
    application: frozenset[str]
    writers: frozenset[str] = _APPLICATION_ADMINISTRATORS
    readers: frozenset[str] = frozenset()


def _rule(
    both: str,
    *,
    delegated: str = "",
    application: str = "",
    writers: frozenset[str] = _APPLICATION_ADMINISTRATORS,
    readers: frozenset[str] = frozenset(),
) -> Rule:
    shared = frozenset(both.split())
    return Rule(
        shared | frozenset(delegated.split()), shared | frozenset(application.split()), writers, readers
    )


READ_APPLICATIONS = _rule(
    "Application.Read.All Application.ReadWrite.All Directory.Read.All",
    application="Application.ReadWrite.OwnedBy",
)
WRITE_APPLICATIONS = _rule("Application.ReadWrite.All", application="Application.ReadWrite.OwnedBy")
ASSIGN_ROLES = _rule("AppRoleAssignment.ReadWrite.All Application.ReadWrite.All")
READ_POLICIES = _rule("Policy.Read.All Policy.ReadWrite.ApplicationConfiguration")
WRITE_POLICIES = _rule("Policy.ReadWrite.ApplicationConfiguration")
READ_GROUPS = _rule("GroupMember.Read.All Group.Read.All Group.ReadWrite.All Directory.Read.All")
WRITE_GROUPS = _rule("Group.ReadWrite.All", application="Group.Create", writers=_GROUP_ADMINISTRATORS)
READ_USERS = _rule("User.ReadBasic.All User.Read.All Directory.Read.All")
READ_ASSIGNMENTS = _rule("Directory.Read.All AppRoleAssignment.ReadWrite.All")
READ_ORGANIZATION = _rule("Organization.Read.All Directory.Read.All", delegated="User.Read")
READ_DOMAINS = _rule("Domain.Read.All Directory.Read.All")
READ_ME = _rule("", delegated="User.Read User.Read.All")
READ_LICENSES = _rule("LicenseAssignment.Read.All Organization.Read.All Directory.Read.All")
READ_GRANTS = _rule("Directory.Read.All")
READ_SYNCHRONIZATION = _rule(
    "Synchronization.ReadWrite.All",
    delegated="Synchronization.Read.All",
    application="Application.ReadWrite.OwnedBy Synchronization.Read.All",
)
WRITE_SYNCHRONIZATION = _rule(
    "Synchronization.ReadWrite.All", application="Application.ReadWrite.OwnedBy", writers=_SYNCHRONIZATION
)
RESTORE = _rule(
    "Application.ReadWrite.All", application="Application.ReadWrite.OwnedBy", writers=_SYNCHRONIZATION
)
READ_PROVISIONING_LOG = _rule("ProvisioningLog.Read.All AuditLog.Read.All", readers=_LOG_READERS)
READ_SIGN_INS = _rule("AuditLog.Read.All", readers=_LOG_READERS)

ALL_USER_PROPERTIES = _rule("User.Read.All Directory.Read.All")

_RULES = [rule for rule in list(globals().values()) if isinstance(rule, Rule)]
KNOWN_SCOPES = frozenset().union(*(rule.delegated for rule in _RULES))


def holds(caller: Caller, rule: Rule) -> bool:
    """Whether the token carries one of the rule's permissions."""
    return bool(caller.permissions & (rule.delegated if caller.user_id else rule.application))


def require(caller: Caller, rules: tuple[Rule, ...], *, writes: bool) -> None:
    """Raise GraphError 403 unless every rule holds and a person has a fitting directory role for each."""
    if not all(holds(caller, rule) for rule in rules):
        raise denied()
    if not caller.user_id:
        return
    for rule in rules:
        fitting = rule.writers if writes else rule.readers
        if fitting and not caller.roles & fitting:
            raise denied()
