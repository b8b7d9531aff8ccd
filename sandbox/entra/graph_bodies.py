"""Which names the body of a write may have. A misspelt one is refused, as Graph refuses it.

Updates of applications and service principals, and references ($ref), are looked at by their own handlers.
Texts: the directory's own for objects, OData's library's for parameters of actions; that Graph passes the
latter on is our inference.
"""

from sandbox.entra.errors import bad_request
from sandbox.rows import Row

_ASSIGNMENT = "principalId resourceId appRoleId"
_POLICY = "definition description displayName isOrganizationDefault"
_CREDENTIALS = "applicationIdentifier credentials templateId useSavedCredentials"
_PRINCIPAL = "/servicePrincipals/{id}"
_JOBS = f"{_PRINCIPAL}/synchronization/jobs"
_POLICIES = "/policies/claimsMappingPolicies"

OBJECTS = {
    "POST /users/{id}/appRoleAssignments": _ASSIGNMENT,
    "POST /groups/{id}/appRoleAssignments": _ASSIGNMENT,
    f"POST {_PRINCIPAL}/appRoleAssignedTo": _ASSIGNMENT,
    f"POST {_POLICIES}": _POLICY,
    f"PATCH {_POLICIES}/{{id}}": _POLICY,
    f"POST {_JOBS}": "id schedule templateId",
}
ACTIONS = {
    "POST /applicationTemplates/{id}/instantiate": "displayName serviceManagementReference",
    f"POST {_PRINCIPAL}/addTokenSigningCertificate": "displayName endDateTime",
    "POST /directory/deletedItems/{id}/restore": "autoReconcileProxyConflict newUserPrincipalName",
    f"POST {_JOBS}/validateCredentials": _CREDENTIALS,
    f"POST {_JOBS}/{{jobId}}/validateCredentials": _CREDENTIALS,
    f"POST {_JOBS}/{{jobId}}/start": "",
    f"POST {_JOBS}/{{jobId}}/pause": "",
    f"POST {_JOBS}/{{jobId}}/restart": "criteria",
    f"POST {_JOBS}/{{jobId}}/provisionOnDemand": "parameters",
    f"PUT {_PRINCIPAL}/synchronization/secrets": "value",
}


def check_body(operation: str, body: Row) -> None:
    """Raise GraphError 400 for a name the operation does not know."""
    if operation in OBJECTS and (unknown := _unknown(OBJECTS[operation], body)):
        raise bad_request(f"Invalid property '{unknown}'.")
    if operation in ACTIONS and (unknown := _unknown(ACTIONS[operation], body)):
        action = operation.rpartition("/")[2]
        text = f"The parameter '{unknown}' in the request payload is not a valid parameter for the operation"
        raise bad_request(f"{text} '{action}'.", code="BadRequest")


def _unknown(known: str, body: Row) -> str:
    return next((name for name in body if name not in known.split()), "")
