"""What the steps of the Azure side leave in the tenant."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from federation.clouds.entra.app_roles import read_app_roles, role_id, undo_app_role
from federation.clouds.entra.applications import Application
from federation.clouds.entra.assignments import Assignment, read_assignments, undo_assignment
from federation.clouds.entra.certificates import read_certificates
from federation.clouds.entra.claims import ClaimsPolicy
from federation.clouds.entra.organization import read_organization
from federation.clouds.entra.removal import (
    look_at_applications,
    look_at_policies,
    undo_application,
    undo_policy,
    users_of_policy,
)
from federation.clouds.entra.service_principals import find_service_principal
from federation.clouds.entra.tenant import EntraTenant
from federation.errors import NeedsPerson, NotFound
from federation.items import APP_NAME, APP_OBJECT_ID, SERVICE_PRINCIPAL_ID, TENANT_ID
from federation.record import Record
from federation.sides import Side
from federation.steps.base import Resource
from federation.traces.trace import Fate, Trace, blocked, kept, named, removed, was_adopted

if TYPE_CHECKING:
    from federation.clouds import Clouds

Known = Sequence[Resource]
APPLICATION, ENTERPRISE, CERTIFICATE = "Application", "Enterprise application", "Signing certificate"
APP_ROLE, POLICY, ASSIGNMENT = "App role", "Claims policy", "Assignment"

_RESTORE = (
    "Entra keeps it among the deleted applications for 30 days; until then it can be restored there, but "
    "without its claims policy."
)
_OTHERS = "Its assignments that Handoff did not make go with it: {}."
_WITH_IT = "It goes with the application."
_CERTIFICATE = (
    "It stays with the application and goes with it: to remove one, all others of the application would have "
    "to be written anew. Remove it by hand if it must go before."
)


def applications(record: Record, clouds: "Clouds", known: Known) -> Iterator[Trace]:
    """The application with its enterprise application."""
    tenant = _right_tenant(clouds.entra, record)
    ids = _recorded(record.get(APP_OBJECT_ID), known, APPLICATION)
    for application, ours in look_at_applications(tenant, ids, name=record.get(APP_NAME) or ""):
        goes = ours and not was_adopted(known, application.object_id)
        principal = find_service_principal(tenant, application.app_id)
        yield _application(tenant, application, principal.object_id if principal else "", goes=goes)
        if principal is not None:
            resource = Resource(ENTERPRISE, principal.object_id, principal.name)
            yield Trace(resource, Fate.REMOVE, _WITH_IT) if goes else kept(resource)


def _application(tenant: EntraTenant, application: Application, principal_id: str, *, goes: bool) -> Trace:
    resource = Resource(APPLICATION, application.object_id, application.name)
    if not goes:
        return kept(resource)
    ours = role_id(tenant, application.object_id)
    others = [one.principal_name for one in _assignments(tenant, principal_id) if one.role_id != ours]
    told = f"{_RESTORE} {_OTHERS.format(', '.join(others))}" if others else _RESTORE
    return removed(resource, partial(undo_application, tenant, application), told)


def certificates(record: Record, clouds: "Clouds", known: Known) -> Iterator[Trace]:
    """Certificates whose name carries the marker, or that are on record: they stay with the application."""
    tenant, thumbprints = _right_tenant(clouds.entra, record), named(known, CERTIFICATE)
    for principal_id in _recorded(record.get(SERVICE_PRINCIPAL_ID), known, ENTERPRISE):
        try:
            found = read_certificates(tenant, principal_id).known
        except NotFound:
            continue
        for one in found:
            if one.ours or one.thumbprint in thumbprints:
                yield kept(Resource(CERTIFICATE, one.thumbprint, one.name), _CERTIFICATE)


def claims(record: Record, clouds: "Clouds", known: Known) -> Iterator[Trace]:
    """First the policy, then the app role."""
    tenant = _right_tenant(clouds.entra, record)
    principals = _recorded(record.get(SERVICE_PRINCIPAL_ID), known, ENTERPRISE)
    for policy, ours in look_at_policies(tenant, named(known, POLICY)):
        yield _policy(tenant, policy, principals, ours=ours and not was_adopted(known, policy.policy_id))
    for application_id in _recorded(record.get(APP_OBJECT_ID), known, APPLICATION):
        yield from _app_roles(tenant, application_id, named(known, APP_ROLE))


def _policy(tenant: EntraTenant, policy: ClaimsPolicy, principals: list[str], *, ours: bool) -> Trace:
    resource = Resource(POLICY, policy.policy_id, policy.name)
    if not ours:
        return kept(resource)
    users = users_of_policy(tenant, policy)
    others = [name for principal_id, name in users.items() if principal_id not in principals]
    if others:
        return blocked(resource, f"Other applications use it too: {', '.join(others)}. Detach it there first.")
    return removed(resource, partial(undo_policy, tenant, policy, tuple(users)), "detached first, then deleted")


def _app_roles(tenant: EntraTenant, application_id: str, recorded: dict[str, str]) -> Iterator[Trace]:
    ours = role_id(tenant, application_id)
    try:
        there = read_app_roles(tenant, application_id)
    except NotFound:
        return
    for role in there:
        resource = Resource(APP_ROLE, role.role_id, role.name)
        if role.role_id == ours:
            yield removed(
                resource, partial(undo_app_role, tenant, application_id), "disabled first, then removed"
            )
        elif role.role_id in recorded:
            yield kept(resource)


def assignments(record: Record, clouds: "Clouds", known: Known) -> Iterator[Trace]:
    """Who has this setup's app role. Nobody can have had it before: its id is made from the marker."""
    tenant, recorded = _right_tenant(clouds.entra, record), named(known, ASSIGNMENT)
    roles = {role_id(tenant, one) for one in _recorded(record.get(APP_OBJECT_ID), known, APPLICATION)}
    for principal_id in _recorded(record.get(SERVICE_PRINCIPAL_ID), known, ENTERPRISE):
        for one in _assignments(tenant, principal_id):
            resource = Resource(ASSIGNMENT, one.assignment_id, one.principal_name)
            mine = one.assignment_id in recorded and not was_adopted(known, one.assignment_id)
            if one.role_id in roles or mine:
                yield removed(resource, partial(undo_assignment, tenant, principal_id, one))
            elif one.assignment_id in recorded:
                yield kept(resource)


def _assignments(tenant: EntraTenant, principal_id: str) -> tuple[Assignment, ...]:
    try:
        return read_assignments(tenant, principal_id) if principal_id else ()
    except NotFound:
        return ()


def _recorded(current: str | None, known: Known, kind: str) -> list[str]:
    return list(dict.fromkeys((*filter(None, (current,)), *named(known, kind))))


def _right_tenant(tenant: EntraTenant, record: Record) -> EntraTenant:
    """The same tenant, once it is sure that it is the setup's: elsewhere everything looks gone."""
    expected, actual = record.get(TENANT_ID), read_organization(tenant)
    if expected is not None and expected.lower() != actual.tenant_id:
        raise NeedsPerson(
            f"The sign-in leads to tenant {actual.name} ({actual.tenant_id}), but this setup is in {expected}.",
            hint="Sign in to the tenant this setup is in.",
            owner=Side.AZURE,
        )
    return tenant
