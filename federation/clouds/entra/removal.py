"""Taking applications and claims policies of ours away."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from federation.clouds.entra import applications, claims
from federation.clouds.entra.applications import Application, marker_tag, read_application, working_name
from federation.clouds.entra.claims import ClaimsPolicy, policy_name
from federation.clouds.entra.tenant import EntraTenant
from federation.errors import NotFound


def look_at_applications(
    tenant: EntraTenant, recorded: Iterable[str], *, name: str
) -> Iterator[tuple[Application, bool]]:
    """Those that are recorded (object ids), tagged, or left from making one; each with whether it is ours.

    A name alone makes none ours, unless it is the one under which Handoff makes them and nobody has used it.
    """
    found = {one.object_id: one for one in applications.tagged(tenant)}
    for object_id in recorded:
        with suppress(NotFound):
            found.setdefault(object_id, read_application(tenant, object_id))
    for one in applications.named(tenant, working_name(tenant, name)) if name else ():
        if one.bare:
            found.setdefault(one.object_id, one)
    for one in found.values():
        made_as = bool(name) and one.name == working_name(tenant, name) and one.bare
        yield one, marker_tag(tenant) in one.tags or made_as


def undo_application(tenant: EntraTenant, application: Application) -> None:
    """Delete it; its enterprise application goes too. Restorable for 30 days. Safe to repeat."""
    with suppress(NotFound):
        tenant.call(
            tenant.graph.applications.by_application_id(application.object_id).delete(),
            doing="delete the application",
            permission=applications.WRITE,
        )
    tenant.say(f"Removed the application {application.name}. It can be restored in Entra for 30 days.")


def look_at_policies(tenant: EntraTenant, recorded: Iterable[str]) -> Iterator[tuple[ClaimsPolicy, bool]]:
    """The claims policies that are recorded (ids) or carry the marker; each with whether it is ours."""
    known = set(recorded)
    for one in claims.every_policy(tenant):
        ours = one.name == policy_name(tenant)
        if ours or one.policy_id in known:
            yield one, ours


def users_of_policy(tenant: EntraTenant, policy: ClaimsPolicy) -> dict[str, str]:
    """The enterprise applications it is attached to: object id to name."""
    item = tenant.graph.policies.claims_mapping_policies.by_claims_mapping_policy_id(policy.policy_id)
    try:
        rows = tenant.read_all(item.applies_to, doing="read who uses the claims policy", permission=claims.READ)
    except NotFound:
        return {}
    return {row.id: getattr(row, "display_name", None) or row.id for row in rows}


def undo_policy(tenant: EntraTenant, policy: ClaimsPolicy, attached_to: Iterable[str]) -> None:
    """Detach it, then delete it. What is gone already counts as done; safe to repeat."""
    for principal_id in attached_to:
        item = tenant.graph.service_principals.by_service_principal_id(principal_id)
        link = item.claims_mapping_policies.by_claims_mapping_policy_id(policy.policy_id)
        with suppress(NotFound):
            tenant.call(link.ref.delete(), doing="detach the claims policy", permission=claims.ATTACH)
    whole = tenant.graph.policies.claims_mapping_policies.by_claims_mapping_policy_id(policy.policy_id)
    with suppress(NotFound):
        tenant.call(whole.delete(), doing="delete the claims policy", permission=claims.WRITE)
    tenant.say(f"Removed the claims policy {policy.name}.")
