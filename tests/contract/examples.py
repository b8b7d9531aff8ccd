"""One call for each route of the simulated Graph, which must succeed in the prepared tenant."""

from typing import Any

from sandbox.entra import seed
from tests.contract.example import Body, Example, Ids
from tests.contract.prepared import SECRETS
from tests.sandbox.contoso import RELAY_STATE, REPLY_URL, claims_policy

DIRECTORY = "https://graph.microsoft.com/v1.0/directoryObjects"
EVENTUAL = {"ConsistencyLevel": "eventual"}


def _assignment(principal: str) -> Body:
    return lambda ids: {
        "principalId": ids[principal],
        "resourceId": ids["principal"],
        "appRoleId": ids["role"],
    }


def _reference(name: str) -> Body:
    return lambda ids: {"@odata.id": f"{DIRECTORY}/{ids[name]}"}


def _credentials(_ids: Ids) -> dict[str, Any]:
    return {"credentials": SECRETS, "templateId": "aws"}


def _secrets(_ids: Ids) -> dict[str, Any]:
    return {"value": SECRETS}


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
    Example("GET", "/groups/{group}/transitiveMembers"),
    Example(
        "GET",
        "/groups/{group}/transitiveMembers/microsoft.graph.user",
        {"$count": "true", "$select": "id,displayName"},
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
        body=_reference("policy"),
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
_OWNERS = (
    Example("GET", "/applications/{application}/owners"),
    Example("POST", "/applications/{application}/owners/$ref", body=_reference("owner")),
    Example("DELETE", "/applications/{application}/owners/{handoff}/$ref"),
    Example("GET", "/servicePrincipals/{principal}/owners"),
    Example("POST", "/servicePrincipals/{principal}/owners/$ref", body=_reference("owner")),
    Example("DELETE", "/servicePrincipals/{principal}/owners/{handoff}/$ref"),
)
_DELETED = (
    Example("GET", "/directory/deletedItems/microsoft.graph.application"),
    Example("GET", "/directory/deletedItems/microsoft.graph.servicePrincipal"),
    Example("GET", "/directory/deletedItems/{deleted}"),
    Example("POST", "/directory/deletedItems/{deleted}/restore"),
    Example("DELETE", "/directory/deletedItems/{deleted}"),
)
_SYNCHRONIZATION = "/servicePrincipals/{gallery}/synchronization"
_JOB = f"{_SYNCHRONIZATION}/jobs/{{job}}"
_PROVISIONING = (
    Example("GET", f"{_SYNCHRONIZATION}/templates"),
    Example("GET", f"{_SYNCHRONIZATION}/templates/{{factory}}"),
    Example("GET", f"{_SYNCHRONIZATION}/jobs"),
    Example("POST", "/servicePrincipals/{bare}/synchronization/jobs", body=lambda _: {"templateId": "aws"}),
    Example("POST", f"{_SYNCHRONIZATION}/jobs/validateCredentials", body=_credentials),
    Example("GET", _JOB),
    Example("DELETE", _JOB),
    Example("POST", f"{_JOB}/start"),
    Example("POST", f"{_JOB}/pause"),
    Example("POST", f"{_JOB}/restart", body=lambda _: {"criteria": {"resetScope": "Full"}}),
    Example("POST", f"{_JOB}/validateCredentials", body=lambda _: {"useSavedCredentials": True}),
    Example("POST", f"{_JOB}/provisionOnDemand", body=lambda _: {"parameters": []}),
    Example("GET", f"{_SYNCHRONIZATION}/secrets"),
    Example("PUT", f"{_SYNCHRONIZATION}/secrets", body=_secrets),
)
_LOGS = (
    Example("GET", "/auditLogs/provisioning", permission="ProvisioningLog.Read.All"),
    Example("GET", "/auditLogs/signIns", permission="AuditLog.Read.All"),
    Example("GET", "/oauth2PermissionGrants", permission="Directory.Read.All"),
)
EXAMPLES = (
    *_PEOPLE,
    *_APPLICATIONS,
    *_ASSIGNMENTS,
    *_POLICIES,
    *_OWNERS,
    *_DELETED,
    *_PROVISIONING,
    *_LOGS,
)
