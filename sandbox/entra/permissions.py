"""Who may make which Graph call.

Source: Microsoft's permissions.json, as gathered per call in the project's Graph facts (section 2). Each
rule names the permissions of which one suffices; a call may have several rules, all of which must hold.
"""

from dataclasses import dataclass

from sandbox.entra.errors import denied
from sandbox.entra.graph_call import Caller

_WRITERS = {"Global Administrator", "Application Administrator", "Cloud Application Administrator"}


@dataclass(frozen=True)
class Rule:
    """Any one of these permissions: for a person's token, and for an application's."""

    delegated: frozenset[str]
    application: frozenset[str]


def _rule(both: str, *, delegated: str = "", application: str = "") -> Rule:
    shared = frozenset(both.split())
    return Rule(shared | frozenset(delegated.split()), shared | frozenset(application.split()))


READ_APPLICATIONS = _rule(
    "Application.Read.All Application.ReadWrite.All Directory.Read.All",
    application="Application.ReadWrite.OwnedBy",
)
WRITE_APPLICATIONS = _rule("Application.ReadWrite.All", application="Application.ReadWrite.OwnedBy")
ASSIGN_ROLES = _rule("AppRoleAssignment.ReadWrite.All Application.ReadWrite.All")
READ_POLICIES = _rule("Policy.Read.All Policy.ReadWrite.ApplicationConfiguration")
WRITE_POLICIES = _rule("Policy.ReadWrite.ApplicationConfiguration")
READ_GROUPS = _rule("GroupMember.Read.All Group.Read.All Directory.Read.All")
READ_USERS = _rule("User.ReadBasic.All User.Read.All Directory.Read.All")
READ_ASSIGNMENTS = _rule("Directory.Read.All AppRoleAssignment.ReadWrite.All")
READ_ORGANIZATION = _rule("Organization.Read.All Directory.Read.All", delegated="User.Read")
READ_ME = _rule("", delegated="User.Read User.Read.All")
READ_LICENSES = _rule("LicenseAssignment.Read.All Organization.Read.All Directory.Read.All")

ALL_USER_PROPERTIES = _rule("User.Read.All Directory.Read.All")

_RULES = [rule for rule in list(globals().values()) if isinstance(rule, Rule)]
KNOWN_SCOPES = frozenset().union(
    *(rule.delegated for rule in _RULES), {"Synchronization.Read.All", "Synchronization.ReadWrite.All"}
)


def holds(caller: Caller, rule: Rule) -> bool:
    """Whether the token carries one of the rule's permissions."""
    return bool(caller.permissions & (rule.delegated if caller.user_id else rule.application))


def require(caller: Caller, rules: tuple[Rule, ...], *, writes: bool) -> None:
    """Raise GraphError 403 unless every rule holds and, for writes, a person has a fitting role."""
    if not all(holds(caller, rule) for rule in rules):
        raise denied()
    if writes and caller.user_id and not caller.roles & _WRITERS:
        raise denied()
