"""What people do to the SAML provider in IAM."""

from sandbox.breakages import made
from sandbox.breakages.breakage import Breakage
from sandbox.breakages.edits import gone
from sandbox.breakages.places import Place
from sandbox.entra import directory
from sandbox.entra.metadata import federation_metadata
from sandbox.world import World

_NO_PROVIDER = "No SAML provider that a role trusts has been made in AWS yet."
_PROVIDERS = "iam.saml_providers"


def _providers(world: World) -> list[Place]:
    return [Place(_PROVIDERS, row["Arn"]) for row in made.providers(world)]


PROVIDER_DELETED = Breakage(
    key="provider-deleted",
    side="aws",
    title="Somebody deletes the SAML provider",
    changes="The SAML provider is gone from IAM; the role still trusts its ARN.",
    sees="AWS cannot check the response of anybody:",
    words="Specified provider doesn't exist",
    lesson="IAM lets it go without a warning, although a role trusts it.",
    places=_providers,
    edit=gone,
    tables=(_PROVIDERS,),
    missing=_NO_PROVIDER,
)


def _metadata(world: World) -> list[Place]:
    return [Place(_PROVIDERS, row["Arn"], ("SAMLMetadataDocument",)) for row in made.providers(world)]


def _take_the_tenants(world: World, place: Place) -> None:
    tenant_id = directory.tenant(world)["id"]
    place.write(world, [federation_metadata(world, tenant_id=tenant_id, app_id="").decode()])


PROVIDER_METADATA = Breakage(
    key="provider-metadata",
    side="aws",
    title="Somebody uploads metadata that is not the application’s",
    changes="The SAML provider holds the metadata of the whole tenant, downloaded from an address without "
    "the application’s id. The issuer in it is the same, the certificate is not.",
    sees="AWS looks for a signature of that other certificate:",
    words="Response signature invalid",
    lesson="Only the App Federation Metadata Url of the application gives the right certificate.",
    places=_metadata,
    edit=_take_the_tenants,
    tables=(_PROVIDERS,),
    missing=_NO_PROVIDER,
)

EVERY = (PROVIDER_DELETED, PROVIDER_METADATA)
