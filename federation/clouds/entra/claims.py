"""The claims mapping policy: what Entra says about a person in the response.

Its side effect, which people must know: the portal's “Attributes & Claims” page becomes read-only for the
application. The newer customClaimsPolicy would not do that, but is beta only.
"""

import json
from dataclasses import dataclass
from typing import Any

from federation.clouds.entra.patience import SETTLE_SECONDS
from federation.clouds.entra.tenant import EntraTenant
from federation.effects import Making
from federation.errors import NeedsPerson
from federation.sides import Side

ROLE = "https://aws.amazon.com/SAML/Attributes/Role"
SESSION_NAME = "https://aws.amazon.com/SAML/Attributes/RoleSessionName"
SESSION_DURATION = "https://aws.amazon.com/SAML/Attributes/SessionDuration"

READ = "Policy.Read.All"
WRITE = "Policy.ReadWrite.ApplicationConfiguration"
ATTACH = "Application.ReadWrite.All"


@dataclass(frozen=True)
class ClaimsPolicy:
    """A claims mapping policy. `definition` is the parsed JSON, {} if it is none."""

    policy_id: str
    name: str
    definition: Any

    @property
    def claims(self) -> dict[str, str]:
        """SAML attribute name to what is sent: the source attribute, or a constant."""
        schema = self.definition.get("ClaimsMappingPolicy", {}).get("ClaimsSchema", [])
        return {one.get("SamlClaimType", ""): one.get("ID") or one.get("Value") or "" for one in schema}


def policy_name(tenant: EntraTenant) -> str:
    return f"Amazon Connect claims {tenant.marker}"


def wanted_definition(*, session_name_source: str, session_duration: str) -> dict[str, Any]:
    """The policy AWS needs. Keys are case-sensitive; the basic claims carry the NameID.

    Shape: Microsoft's tutorial "Configure SAML-based single sign-on with Graph".
    """
    return {
        "ClaimsMappingPolicy": {
            "Version": 1,
            "IncludeBasicClaimSet": "true",
            "ClaimsSchema": [
                {"Source": "user", "ID": "assignedroles", "SamlClaimType": ROLE},
                {"Source": "user", "ID": session_name_source, "SamlClaimType": SESSION_NAME},
                {"Value": session_duration, "SamlClaimType": SESSION_DURATION},
            ],
        }
    }


def attached_policies(tenant: EntraTenant, service_principal_id: str) -> tuple[ClaimsPolicy, ...]:
    """The policies in force for an enterprise application. Raises NotFound."""
    item = tenant.graph.service_principals.by_service_principal_id(service_principal_id)
    rows = tenant.read_all(
        item.claims_mapping_policies, doing="read the claims of the enterprise application", permission=READ
    )
    return tuple(_policy(row) for row in rows)


def every_policy(tenant: EntraTenant) -> tuple[ClaimsPolicy, ...]:
    """All of the tenant. It has few, and they cannot be filtered everywhere."""
    rows = tenant.read_all(
        tenant.graph.policies.claims_mapping_policies, doing="read the claims policies", permission=READ
    )
    return tuple(map(_policy, rows))


def find_policy(tenant: EntraTenant) -> ClaimsPolicy | None:
    """The policy of this setup, by its name."""
    return next((one for one in every_policy(tenant) if one.name == policy_name(tenant)), None)


def ensure_policy(tenant: EntraTenant, service_principal_id: str, definition: dict[str, Any]) -> ClaimsPolicy:
    """Have a policy with this definition in force. Raises NeedsPerson if another one is in the way."""
    attached = attached_policies(tenant, service_principal_id)
    fitting = next((one for one in attached if one.definition == definition), None)
    if fitting is not None:
        return fitting
    foreign = [one for one in attached if one.name != policy_name(tenant)]
    if foreign:
        raise NeedsPerson(
            f"The enterprise application already has the claims policy “{foreign[0].name}”, which is not ours.",
            hint="Detach it if nobody needs it, or put the three claims of this page into it.",
            owner=Side.AZURE,
        )
    policy = _ensure_definition(tenant, definition)
    if policy.policy_id not in {one.policy_id for one in attached}:
        _attach(tenant, service_principal_id, policy.policy_id)
    return policy


def _ensure_definition(tenant: EntraTenant, definition: dict[str, Any]) -> ClaimsPolicy:
    body = _body(tenant, definition)
    policies = tenant.graph.policies.claims_mapping_policies
    found = tenant.make_once(
        Making(f"claims-policy:{policy_name(tenant)}", "the claims policy", SETTLE_SECONDS),
        look=lambda: find_policy(tenant),
        send=lambda: tenant.call(policies.post(body), doing="create the claims policy", permission=WRITE),
    )
    if found.definition != definition:
        tenant.call(
            policies.by_claims_mapping_policy_id(found.policy_id).patch(body),
            doing="change the claims policy",
            permission=WRITE,
            just_seen=True,
        )
    return ClaimsPolicy(found.policy_id, found.name, definition)


def _attach(tenant: EntraTenant, service_principal_id: str, policy_id: str) -> None:
    from msgraph.generated.models.reference_create import ReferenceCreate

    item = tenant.graph.service_principals.by_service_principal_id(service_principal_id)
    address = f"{tenant.endpoints.graph}/v1.0/policies/claimsMappingPolicies/{policy_id}"
    tenant.call(
        item.claims_mapping_policies.ref.post(ReferenceCreate(odata_id=address)),
        doing="attach the claims policy",
        permission=ATTACH,
        just_seen=True,
    )


def _body(tenant: EntraTenant, definition: dict[str, Any]) -> Any:
    from msgraph.generated.models.claims_mapping_policy import ClaimsMappingPolicy

    return ClaimsMappingPolicy(
        display_name=policy_name(tenant),
        definition=[json.dumps(definition, separators=(",", ":"))],
        is_organization_default=False,
    )


def _policy(row: Any) -> ClaimsPolicy:
    return ClaimsPolicy(row.id, row.display_name or "", _parsed(row.definition))


def _parsed(definition: list[str] | None) -> Any:
    try:
        parsed = json.loads((definition or ["{}"])[0])
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
