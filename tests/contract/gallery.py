"""The gallery application "AWS Single-Account Access" as msgraph-sdk alone sets it up and takes it away."""

from dataclasses import dataclass
from typing import Any

from msgraph.generated.application_templates.item.instantiate.instantiate_post_request_body import (
    InstantiatePostRequestBody,
)
from msgraph.generated.models.app_role_assignment import AppRoleAssignment
from msgraph.generated.models.application import Application
from msgraph.generated.models.claims_mapping_policy import ClaimsMappingPolicy
from msgraph.generated.models.reference_create import ReferenceCreate
from msgraph.generated.models.service_principal import ServicePrincipal
from msgraph.generated.models.synchronization_job import SynchronizationJob
from msgraph.generated.models.synchronization_job_restart_criteria import SynchronizationJobRestartCriteria
from msgraph.generated.models.synchronization_job_restart_scope import SynchronizationJobRestartScope
from msgraph.generated.models.synchronization_secret import SynchronizationSecret
from msgraph.generated.models.synchronization_secret_key_string_value_pair import (
    SynchronizationSecretKeyStringValuePair,
)
from msgraph.generated.models.web_application import WebApplication
from msgraph.generated.service_principals.item.add_token_signing_certificate import (
    add_token_signing_certificate_post_request_body as certificate,
)
from msgraph.generated.service_principals.item.synchronization.jobs.item.restart import (
    restart_post_request_body as restart,
)
from msgraph.generated.service_principals.item.synchronization.jobs.item.validate_credentials import (
    validate_credentials_post_request_body as validation,
)
from msgraph.generated.service_principals.item.synchronization.secrets.secrets_put_request_body import (
    SecretsPutRequestBody,
)

from federation.clouds.entra.tenant import EntraTenant
from sandbox.aws.seed import ENGINEER_KEY, ENGINEER_SECRET
from sandbox.entra import seed
from sandbox.entra.seed import stable_id
from tests.sandbox.contoso import claims_policy

DIRECTORY = "https://graph.microsoft.com/v1.0/directoryObjects"
_NAME = "AWS Single-Account Access"


@dataclass
class Gallery:
    """One application; `application` and `principal` are its ids, `job` that of its synchronization."""

    tenant: EntraTenant
    application: str = ""
    principal: str = ""
    job: str = ""

    def call(self, request: Any) -> Any:
        return self.tenant.call(request, doing="set up the gallery application")

    @property
    def _principal(self) -> Any:
        return self.tenant.graph.service_principals.by_service_principal_id(self.principal)

    @property
    def _job(self) -> Any:
        return self._principal.synchronization.jobs.by_synchronization_job_id(self.job)

    def make(self) -> None:
        """The application of the template, with SAML, an identifier of its own and an active certificate."""
        templates = self.tenant.graph.application_templates
        found = self.tenant.read(templates, doing="look for the template", filter=f"displayName eq '{_NAME}'")
        template = templates.by_application_template_id(found.value[0].id)
        made = self.call(template.instantiate.post(InstantiatePostRequestBody(display_name="Connect")))
        self.application, self.principal = made.application.id, made.service_principal.id
        self.call(self._principal.patch(ServicePrincipal(preferred_single_sign_on_mode="saml")))
        urls = WebApplication(redirect_uris=["https://signin.aws.amazon.com/saml"])
        body = Application(identifier_uris=["https://signin.aws.amazon.com/saml#2"], web=urls)
        self.call(self.tenant.graph.applications.by_application_id(self.application).patch(body))
        self._sign()

    def _sign(self) -> None:
        named = certificate.AddTokenSigningCertificatePostRequestBody(display_name="CN=Connect")
        key = self.call(self._principal.add_token_signing_certificate.post(named))
        active = ServicePrincipal(preferred_token_signing_key_thumbprint=key.thumbprint)
        self.call(self._principal.patch(active))

    def provision(self) -> None:
        """A job with tested and saved credentials, started."""
        synchronization = self._principal.synchronization
        template = self.call(synchronization.templates.get()).value[0].id
        self.call(synchronization.templates.by_synchronization_template_id(template).get())
        self.job = self.call(synchronization.jobs.post(SynchronizationJob(template_id=template))).id
        credentials = _secrets(ENGINEER_KEY, ENGINEER_SECRET)
        body = validation.ValidateCredentialsPostRequestBody(credentials=credentials)
        self.call(self._job.validate_credentials.post(body))
        self.call(synchronization.secrets.put(SecretsPutRequestBody(value=credentials)))
        self.call(self._job.start.post())

    def provision_again(self, secret: str) -> None:
        """The same job from the beginning with another secret, which need not be right."""
        secrets = SecretsPutRequestBody(value=_secrets(ENGINEER_KEY, secret))
        self.call(self._principal.synchronization.secrets.put(secrets))
        criteria = SynchronizationJobRestartCriteria(reset_scope=SynchronizationJobRestartScope.Full)
        self.call(self._job.restart.post(restart.RestartPostRequestBody(criteria=criteria)))

    def progress(self) -> str:
        """What the job says of itself, in one word."""
        self.call(self._principal.synchronization.jobs.get())
        return str(self.call(self._job.get()).status.code.value)

    def assign(self) -> None:
        """One of the application's roles to a group."""
        roles = self.call(self._principal.get()).app_roles
        body = AppRoleAssignment(
            principal_id=stable_id(seed.AGENTS), resource_id=self.principal, app_role_id=roles[0].id
        )
        self.call(self._principal.app_role_assigned_to.post(body))

    def claim(self) -> str:
        """A claims mapping policy of its own; its id."""
        body = ClaimsMappingPolicy(definition=[claims_policy()], display_name="Connect")
        policy = self.call(self.tenant.graph.policies.claims_mapping_policies.post(body))
        reference = ReferenceCreate(odata_id=f"{DIRECTORY}/{policy.id}")
        self.call(self._principal.claims_mapping_policies.ref.post(reference))
        return str(policy.id)

    def disclaim(self, policy_id: str) -> None:
        """The policy away from the application, and then deleted."""
        assigned = self._principal.claims_mapping_policies.by_claims_mapping_policy_id(policy_id)
        policy = self.tenant.graph.policies.claims_mapping_policies.by_claims_mapping_policy_id(policy_id)
        self.call(policy.applies_to.get())
        self.call(assigned.ref.delete())
        self.call(policy.delete())

    def share(self) -> None:
        """A second owner for both objects."""
        owner = ReferenceCreate(odata_id=f"{DIRECTORY}/{stable_id(seed.ADMIN)}")
        application = self.tenant.graph.applications.by_application_id(self.application)
        self.call(application.owners.ref.post(owner))
        self.call(self._principal.owners.ref.post(owner))
        self.call(application.owners.get())

    def take_away(self) -> None:
        """Everything that was made, in reverse; the application is restored once before it is purged."""
        self.call(self._job.pause.post())
        self.call(self._job.delete())
        self.call(self._principal.synchronization.secrets.put(SecretsPutRequestBody(value=_secrets("", ""))))
        for one in self.call(self._principal.app_role_assigned_to.get()).value:
            self.call(self._principal.app_role_assigned_to.by_app_role_assignment_id(one.id).delete())
        self.call(self.tenant.graph.applications.by_application_id(self.application).delete())
        deleted = self.tenant.graph.directory.deleted_items
        self.call(deleted.graph_application.get())
        self.call(deleted.graph_service_principal.get())
        item = deleted.by_directory_object_id(self.application)
        self.call(item.get())
        self.call(item.restore.post())
        self.call(self.tenant.graph.applications.by_application_id(self.application).delete())
        self.call(item.delete())


def _secrets(key_id: str, secret: str) -> list[SynchronizationSecretKeyStringValuePair]:
    """Entra calls an access key id ClientSecret, and its secret SecretToken."""
    values = {SynchronizationSecret.ClientSecret: key_id, SynchronizationSecret.SecretToken: secret}
    return [SynchronizationSecretKeyStringValuePair(key=key, value=value) for key, value in values.items()]
