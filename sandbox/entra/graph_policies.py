"""Graph: claims mapping policies, their assignment, and the tenant's app management policy."""

import re
import uuid

from sandbox.entra.claims_policy import read_definition
from sandbox.entra.errors import bad_request, not_found
from sandbox.entra.graph_call import GraphCall, Reply, context_url, entity
from sandbox.entra.odata import listing
from sandbox.rows import Row

_TABLE = "entra.claimsMappingPolicies"
_CONTEXT = "policies/claimsMappingPolicies"
_CHANGEABLE = {"definition", "displayName", "isOrganizationDefault"}
_REFERENCE = re.compile(r"/(?:policies/claimsMappingPolicies|directoryObjects)/(?P<id>[0-9a-fA-F-]{36})$")

# As Microsoft switched it on in tenants in mid-2025: SAML applications are exempt.
_IDENTIFIER_RESTRICTION = {
    "state": "enabled",
    "restrictForAppsCreatedAfterDateTime": None,
    "isStateSetByMicrosoft": True,
    "excludeAppsReceivingV2Tokens": True,
    "excludeSaml": True,
    "excludeActors": None,
}


def app_management_policy(call: GraphCall) -> Reply:
    """GET /policies/defaultAppManagementPolicy"""
    policy = {
        "@odata.context": context_url(call, "policies/defaultAppManagementPolicy/$entity"),
        "id": "00000000-0000-0000-0000-000000000000",
        "displayName": "Default app management tenant policy",
        "description": "Default tenant policy that enforces app management restrictions.",
        "isEnabled": True,
        "applicationRestrictions": {
            "keyCredentials": [],
            "passwordCredentials": [],
            "identifierUris": {
                "nonDefaultUriAddition": {**_IDENTIFIER_RESTRICTION, "state": "disabled"},
                "uriAdditionWithoutUniqueTenantIdentifier": _IDENTIFIER_RESTRICTION,
            },
        },
        "servicePrincipalRestrictions": {"keyCredentials": [], "passwordCredentials": []},
    }
    return Reply(200, policy)


def list_policies(call: GraphCall) -> Reply:
    """GET /policies/claimsMappingPolicies"""
    return listing(call, call.world.table(_TABLE).values(), _CONTEXT)


def get_policy(call: GraphCall) -> Reply:
    """GET /policies/claimsMappingPolicies/{id}"""
    return entity(call, call.found(_TABLE), f"{_CONTEXT}/$entity")


def create_policy(call: GraphCall) -> Reply:
    """POST /policies/claimsMappingPolicies"""
    read_definition(call.body.get("definition"))
    policy = {
        "id": str(uuid.uuid4()),
        "deletedDateTime": None,
        "definition": call.body["definition"],
        "displayName": call.text("displayName"),
        "isOrganizationDefault": bool(call.body.get("isOrganizationDefault", False)),
    }
    with call.world.changing():
        call.world.table(_TABLE)[policy["id"]] = policy
    return entity(call, policy, f"{_CONTEXT}/$entity", status=201)


def update_policy(call: GraphCall) -> Reply:
    """PATCH /policies/claimsMappingPolicies/{id}"""
    policy = call.found(_TABLE)
    changes = {name: value for name, value in call.body.items() if name in _CHANGEABLE}
    if "definition" in changes:
        read_definition(changes["definition"])
    with call.world.changing():
        policy.update(changes)
    return Reply()


def delete_policy(call: GraphCall) -> Reply:
    """DELETE /policies/claimsMappingPolicies/{id}"""
    policy = call.found(_TABLE)
    with call.world.changing():
        del call.world.table(_TABLE)[policy["id"]]
        for link in call.world.table("entra.policyLinks").values():
            link["policies"] = [policy_id for policy_id in link["policies"] if policy_id != policy["id"]]
    return Reply()


def applies_to(call: GraphCall) -> Reply:
    """GET /policies/claimsMappingPolicies/{id}/appliesTo"""
    policy = call.found(_TABLE)
    links = call.world.table("entra.policyLinks")
    principals = call.world.table("entra.servicePrincipals")
    linked = [principals[key] for key, link in links.items() if policy["id"] in link["policies"]]
    rows = [{"@odata.type": "#microsoft.graph.servicePrincipal", **row} for row in linked]
    return listing(call, rows, "directoryObjects")


def _linked(call: GraphCall) -> list[str]:
    principal = call.found("entra.servicePrincipals")
    link = call.world.table("entra.policyLinks").get(principal["id"], {"policies": []})
    return list(link["policies"])


def _link(call: GraphCall, policies: list[str]) -> None:
    with call.world.changing():
        call.world.table("entra.policyLinks")[call.params["id"]] = {"policies": policies}


def list_assigned(call: GraphCall) -> Reply:
    """GET /servicePrincipals/{id}/claimsMappingPolicies"""
    rows: list[Row] = [call.row(_TABLE, policy_id) for policy_id in _linked(call)]
    return listing(call, rows, "claimsMappingPolicies")


def assign(call: GraphCall) -> Reply:
    """POST /servicePrincipals/{id}/claimsMappingPolicies/$ref. One policy per service principal."""
    linked = _linked(call)
    match = _REFERENCE.search(str(call.body.get("@odata.id", "")))
    if match is None:
        raise bad_request("Not a valid reference update.")
    policy = call.row(_TABLE, match["id"].lower())
    if policy["id"] in linked:
        raise bad_request(
            "One or more added object references already exist for the following modified properties: "
            "'claimsMappingPolicies'."
        )
    if linked:
        raise bad_request(
            "A conflicting object with one or more of the specified property values is present in the "
            "directory."
        )
    _link(call, [policy["id"]])
    return Reply()


def unassign(call: GraphCall) -> Reply:
    """DELETE /servicePrincipals/{id}/claimsMappingPolicies/{policyId}/$ref"""
    linked = _linked(call)
    if call.params["policyId"] not in linked:
        raise not_found(call.params["policyId"])
    _link(call, [policy_id for policy_id in linked if policy_id != call.params["policyId"]])
    return Reply()
