"""The tenant's default app management policy: what it restricts, and whether it stands in the way.

It is a row of the world, so that a tenant can be stricter. The default is as Microsoft switched it on in
mid-2025: new identifiers must name the tenant or the application, SAML applications are exempt. Restrictions
of key credentials are shown but not applied: whether they hold for addTokenSigningCertificate is unknown.
"""

from datetime import datetime

from sandbox.entra import directory
from sandbox.entra.errors import GraphError, bad_request
from sandbox.rows import Row
from sandbox.world import World

TABLE, KEY = "entra.policies", "defaultAppManagementPolicy"
_MUST_NAME_US = "uriAdditionWithoutUniqueTenantIdentifier"
_MUST_BE_DEFAULT = "nonDefaultUriAddition"


def _restriction(state: str) -> Row:
    return {
        "state": state,
        "restrictForAppsCreatedAfterDateTime": None,
        "isStateSetByMicrosoft": True,
        "excludeAppsReceivingV2Tokens": True,
        "excludeSaml": True,
        "excludeActors": None,
    }


def default_policy() -> Row:
    """The policy of a tenant that changed nothing."""
    return {
        "id": "00000000-0000-0000-0000-000000000000",
        "displayName": "Default app management tenant policy",
        "description": "Default tenant policy that enforces app management restrictions.",
        "isEnabled": True,
        "applicationRestrictions": {
            "keyCredentials": [],
            "passwordCredentials": [],
            "identifierUris": {
                _MUST_BE_DEFAULT: _restriction("disabled"),
                _MUST_NAME_US: _restriction("enabled"),
            },
        },
        "servicePrincipalRestrictions": {"keyCredentials": [], "passwordCredentials": []},
    }


def policy_of_tenant(world: World) -> Row:
    """The policy that holds now."""
    return world.table(TABLE).get(KEY) or default_policy()


def check_new_identifier(world: World, application: Row, uri: str) -> None:
    """Raises GraphError 400 if the policy does not let this application have this identifier."""
    policy = policy_of_tenant(world)
    restrictions = policy["applicationRestrictions"]["identifierUris"]
    if not policy["isEnabled"]:
        return
    if _holds(world, restrictions[_MUST_NAME_US], application) and not _names_us(world, application, uri):
        raise _must_name_us(uri)
    if _holds(world, restrictions[_MUST_BE_DEFAULT], application) and not _is_default(application, uri):
        raise _must_be_default(uri)


def _holds(world: World, restriction: Row, application: Row) -> bool:
    if restriction["state"] != "enabled":
        return False
    since = restriction["restrictForAppsCreatedAfterDateTime"]
    if since and datetime.fromisoformat(application["createdDateTime"]) <= datetime.fromisoformat(since):
        return False
    # The server that checks may not have heard yet that this is a SAML application (Graph facts, 3.3).
    principal = directory.principal_of(world.replica(), application["appId"])
    saml = principal is not None and principal["preferredSingleSignOnMode"] == "saml"
    v2 = application["api"]["requestedAccessTokenVersion"] == 2
    return not (saml and restriction["excludeSaml"]) and not (
        v2 and restriction["excludeAppsReceivingV2Tokens"]
    )


def _names_us(world: World, application: Row, uri: str) -> bool:
    tenant = directory.tenant(world)
    own = [tenant["id"], application["appId"], *(domain["name"] for domain in tenant["verifiedDomains"])]
    return any(name in uri.lower() for name in own)


def _is_default(application: Row, uri: str) -> bool:
    return uri.lower().startswith("api://") and uri.lower().endswith(application["appId"])


def _must_name_us(uri: str) -> GraphError:
    return bad_request(
        f"Failed to add identifier URI {uri}. All newly added URIs must contain a tenant verified domain, "
        "tenant ID, or app ID, as per the default tenant policy of your organization. "
        "See https://aka.ms/identifier-uri-addition-error for more information on this error."
    )


def _must_be_default(uri: str) -> GraphError:
    # Our memory of the words, not read in a source.
    return bad_request(
        f"The newly added URI {uri} must comply with the format 'api://{{appId}}' or "
        "'api://{tenantId}/{appId}' as per the default app management policy of your organization. If the "
        "requestedAccessTokenVersion is set to 2, this restriction may not apply. "
        "See https://aka.ms/identifier-uri-formatting-error for more information on this error."
    )
