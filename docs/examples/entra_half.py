"""The Entra half by msal and msgraph-sdk: application, certificate, claims, assignment.

A second run finds what the first one made.
"""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from entra_client import Variables, open_graph, web
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph.generated.application_templates.item.instantiate.instantiate_post_request_body import (
    InstantiatePostRequestBody,
)
from msgraph.generated.applications.applications_request_builder import ApplicationsRequestBuilder
from msgraph.generated.models.app_role import AppRole
from msgraph.generated.models.app_role_assignment import AppRoleAssignment
from msgraph.generated.models.application import Application
from msgraph.generated.models.claims_mapping_policy import ClaimsMappingPolicy
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.reference_create import ReferenceCreate
from msgraph.generated.models.saml_single_sign_on_settings import SamlSingleSignOnSettings
from msgraph.generated.models.service_principal import ServicePrincipal
from msgraph.generated.models.web_application import WebApplication
from msgraph.generated.service_principals.item.add_token_signing_certificate import (
    add_token_signing_certificate_post_request_body as certificate,
)
from patience import until_there

CUSTOM_TEMPLATE = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621"
CLAIMS = "https://aws.amazon.com/SAML/Attributes/"


class EntraHalf:
    """One application in the tenant that the environment names."""

    def __init__(self, variables: Variables, name: str) -> None:
        self._variables = variables
        self.graph = open_graph(variables)
        self.name = name
        self.app_id = ""
        self._application: Any = None
        self._principal: Any = None
        self._principal_id = ""

    async def find_or_make(self) -> None:
        """The application from the custom template, and its service principal.

        The call may fail although it made both, so that only looking tells.
        """
        if not await self._find():
            template = self.graph.application_templates.by_application_template_id(CUSTOM_TEMPLATE)
            try:
                await template.instantiate.post(InstantiatePostRequestBody(display_name=self.name))
            except ODataError as error:
                if error.response_status_code not in {404, 500, 502, 503, 504}:
                    raise
        await until_there(self._find)

    async def _find(self) -> bool | None:
        named = _only(f"displayName eq '{self.name}'")
        apps = (await self.graph.applications.get(named)).value
        principals = (await self.graph.service_principals.get(named)).value
        if not apps or not principals:
            return None
        self.app_id, self._principal_id = apps[0].app_id, principals[0].id
        self._application = self.graph.applications.by_application_id(apps[0].id)
        self._principal = self.graph.service_principals.by_service_principal_id(principals[0].id)
        return True

    async def _patch(self, item: Any, change: Any) -> None:
        await until_there(lambda: _done(item.patch(change)))

    async def use_saml(self, *, reply_url: str, relay_state: str) -> None:
        """SAML first: tenants refuse an identifier without their own domain for everything else."""
        mode = ServicePrincipal(
            preferred_single_sign_on_mode="saml",
            app_role_assignment_required=True,
            saml_single_sign_on_settings=SamlSingleSignOnSettings(relay_state=relay_state),
        )
        await self._patch(self._principal, mode)
        await self._patch(self._application, Application(web=WebApplication(redirect_uris=[reply_url])))
        # Identifiers are unique in a tenant; what follows the # is not sent.
        identifiers = [f"urn:amazon:webservices#{self.name}"]
        await self._patch(self._application, Application(identifier_uris=identifiers))

    async def sign_with_own_certificate(self) -> None:
        """Make a certificate and sign with it, unless one is in use."""
        if await self._active_thumbprint():
            return
        body = certificate.AddTokenSigningCertificatePostRequestBody(
            display_name=f"CN={self.name}", end_date_time=datetime.now(UTC) + timedelta(days=3 * 365)
        )
        made = await self._principal.add_token_signing_certificate.post(body)
        active = ServicePrincipal(preferred_token_signing_key_thumbprint=made.thumbprint)
        await self._patch(self._principal, active)

    async def _active_thumbprint(self) -> str:
        found = await until_there(self._principal.get)
        return found.preferred_token_signing_key_thumbprint or ""

    async def metadata(self) -> str:
        """What AWS must be given, as soon as it holds the certificate that signs. Needs no sign-in."""
        return await until_there(self._metadata)

    async def _metadata(self) -> str | None:
        base = f"{self._variables['ENTRA_AUTHORITY']}/{self._variables['ENTRA_TENANT_ID']}"
        url = f"{base}/federationmetadata/2007-06/federationmetadata.xml?appid={self.app_id}"
        with web(self._variables) as session:
            answer = session.get(url, timeout=30)
        answer.raise_for_status()
        return answer.text if await self._active_thumbprint() in _thumbprints(answer.text) else None

    async def send_claims(self, *, role_arn: str, provider_arn: str) -> UUID:
        """The app role whose value becomes the Role claim, and the policy with all three claims."""
        role_id = uuid5(UUID(self._principal_id), role_arn)
        roles = (await until_there(self._application.get)).app_roles or []
        if role_id not in {role.id for role in roles}:
            # PATCH replaces the list: those that are there stay only if they are sent again.
            ours = _role(role_id, f"{role_arn},{provider_arn}")
            await self._patch(self._application, Application(app_roles=[*roles, ours]))
        if not (await until_there(self._principal.claims_mapping_policies.get)).value:
            await self._attach(await self.graph.policies.claims_mapping_policies.post(_policy(self.name)))
        return role_id

    async def _attach(self, policy: ClaimsMappingPolicy) -> None:
        there = f"{self._variables['GRAPH_ENDPOINT']}/v1.0/policies/claimsMappingPolicies/{policy.id}"
        reference = ReferenceCreate(odata_id=there)
        await until_there(lambda: _done(self._principal.claims_mapping_policies.ref.post(reference)))

    async def assign(self, group: str, role_id: UUID) -> None:
        """Let the direct members of a group sign in."""
        found = (await self.graph.groups.get(_only(f"displayName eq '{group}'"))).value
        assignment = AppRoleAssignment(
            principal_id=UUID(found[0].id), resource_id=UUID(self._principal_id), app_role_id=role_id
        )
        try:
            await until_there(lambda: _done(self._principal.app_role_assigned_to.post(assignment)))
        except ODataError as error:
            if "already exists" not in (error.primary_message or ""):
                raise


def _only(text: str) -> Any:
    # The parameters of one list do for all of them: they are written alike into the address.
    query = ApplicationsRequestBuilder.ApplicationsRequestBuilderGetQueryParameters(filter=text)
    return RequestConfiguration(query_parameters=query)


async def _done(call: Any) -> bool:
    await call
    return True


def _thumbprints(metadata: str) -> set[str]:
    found = re.findall(r"X509Certificate>([^<]+)<", metadata)
    return {hashlib.sha1(base64.b64decode(text), usedforsecurity=False).hexdigest().upper() for text in found}


def _role(role_id: UUID, value: str) -> AppRole:
    return AppRole(
        id=role_id,
        display_name="Connect",
        description="Signs in to Amazon Connect",
        value=value,
        is_enabled=True,
        allowed_member_types=["User"],
    )


def _policy(name: str) -> ClaimsMappingPolicy:
    schema = [
        {"Source": "user", "ID": "assignedroles", "SamlClaimType": f"{CLAIMS}Role"},
        {"Source": "user", "ID": "userprincipalname", "SamlClaimType": f"{CLAIMS}RoleSessionName"},
        {"Value": "43200", "SamlClaimType": f"{CLAIMS}SessionDuration"},
    ]
    policy = {"Version": 1, "IncludeBasicClaimSet": "true", "ClaimsSchema": schema}
    return ClaimsMappingPolicy(
        display_name=f"{name} claims", definition=[json.dumps({"ClaimsMappingPolicy": policy})]
    )
