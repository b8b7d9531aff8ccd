"""Give people the address where sign-in begins."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from federation.clouds.entra import console
from federation.clouds.entra.service_principals import read_service_principal
from federation.endpoints import Endpoints
from federation.errors import NeedsPerson
from federation.findings import Finding, compare
from federation.items import APP_ID, PEOPLE, SERVICE_PRINCIPAL_ID, TENANT_ID, USER_ACCESS_URL, Item
from federation.record import Record
from federation.sides import Side
from federation.steps.base import ByHandValue, Change, ConsoleLink, Outcome, Permission, PlannedChange, Step

if TYPE_CHECKING:
    from federation.clouds import Clouds


class AzureAccessUrl(Step):
    key = "azure-access-url"
    side = Side.AZURE
    title = "Hand out the user access URL"
    short = "Access URL"
    purpose = "Sign-in to Connect always begins in Entra; this is the address to give to the people."
    needs = (TENANT_ID, APP_ID, SERVICE_PRINCIPAL_ID, PEOPLE)
    gives = (USER_ACCESS_URL,)
    permissions = (Permission("Application.Read.All", "to see whether sign-in is enabled"),)

    def plan(self, record: Record, clouds: "Clouds") -> tuple[PlannedChange, ...]:
        url = access_url(record, clouds.endpoints)
        return (PlannedChange(Change.KEEP, "the user access URL", url, detail="nothing changes in Entra"),)

    def carry_out(self, record: Record, clouds: "Clouds") -> Outcome:
        """Raises NeedsPerson if somebody has disabled sign-in to the enterprise application."""
        principal = read_service_principal(clouds.entra, record[SERVICE_PRINCIPAL_ID])
        if not principal.enabled:
            raise NeedsPerson(
                f"Sign-in to the enterprise application “{principal.name}” is disabled.",
                hint="Set “Enabled for users to sign-in?” to Yes in its properties.",
                owner=Side.AZURE,
            )
        return Outcome({USER_ACCESS_URL: access_url(record, clouds.endpoints)})

    def observe(self, record: Record, clouds: "Clouds") -> tuple[Finding, ...]:
        principal = read_service_principal(clouds.entra, record[SERVICE_PRINCIPAL_ID])
        enabled = compare(
            code="sign-in-enabled",
            owner=self.side,
            what="Sign-in to the enterprise application",
            expected="enabled",
            actual="enabled" if principal.enabled else "disabled",
            fix="Set “Enabled for users to sign-in?” to Yes in the properties.",
            step=self.key,
        )
        # Microsoft's clouds have launchers of their own; what counts is which application it starts.
        given = record[USER_ACCESS_URL]
        names_it = given.endswith(_start_of(record))
        address = compare(
            code="user-access-url",
            owner=self.side,
            what="The user access URL",
            expected=given if names_it else access_url(record, clouds.endpoints),
            actual=given,
            fix="Run this step again and give people the new address.",
            step=self.key,
        )
        return (enabled, address)

    def links(self, record: Record) -> tuple[ConsoleLink, ...]:
        page = console.properties(
            record[TENANT_ID], app_id=record[APP_ID], service_principal_id=record[SERVICE_PRINCIPAL_ID]
        )
        return (ConsoleLink("Properties of the application", page),)

    def foreseen(self, record: Record) -> Mapping[Item[Any], str]:
        return {USER_ACCESS_URL: access_url(record, Endpoints())}

    def by_hand(self, record: Record) -> tuple[ByHandValue, ...]:
        return (
            ByHandValue("User access URL", access_url(record, Endpoints())),
            ByHandValue("Enabled for users to sign-in?", "Yes"),
        )


def access_url(record: Record, endpoints: Endpoints) -> str:
    """Where people begin. Format: the “User access URL” of the application's Properties page."""
    return f"{endpoints.launcher}{_start_of(record)}"


def _start_of(record: Record) -> str:
    return f"/api/signin/{quote(record[APP_ID])}?tenantId={quote(record[TENANT_ID])}"
