"""The routes: visible tuples of steps, nothing else. A new step is one module and one line here."""

from dataclasses import dataclass

from federation.steps.aws_connect import AwsConnect
from federation.steps.aws_instance import AwsInstance
from federation.steps.aws_role import AwsRole
from federation.steps.aws_saml_provider import AwsSamlProvider
from federation.steps.aws_users import AwsUsers
from federation.steps.azure_access_url import AzureAccessUrl
from federation.steps.azure_application import AzureApplication
from federation.steps.azure_assignments import AzureAssignments
from federation.steps.azure_certificate import AzureCertificate
from federation.steps.azure_claims import AzureClaims
from federation.steps.azure_connect import AzureConnect
from federation.steps.base import Step


@dataclass(frozen=True)
class Route:
    """One way to federate. The order of the steps is the order in which pages list them."""

    key: str
    title: str
    steps: tuple[Step, ...]

    def step(self, key: str) -> Step:
        """The step with this key. Raises KeyError."""
        return {step.key: step for step in self.steps}[key]


DIRECT_CUSTOM = Route(
    "direct-custom",
    "Own Entra application straight to IAM",
    (
        AwsConnect(),
        AwsInstance(),
        AzureConnect(),
        AzureApplication(),
        AzureCertificate(),
        AwsSamlProvider(),
        AwsRole(),
        AzureClaims(),
        AzureAssignments(),
        AwsUsers(),
        AzureAccessUrl(),
    ),
)

ROUTES: dict[str, Route] = {route.key: route for route in (DIRECT_CUSTOM,)}
