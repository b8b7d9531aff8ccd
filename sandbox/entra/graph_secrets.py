"""Graph: the credentials a synchronization job uses in the target system."""

from typing import Any

from sandbox.entra.aws_account import AccountRefused, list_roles
from sandbox.entra.errors import GraphError, bad_request
from sandbox.entra.graph_call import GraphCall, Reply
from sandbox.entra.graph_synchronization import job_of, not_simulated, template_of
from sandbox.entra.odata import listing
from sandbox.entra.synchronization import AWS_TEMPLATE, SECRETS, credentials_error

_PRINCIPALS = "entra.servicePrincipals"
_UNLESS = "Synchronization.ReadWrite.All"
# The enumeration synchronizationSecret of Graph's metadata.
_KEYS = frozenset(
    """None UserName Password SecretToken AppKey BaseAddress ClientIdentifier ClientSecret SingleSignOnType
    Sandbox Url Domain ConsumerKey ConsumerSecret TokenKey TokenExpiration Oauth2AccessToken
    Oauth2AccessTokenCreationTime Oauth2RefreshToken SyncAll InstanceName Oauth2ClientId Oauth2ClientSecret
    CompanyId UpdateKeyOnSoftDelete SynchronizationSchedule SystemOfRecord SandboxName EnforceDomain
    SyncNotificationSettings SkipOutOfScopeDeletions Oauth2AuthorizationCode Oauth2RedirectUri
    ApplicationTemplateIdentifier Oauth2TokenExchangeUri Oauth2AuthorizationUri AuthenticationType Server
    PerformInboundEntitlementGrants HardDeletesEnabled SyncAgentCompatibilityKey SyncAgentADContainer
    ValidateDomain TestReferences ConnectionString""".split()
)
# The access key id is called ClientSecret, the secret SecretToken. Source: Entra's AWS tutorial.
_AWS_KEYS = ("ClientSecret", "SecretToken")


def validate_credentials(call: GraphCall) -> Reply:
    """POST .../synchronization/jobs/{jobId}/validateCredentials, or without a job: 204 if they work."""
    principal = call.owned(_PRINCIPALS, unless=_UNLESS)
    if "jobId" in call.params:
        job_of(call, principal)
    if call.body.get("useSavedCredentials") is True:
        values = _saved(call)
    else:
        values = _pairs(call.body.get("credentials"), "credentials")
    _check(call, template_of(principal), values)
    return Reply()


def _check(call: GraphCall, template: str, values: dict[str, str]) -> None:
    if template != AWS_TEMPLATE:
        raise not_simulated("checking credentials of a SCIM endpoint")
    missing = [key for key in _AWS_KEYS if not values.get(key)]
    if missing:
        # Our guess at the words.
        raise bad_request(f"Credentials are missing: {', '.join(missing)}.", code="CredentialsMissing")
    key_id, secret = (values[key] for key in _AWS_KEYS)
    try:
        list_roles(call.world, key_id=key_id, secret=secret)
    except AccountRefused as refused:
        error = credentials_error(refused)
        raise GraphError(400, error["code"], error["message"]) from refused


def put_secrets(call: GraphCall) -> Reply:
    """PUT .../synchronization/secrets: the list is called `value`; "" takes a secret away."""
    principal = call.owned(_PRINCIPALS, unless=_UNLESS)
    if "value" not in call.body:
        raise bad_request("A value must be provided for property 'value'.", code="BadRequest")
    values = {**_saved(call), **_pairs(call.body["value"], "value")}
    with call.world.changing():
        call.world.table(SECRETS)[principal["id"]] = {
            "values": {key: value for key, value in values.items() if value}
        }
    return Reply()


def get_secrets(call: GraphCall) -> Reply:
    """GET .../synchronization/secrets: which there are; the values are never shown."""
    principal = call.found(_PRINCIPALS)
    rows = [{"key": key, "value": "*"} for key in _saved(call)]
    return listing(call, rows, f"servicePrincipals('{principal['id']}')/synchronization/secrets")


def _saved(call: GraphCall) -> dict[str, str]:
    return dict(call.world.table(SECRETS).get(call.params["id"], {"values": {}})["values"])


def _pairs(value: Any, name: str) -> dict[str, str]:
    if not isinstance(value, list) or not all(isinstance(pair, dict) for pair in value):
        raise bad_request(f"A value must be provided for property '{name}'.", code="BadRequest")
    for pair in value:
        if not isinstance(pair.get("key"), str) or pair["key"] not in _KEYS:
            # As the real one words an unknown member of an enumeration; it answers 500 where 400 would fit.
            # Source: msgraph-beta-sdk-java issue 372.
            raise GraphError(500, "InternalError", f"Requested value '{pair.get('key')}' was not found.")
    return {str(pair["key"]): str(pair.get("value") or "") for pair in value}
