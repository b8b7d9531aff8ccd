"""Let Entra send what AWS asks for: Role, RoleSessionName and SessionDuration."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from federation.clouds.entra import console
from federation.clouds.entra.app_roles import (
    DOCUMENTED_LENGTH,
    AppRole,
    ensure_app_role,
    find_our_role,
    wait_for_role,
)
from federation.clouds.entra.claims import (
    ROLE,
    SESSION_DURATION,
    SESSION_NAME,
    attached_policies,
    ensure_policy,
    find_policy,
    policy_name,
    wanted_definition,
)
from federation.errors import NeedsPerson, UnexpectedResponse
from federation.findings import Finding, Level
from federation.items import (
    APP_ID,
    APP_OBJECT_ID,
    APP_ROLE_ID,
    PROVIDER_ARN,
    ROLE_ARN,
    ROLE_VALUE,
    SERVICE_PRINCIPAL_ID,
    SESSION_NAME_SOURCE,
    TENANT_ID,
    Item,
)
from federation.items import SESSION_DURATION as DURATION
from federation.record import Record
from federation.sides import Side
from federation.steps.base import (
    Ask,
    ByHandValue,
    Change,
    ConsoleLink,
    Keep,
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

PORTAL_PAGE = "The portal's page “Attributes & Claims”"


class AzureClaims(Step):
    key = "azure-claims"
    side = Side.AZURE
    title = "Set the claims AWS needs"
    short = "Claims"
    purpose = "The response must name the role, the provider and the Connect user, or AWS refuses it."
    asks = (Ask(SESSION_NAME_SOURCE, default="userprincipalname"), Ask(DURATION, default="43200"))
    keeps = (Keep("claim-session-name", SESSION_NAME_SOURCE), Keep("claim-session-duration", DURATION))
    needs = (APP_OBJECT_ID, SERVICE_PRINCIPAL_ID, ROLE_ARN, PROVIDER_ARN)
    gives = (ROLE_VALUE, APP_ROLE_ID)
    permissions = (
        Permission("Application.ReadWrite.All", "to write the app role and to attach the claims policy"),
        Permission("Policy.ReadWrite.ApplicationConfiguration", "to create the claims policy"),
    )
    mend = "Set the claims again."
    undo_permissions = (
        Permission("Application.ReadWrite.All", "to detach the claims policy and to remove the app role"),
        Permission("Policy.ReadWrite.ApplicationConfiguration", "to delete the claims policy"),
    )

    def plan(self, record: Record, clouds: "Clouds") -> tuple[PlannedChange, ...]:
        role = find_our_role(clouds.entra, record[APP_OBJECT_ID], value=role_value(record))
        return (_plan_role(record, role), _plan_policy(record, clouds))

    def carry_out(self, record: Record, clouds: "Clouds") -> Outcome:
        """Raises CloudNotReady until the enterprise application shows the role, NeedsPerson for a policy
        that is not ours."""
        tenant, value = clouds.entra, role_value(record)
        role_id = _ensure_role(record, clouds)
        policy = ensure_policy(tenant, record[SERVICE_PRINCIPAL_ID], _definition(record))
        clouds.say(f"The claims policy “{policy.name}” is in force. {PORTAL_PAGE} is read-only now.")
        wait_for_role(tenant, record[SERVICE_PRINCIPAL_ID], role_id=role_id, value=value)
        return Outcome(
            {ROLE_VALUE: value, APP_ROLE_ID: role_id},
            (
                Resource("App role", role_id, value),
                Resource(
                    "Claims policy",
                    policy.policy_id,
                    policy.name,
                    adopted=policy.name != policy_name(tenant),
                ),
            ),
        )

    def observe(self, record: Record, clouds: "Clouds") -> tuple[Finding, ...]:
        role = find_our_role(clouds.entra, record[APP_OBJECT_ID], value=role_value(record))
        sent_role = role.value if role and role.enabled else ""
        found = self.compare("role-value", "The app role in Entra", role_value(record), sent_role or "nothing")
        policies = attached_policies(clouds.entra, record[SERVICE_PRINCIPAL_ID])
        if not policies and find_policy(clouds.entra) is None:
            return (found, self._unreadable())
        return (found, *self._claims(record, policies[0].claims if policies else {}))

    def traces(self, record: Record, clouds: "Clouds", known: Sequence[Resource]) -> Iterable[Trace]:
        return left.claims(record, clouds, known)

    def page_of(self, resource: Resource, record: Record) -> ConsoleLink | None:
        if SERVICE_PRINCIPAL_ID not in record:
            return None
        roles, attributes = self.links(record)
        return roles if resource.kind == left.APP_ROLE else attributes

    def links(self, record: Record) -> tuple[ConsoleLink, ...]:
        tenant_id, app_id = record.get(TENANT_ID) or "", record.get(APP_ID) or ""
        page = console.single_sign_on(
            tenant_id, app_id=app_id, service_principal_id=record[SERVICE_PRINCIPAL_ID]
        )
        return (
            ConsoleLink("App roles of the registration", console.app_roles(tenant_id, app_id=app_id)),
            ConsoleLink("Attributes & Claims, on Single sign-on", page),
        )

    def foreseen(self, record: Record) -> Mapping[Item[Any], str]:
        return {ROLE_VALUE: role_value(record)}

    def by_hand(self, record: Record) -> tuple[ByHandValue, ...]:
        claims = (
            (ROLE, "user.assignedroles"),
            (SESSION_NAME, f"user.{record[SESSION_NAME_SOURCE]}"),
            (SESSION_DURATION, f'"{record[DURATION]}"'),
        )
        return (
            ByHandValue("Display name (app role)", f"Amazon Connect {record.marker}"),
            ByHandValue("Allowed member types (app role)", "Users/Groups"),
            ByHandValue("Value (app role)", role_value(record), long=True),
            *(value for claim, source in claims for value in _claim_by_hand(claim, source)),
        )

    def _claims(self, record: Record, sent: Mapping[str, str]) -> tuple[Finding, ...]:
        rows = (
            ("claim-role", "The Role claim", ROLE, "assignedroles"),
            ("claim-session-name", "The RoleSessionName claim", SESSION_NAME, record[SESSION_NAME_SOURCE]),
            ("claim-session-duration", "The SessionDuration claim", SESSION_DURATION, record[DURATION]),
        )
        return tuple(
            self.compare(code, what, expected, sent.get(claim) or "nothing")
            for code, what, claim, expected in rows
        )

    def _unreadable(self) -> Finding:
        # Graph v1.0 shows claims policies, not what somebody entered on the portal's claims page.
        return Finding(
            code="claims-unreadable",
            level=Level.WARNING,
            owner=self.side,
            message="The application has no claims policy. Claims entered in the portal cannot be read back.",
            expected="a claims policy",
            actual="nothing that can be read",
            fix="Let Handoff set the claims, or check a real response: it shows what Entra sends.",
            step=self.key,
        )


def role_value(record: Record) -> str:
    """Role ARN, comma, provider ARN: the documented order."""
    return f"{record[ROLE_ARN]},{record[PROVIDER_ARN]}"


def _claim_by_hand(claim: str, source: str) -> tuple[ByHandValue, ...]:
    namespace, _, name = claim.rpartition("/")
    return (
        ByHandValue("Name (claim)", name),
        ByHandValue(f"Namespace (claim {name})", namespace),
        ByHandValue(f"Source attribute (claim {name})", source),
    )


def _ensure_role(record: Record, clouds: "Clouds") -> str:
    value = role_value(record)
    try:
        return ensure_app_role(clouds.entra, record[APP_OBJECT_ID], value=value)
    except UnexpectedResponse as error:
        # Two of Microsoft's documents disagree about the limit, so the length alone is no reason to refuse.
        if len(value) <= DOCUMENTED_LENGTH:
            raise
        raise NeedsPerson(
            f"Entra refuses an app role value of {len(value)} characters; {DOCUMENTED_LENGTH} are allowed.",
            hint="Ask the AWS engineer for shorter names of role and provider.",
            owner=Side.AZURE,
            detail=error.detail,
        ) from error


def _definition(record: Record) -> dict[str, Any]:
    return wanted_definition(session_name_source=record[SESSION_NAME_SOURCE], session_duration=record[DURATION])


def _plan_role(record: Record, role: AppRole | None) -> PlannedChange:
    value = role_value(record)
    if role is None:
        return PlannedChange(Change.CREATE, "the app role", f"Amazon Connect {record.marker}", detail=value)
    fits = role.value == value and role.enabled
    return PlannedChange(
        Change.KEEP if fits else Change.CHANGE,
        "the app role",
        role.name,
        detail="" if fits else f"{role.value} becomes {value}",
    )


def _plan_policy(record: Record, clouds: "Clouds") -> PlannedChange:
    attached = attached_policies(clouds.entra, record[SERVICE_PRINCIPAL_ID])
    fitting = [one for one in attached if one.definition == _definition(record)]
    if fitting:
        return PlannedChange(
            Change.KEEP, "the claims policy", fitting[0].name, detail=f"{PORTAL_PAGE} stays read-only"
        )
    ours = [one for one in attached if one.name == policy_name(clouds.entra)]
    sent = f"RoleSessionName from {record[SESSION_NAME_SOURCE]}, SessionDuration {record[DURATION]}"
    return PlannedChange(
        Change.CHANGE if ours else Change.CREATE,
        "the claims policy",
        policy_name(clouds.entra),
        detail=f"sends Role, {sent}. {PORTAL_PAGE} {'stays' if ours else 'becomes'} read-only for this "
        "application; claims entered there no longer count",
    )
