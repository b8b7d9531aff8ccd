"""Sign in to Entra and make sure it is the right tenant."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from federation.clouds.entra import console
from federation.clouds.entra.organization import Organization, read_caller, read_organization
from federation.clouds.entra.rights import Rights, read_rights
from federation.errors import AnswerRefused
from federation.findings import Finding, Level, compare
from federation.items import DIRECTORY, ENTRA_CALLER, ENTRA_SIGN_IN, TENANT_ID, TENANT_NAME
from federation.record import Record
from federation.sides import Side
from federation.steps.base import Ask, Change, ConsoleLink, Outcome, Permission, PlannedChange, Step

if TYPE_CHECKING:
    from federation.clouds import Clouds

_SIGNED_IN = "Handoff makes every change on the Azure side with this sign-in."


class AzureConnect(Step):
    key = "azure-connect"
    side = Side.AZURE
    title = "Connect to the Entra tenant"
    short = "Entra tenant"
    purpose = "Everything on the Azure side is done in this tenant, with this sign-in."
    asks = (Ask(ENTRA_SIGN_IN, default="person", by_hand=False), Ask(DIRECTORY, by_hand=False))
    gives = (TENANT_ID, TENANT_NAME, ENTRA_CALLER)
    informs = (TENANT_NAME, ENTRA_CALLER)
    permissions = (Permission("User.Read", "to see which tenant it is and who signed in"),)
    undoable = False

    def plan(self, record: Record, clouds: "Clouds") -> tuple[PlannedChange, ...]:
        organization = _right_tenant(record, clouds)
        rights = read_rights(clouds.entra)
        return (
            PlannedChange(Change.KEEP, "Signed in to Entra as", read_caller(clouds.entra), _SIGNED_IN),
            PlannedChange(Change.KEEP, "Entra tenant", organization.name, organization.tenant_id),
            *_rights_rows(rights),
        )

    def carry_out(self, record: Record, clouds: "Clouds") -> Outcome:
        """Raises AnswerRefused if the sign-in leads to another tenant."""
        organization = _right_tenant(record, clouds)
        caller = read_caller(clouds.entra)
        clouds.say(f"Signed in to {organization.name} as {caller}.")
        for line in _sentences(read_rights(clouds.entra)):
            clouds.say(line)
        return Outcome(
            {TENANT_ID: organization.tenant_id, TENANT_NAME: organization.name, ENTRA_CALLER: caller}
        )

    def observe(self, record: Record, clouds: "Clouds") -> tuple[Finding, ...]:
        return (
            compare(
                code="tenant",
                owner=self.side,
                what="The tenant of the sign-in",
                expected=record[TENANT_ID],
                actual=read_organization(clouds.entra).tenant_id,
                fix="Sign in to the tenant this setup is for.",
                step=self.key,
            ),
            self._rights_finding(read_rights(clouds.entra)),
        )

    def _rights_finding(self, rights: Rights) -> Finding:
        enough = "all that this setup needs"
        return Finding(
            code="entra-permissions",
            # Not an error: a person can do by hand what Handoff may not.
            level=Level.WARNING if rights.lacking else Level.OK,
            owner=self.side,
            message=" ".join(_sentences(rights)),
            expected=enough,
            actual=", ".join(_short(rights)) or enough,
            fix="Sign in as somebody who may, let an administrator grant it, or do those steps by hand."
            if rights.lacking
            else "",
            step=self.key,
        )

    def links(self, record: Record) -> tuple[ConsoleLink, ...]:
        return (ConsoleLink("Overview of the tenant in Entra", console.overview(record.get(TENANT_ID) or "")),)


def _rights_rows(rights: Rights) -> Iterator[PlannedChange]:
    missing = rights.missing
    found = "not known" if missing is None else f"{len(missing)} missing" if missing else "none is missing"
    details = "; ".join(f"{need.name} ({need.why})" for need in missing or ())
    yield PlannedChange(Change.KEEP, "Permissions of this sign-in", found, details)
    if rights.is_person:
        roles = "not known" if rights.roles is None else ", ".join(rights.roles) or "none"
        detail = "" if rights.role_fits else rights.lacking[-1]
        yield PlannedChange(Change.KEEP, "Directory roles of this person", roles, detail)


def _short(rights: Rights) -> tuple[str, ...]:
    """What is missing, by name."""
    needed = tuple(f"no {need.name}" for need in rights.missing or ())
    return (
        needed if rights.role_fits else (*needed, f"directory roles: {', '.join(rights.roles or ()) or 'none'}")
    )


def _sentences(rights: Rights) -> tuple[str, ...]:
    if rights.lacking:
        return rights.lacking
    if rights.missing is None or (rights.is_person and rights.roles is None):
        return ("Whether this sign-in may do everything could not be seen beforehand.",)
    return ("Nothing this setup needs is missing, as far as can be seen beforehand.",)


def _right_tenant(record: Record, clouds: "Clouds") -> Organization:
    organization = read_organization(clouds.entra)
    directory = record[DIRECTORY]
    if not organization.is_called(directory):
        raise AnswerRefused(
            DIRECTORY.key,
            f"The sign-in leads to tenant {organization.name} ({organization.tenant_id}), not {directory}.",
            hint="Enter a domain or the id of this tenant, or sign in with an account of the other one.",
            owner=Side.AZURE,
        )
    return organization
