"""Graph: claims mapping policies, their assignment, and the tenant's app management policy."""

import re
import uuid

from sandbox.entra.app_management import policy_of_tenant
from sandbox.entra.claims_policy import read_definition
from sandbox.entra.errors import bad_request, not_found
from sandbox.entra.graph_call import GraphCall, Reply, entity
from sandbox.entra.odata import listing
from sandbox.rows import Row

_TABLE, _PRINCIPALS = "entra.claimsMappingPolicies", "entra.servicePrincipals"
_CONTEXT = "policies/claimsMappingPolicies"
_CHANGEABLE = {"definition", "displayName", "isOrganizationDefault"}
_REFERENCE = re.compile(r"/(?:policies/claimsMappingPolicies|directoryObjects)/(?P<id>[0-9a-fA-F-]{36})$")


def app_management_policy(call: GraphCall) -> Reply:
    """GET /policies/defaultAppManagementPolicy"""
    return entity(call, policy_of_tenant(call.world), "policies/defaultAppManagementPolicy/$entity")


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
    linked = [
        principals[key] for key, link in links.items() if policy["id"] in link["policies"] and key in principals
    ]
    rows = [{"@odata.type": "#microsoft.graph.servicePrincipal", **row} for row in linked]
    return listing(call, rows, "directoryObjects")


def _linked(call: GraphCall, principal: Row) -> list[str]:
    link = call.world.table("entra.policyLinks").get(principal["id"], {"policies": []})
    return list(link["policies"])


def _link(call: GraphCall, policies: list[str]) -> None:
    with call.world.changing():
        call.world.table("entra.policyLinks")[call.params["id"]] = {"policies": policies}


def list_assigned(call: GraphCall) -> Reply:
    """GET /servicePrincipals/{id}/claimsMappingPolicies"""
    policies = call.world.table(_TABLE)
    linked = _linked(call, call.found(_PRINCIPALS))
    # A copy that lags may know the link but not the policy.
    return listing(call, [policies[key] for key in linked if key in policies], "claimsMappingPolicies")


def assign(call: GraphCall) -> Reply:
    """POST /servicePrincipals/{id}/claimsMappingPolicies/$ref. One policy per service principal."""
    linked = _linked(call, call.owned(_PRINCIPALS))
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
    linked = _linked(call, call.owned(_PRINCIPALS))
    if call.params["policyId"] not in linked:
        raise not_found(call.params["policyId"])
    _link(call, [policy_id for policy_id in linked if policy_id != call.params["policyId"]])
    return Reply()
