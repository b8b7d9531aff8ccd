"""Let people and groups sign in, and tell AWS who they will be in Connect."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from federation.clouds.entra import console
from federation.clouds.entra.app_roles import role_id
from federation.clouds.entra.assignments import Assignment, assign, read_assignments
from federation.clouds.entra.principals import Principal, find_principals
from federation.clouds.entra.roster import Roster, can_be_named, roster
from federation.findings import Finding, Level, compare
from federation.items import (
    APP_ID,
    APP_OBJECT_ID,
    APP_ROLE_ID,
    PEOPLE,
    PRINCIPALS,
    SERVICE_PRINCIPAL_ID,
    SESSION_NAME_SOURCE,
    TENANT_ID,
)
from federation.people import SignInPerson
from federation.record import Record
from federation.sides import Side
from federation.steps.base import (
    Ask,
    ByHandValue,
    Change,
    ConsoleLink,
    Outcome,
    Permission,
    PlannedChange,
    Resource,
    Step,
)
from federation.traces import entra as left
from federation.traces.trace import Trace

if TYPE_CHECKING:
    from federation.clouds import Clouds


class AzureAssignments(Step):
    """Adds assignments and never removes one."""

    key = "azure-assignments"
    side = Side.AZURE
    title = "Assign people and groups"
    short = "Assignments"
    purpose = "Only assigned people may sign in, and only they get the role. Connect needs a user for each."
    asks = (Ask(PRINCIPALS),)
    needs = (TENANT_ID, SERVICE_PRINCIPAL_ID, APP_ROLE_ID, SESSION_NAME_SOURCE)
    gives = (PEOPLE,)
    permissions = (
        Permission(
            "AppRoleAssignment.ReadWrite.All",
            "to assign the role. It is powerful: its holder may grant any application permission",
        ),
        Permission("GroupMember.Read.All", "to find groups and their members"),
        Permission("User.ReadBasic.All", "to read the names of the people"),
    )
    undo_permissions = (
        Permission("Application.Read.All", "to read who is assigned"),
        Permission("AppRoleAssignment.ReadWrite.All", "to remove the assignments of this setup's role"),
    )

    def plan(self, record: Record, clouds: "Clouds") -> tuple[PlannedChange, ...]:
        principals, found = _look(record, clouds)
        assigned = _with_role(record, clouds)
        return tuple(
            PlannedChange(
                Change.KEEP if one.principal_id in assigned else Change.CREATE,
                f"the assignment of the {'group' if one.is_group else 'person'}",
                one.name,
                detail=_plan_group(one, found.left_out) if one.is_group else "",
            )
            for one in principals
        )

    def carry_out(self, record: Record, clouds: "Clouds") -> Outcome:
        """Raises AnswerRefused naming all principals that are unknown, not unique or unusable in Connect."""
        principals, found = _look(record, clouds)
        people = found.people
        assigned = _with_role(record, clouds)
        before_us = not _role_is_ours(record, clouds)
        resources = [
            _assign(record, clouds, one)
            if one.principal_id not in assigned
            else Resource("Assignment", assigned[one.principal_id], one.name, adopted=before_us)
            for one in principals
        ]
        clouds.say(f"{len(people)} people can sign in.")
        return Outcome({PEOPLE: people}, tuple(resources))

    def observe(self, record: Record, clouds: "Clouds") -> tuple[Finding, ...]:
        assignments = read_assignments(clouds.entra, record[SERVICE_PRINCIPAL_ID])
        findings: list[Finding] = []
        principals, found = _look(record, clouds)
        for principal in principals:
            findings += self._assigned(record, principal, assignments)
            findings += self._nested(principal)
        return (*findings, *self._people_changed(record, found.people))

    def traces(self, record: Record, clouds: "Clouds", known: Sequence[Resource]) -> Iterable[Trace]:
        return left.assignments(record, clouds, known)

    def page_of(self, resource: Resource, record: Record) -> ConsoleLink | None:
        return self.links(record)[0] if SERVICE_PRINCIPAL_ID in record and TENANT_ID in record else None

    def links(self, record: Record) -> tuple[ConsoleLink, ...]:
        page = console.users_and_groups(
            record[TENANT_ID],
            app_id=record.get(APP_ID) or "",
            service_principal_id=record[SERVICE_PRINCIPAL_ID],
        )
        return (ConsoleLink("Users and groups of the application", page),)

    def by_hand(self, record: Record) -> tuple[ByHandValue, ...]:
        source = record[SESSION_NAME_SOURCE]
        names = (one for one in record.get(PRINCIPALS) or () if can_be_named(one, session_name_source=source))
        return (
            *(ByHandValue("Users and groups", name) for name in names),
            ByHandValue("Select a role", f"Amazon Connect {record.marker}"),
        )

    def _assigned(
        self, record: Record, principal: Principal, assignments: Iterable[Assignment]
    ) -> tuple[Finding, ...]:
        roles = [one.role_id for one in assignments if one.principal_id == principal.principal_id]
        role = record[APP_ROLE_ID]
        missing = compare(
            code="assignment-missing",
            owner=self.side,
            what=f"The assignment of {principal.name}",
            expected="assigned",
            actual="assigned" if roles else "not assigned",
            fix=f"Assign {principal.name}: run this step again, or do it in Entra.",
            step=self.key,
        )
        if not roles:
            return (missing,)
        other = compare(
            code="assignment-role",
            owner=self.side,
            what=f"The role of {principal.name}",
            expected=role,
            actual=role if role in roles else ", ".join(roles),
            fix=f"Assign {principal.name} with the app role of this setup.",
            step=self.key,
        )
        return (missing, other)

    def _nested(self, principal: Principal) -> tuple[Finding, ...]:
        if not principal.nested:
            return ()
        inner = ", ".join(principal.nested)
        return (
            Finding(
                code="group-nested",
                level=Level.WARNING,
                owner=self.side,
                message=f"{principal.name} contains groups. Their members cannot sign in: {inner}.",
                expected="people only",
                actual=inner,
                fix=f"Add {inner} to the people and groups of this step, if its members shall sign in.",
                step=self.key,
            ),
        )

    def _people_changed(self, record: Record, now: tuple[SignInPerson, ...]) -> tuple[Finding, ...]:
        def names(people: tuple[SignInPerson, ...]) -> str:
            return ", ".join(sorted(one.session_name for one in people))

        return (
            compare(
                code="people",
                owner=self.side,
                what="The list of people who can sign in",
                expected=names(record[PEOPLE]),
                actual=names(now),
                fix="Run this step again, so that AWS hears of the people who came and went.",
                step=self.key,
            ),
        )


def _look(record: Record, clouds: "Clouds") -> tuple[tuple[Principal, ...], Roster]:
    """Who is meant, and who they will be in Connect. Raises AnswerRefused."""
    source = record[SESSION_NAME_SOURCE]
    lookup = find_principals(clouds.entra, record[PRINCIPALS], session_name_source=source)
    return lookup.principals, roster(lookup, session_name_source=source, say=clouds.say)


def _plan_group(group: Principal, left_out: Mapping[str, str]) -> str:
    out = [left_out[user.user_id] for user in group.users if user.user_id in left_out]
    count = len(group.users) - len(out)
    parts = [f"{count} {'person' if count == 1 else 'people'}"]
    if group.nested:
        parts.append(f"the members of groups inside it do not count: {', '.join(group.nested)}")
    if out:
        parts.append(f"left out, because Connect cannot use the name: {', '.join(out)}")
    return "; ".join(parts)


def _with_role(record: Record, clouds: "Clouds") -> dict[str, str]:
    """Principal id to assignment id, of those who have our role."""
    found = read_assignments(clouds.entra, record[SERVICE_PRINCIPAL_ID])
    return {one.principal_id: one.assignment_id for one in found if one.role_id == record[APP_ROLE_ID]}


def _role_is_ours(record: Record, clouds: "Clouds") -> bool:
    """Then nobody had it before this setup: an assignment that is there was made by an earlier attempt."""
    application = record.get(APP_OBJECT_ID)
    return application is not None and record[APP_ROLE_ID] == role_id(clouds.entra, application)


def _assign(record: Record, clouds: "Clouds", principal: Principal) -> Resource:
    clouds.say(f"Assigning {principal.name}.")
    assignment_id = assign(
        clouds.entra,
        record[SERVICE_PRINCIPAL_ID],
        principal_id=principal.principal_id,
        role_id=record[APP_ROLE_ID],
    )
    return Resource("Assignment", assignment_id, principal.name)
