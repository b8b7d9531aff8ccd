"""Sign in to Entra and make sure it is the right tenant."""

from typing import TYPE_CHECKING

from federation.clouds.entra import console
from federation.clouds.entra.organization import Organization, read_caller, read_organization
from federation.errors import AnswerRefused
from federation.findings import Finding, compare
from federation.items import DIRECTORY, ENTRA_CALLER, ENTRA_SIGN_IN, TENANT_ID, TENANT_NAME
from federation.record import Record
from federation.sides import Side
from federation.steps.base import Ask, Change, ConsoleLink, Outcome, Permission, PlannedChange, Step

if TYPE_CHECKING:
    from federation.clouds import Clouds


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

    def plan(self, record: Record, clouds: "Clouds") -> tuple[PlannedChange, ...]:
        organization = _right_tenant(record, clouds)
        return (PlannedChange(Change.KEEP, "the tenant", organization.name, detail=organization.tenant_id),)

    def carry_out(self, record: Record, clouds: "Clouds") -> Outcome:
        """Raises AnswerRefused if the sign-in leads to another tenant."""
        organization = _right_tenant(record, clouds)
        caller = read_caller(clouds.entra)
        clouds.say(f"Signed in to {organization.name} as {caller}.")
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
        )

    def links(self, record: Record) -> tuple[ConsoleLink, ...]:
        return (ConsoleLink("Overview of the tenant in Entra", console.overview(record.get(TENANT_ID) or "")),)


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
