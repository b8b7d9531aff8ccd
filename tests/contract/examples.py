"""One call for each route of the simulated Graph that must succeed in a tenant where everything is set up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from sandbox.entra import seed
from sandbox.entra.seed import stable_id
from tests.contract.microsoft import shape
from tests.sandbox.contoso import CUSTOM, RELAY_STATE, REPLY_URL, Contoso, claims_policy

DIRECTORY = "https://graph.microsoft.com/v1.0/directoryObjects"
EVENTUAL = {"ConsistencyLevel": "eventual"}

Ids = Mapping[str, str]
Body = Callable[[Ids], dict[str, Any]]


@dataclass(frozen=True)
class Example:
    """A call; `{name}` in its path, and `body`, use the ids of `set_up`. Some only a person can make."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    as_person: bool = False

    @property
    def operation(self) -> str:
        return f"{self.method} {shape(self.path)}"

    def send(self, contoso: Contoso, ids: Ids, *, token: str | None = None) -> httpx.Response:
        """Make the call, with the sign-in it needs unless a `token` is given ("" sends none)."""
        if token is None and self.as_person:
            token = contoso.person_token(seed.ADMIN, "User.Read")
        graph = contoso.graph if token is None else contoso.graph_with(token)
        body = self.body(ids) if self.body else None
        path = self.path.format_map(ids)
        return graph.request(self.method, path, params=self.query, headers=self.headers, json=body)


def set_up(contoso: Contoso) -> dict[str, str]:
    """A tenant with one application completely set up and one that is fresh; the ids in it by name."""
    app, fresh = contoso.saml_app(), contoso.instantiate("Fresh")
    assignments = contoso.graph.get(f"{app.principal_path}/appRoleAssignedTo").json()["value"]
    policies = contoso.graph.get(f"{app.principal_path}/claimsMappingPolicies").json()["value"]
    return {
        "template": CUSTOM,
        "application": app.object_id,
        "appId": app.app_id,
        "principal": app.principal_id,
        "role": app.role_ids[0],
        "freshApplication": fresh.object_id,
        "freshPrincipal": fresh.principal_id,
        "assignment": assignments[0]["id"],
        "policy": policies[0]["id"],
        "user": stable_id(seed.ALICE),
        "supervisor": stable_id(seed.CAROL),
        "group": stable_id(seed.AGENTS),
        "supervisors": stable_id(seed.SUPERVISORS),
    }


def _assignment(principal: str) -> Body:
    return lambda ids: {
        "principalId": ids[principal],
        "resourceId": ids["principal"],
        "appRoleId": ids["role"],
    }


def _policy(_ids: Ids) -> dict[str, Any]:
    return {"definition": [claims_policy()], "displayName": "Claims", "isOrganizationDefault": False}


def _application(_ids: Ids) -> dict[str, Any]:
    return {
        "displayName": "Amazon Connect",
        "identifierUris": [f"https://{seed.DOMAIN}/connect"],
        "tags": ["handoff:ab12cd34"],
        "web": {"redirectUris": [REPLY_URL]},
    }


def _principal(_ids: Ids) -> dict[str, Any]:
    return {
        "preferredSingleSignOnMode": "saml",
        "appRoleAssignmentRequired": True,
        "notificationEmailAddresses": [seed.ADMIN],
        "samlSingleSignOnSettings": {"relayState": RELAY_STATE},
    }


_PEOPLE = (
    Example("GET", "/organization", {"$select": "id,displayName,verifiedDomains"}),
    Example("GET", "/me", as_person=True),
    Example(
        "GET",
        "/me/transitiveMemberOf/microsoft.graph.directoryRole",
        {"$count": "true"},
        headers=EVENTUAL,
        as_person=True,
    ),
    Example("GET", "/subscribedSkus"),
    Example("GET", "/users", {"$filter": f"userPrincipalName eq '{seed.ALICE}'"}),
    Example("GET", "/users/{user}", {"$select": "id,mailNickname,accountEnabled,employeeId,userType"}),
    Example("GET", "/users/{user}/appRoleAssignments"),
    Example("POST", "/users/{user}/appRoleAssignments", body=_assignment("user")),
    Example("GET", "/groups", {"$filter": "startswith(displayName,'Connect')", "$top": "2"}),
    Example("GET", "/groups/{group}"),
    Example("GET", "/groups/{group}/members"),
    Example(
        "GET",
        "/groups/{group}/members/microsoft.graph.user",
        {"$count": "true", "$select": "id,displayName,mail,userPrincipalName"},
        headers=EVENTUAL,
    ),
    Example("GET", "/groups/{group}/appRoleAssignments"),
    Example("POST", "/groups/{supervisors}/appRoleAssignments", body=_assignment("supervisors")),
)
_APPLICATIONS = (
    Example("GET", "/applicationTemplates", {"$filter": "displayName eq 'AWS Single-Account Access'"}),
    Example("GET", "/applicationTemplates/{template}"),
    Example(
        "POST", "/applicationTemplates/{template}/instantiate", body=lambda _: {"displayName": "Amazon Connect"}
    ),
    Example("GET", "/applications", {"$filter": "identifierUris/any(u:u eq 'urn:amazon:webservices')"}),
    Example("GET", "/applications(appId='{appId}')"),
    Example("GET", "/applications/{application}"),
    Example("PATCH", "/applications/{freshApplication}", body=_application),
    Example("DELETE", "/applications/{application}"),
    Example("GET", "/servicePrincipals"),
    Example("GET", "/servicePrincipals(appId='{appId}')"),
    Example("GET", "/servicePrincipals/{principal}", {"$select": "id,keyCredentials,passwordCredentials"}),
    Example("PATCH", "/servicePrincipals/{freshPrincipal}", body=_principal),
    Example("DELETE", "/servicePrincipals/{principal}"),
    Example(
        "POST",
        "/servicePrincipals/{principal}/addTokenSigningCertificate",
        body=lambda _: {"displayName": "CN=Amazon Connect"},
    ),
)
_ASSIGNMENTS = (
    Example("GET", "/servicePrincipals/{principal}/appRoleAssignedTo"),
    Example("POST", "/servicePrincipals/{principal}/appRoleAssignedTo", body=_assignment("supervisor")),
    Example("GET", "/servicePrincipals/{principal}/appRoleAssignedTo/{assignment}"),
    Example("DELETE", "/servicePrincipals/{principal}/appRoleAssignedTo/{assignment}"),
)
_POLICIES = (
    Example("GET", "/servicePrincipals/{principal}/claimsMappingPolicies"),
    Example(
        "POST",
        "/servicePrincipals/{freshPrincipal}/claimsMappingPolicies/$ref",
        body=lambda ids: {"@odata.id": f"{DIRECTORY}/{ids['policy']}"},
    ),
    Example("DELETE", "/servicePrincipals/{principal}/claimsMappingPolicies/{policy}/$ref"),
    Example("GET", "/policies/claimsMappingPolicies"),
    Example("POST", "/policies/claimsMappingPolicies", body=_policy),
    Example("GET", "/policies/claimsMappingPolicies/{policy}"),
    Example("PATCH", "/policies/claimsMappingPolicies/{policy}", body=_policy),
    Example("DELETE", "/policies/claimsMappingPolicies/{policy}"),
    Example("GET", "/policies/claimsMappingPolicies/{policy}/appliesTo"),
    Example("GET", "/policies/defaultAppManagementPolicy"),
)
EXAMPLES = (*_PEOPLE, *_APPLICATIONS, *_ASSIGNMENTS, *_POLICIES)
