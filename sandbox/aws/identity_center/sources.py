"""Where an instance's people come from: its own directory, or an external identity provider."""

import uuid
from dataclasses import dataclass

from lxml import etree

from sandbox.aws.saml.metadata import NAMESPACES, parse_xml
from sandbox.entra.xml import MD, SAMLP, node
from sandbox.rows import Row
from sandbox.world import World

OWN = "IDENTITY_CENTER"
EXTERNAL = "EXTERNAL_IDP"
_BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:"
_NAME_ID = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"


@dataclass(frozen=True)
class ServiceProvider:
    """What the external identity provider is told about Identity Center.

    Forms of the addresses: Microsoft's tutorial for "AWS IAM Identity Center" (identifier, reply URL).
    """

    entity_id: str
    acs_url: str
    portal_url: str


def add_source(world: World, store: str) -> None:
    """A new instance is its own source. Call inside `changing`."""
    world.table("ids.sources")[store] = {"type": OWN, "metadata": "", "acs": str(uuid.uuid4())}


def source_of(world: World, store: str) -> Row:
    """The row of an identity store."""
    return world.table("ids.sources")[store]


def service_provider(world: World, instance: Row) -> ServiceProvider:
    """Identity Center as service provider."""
    store, region = instance["IdentityStoreId"], instance["PrimaryRegion"]
    base = f"https://{region}.signin.aws.amazon.com/platform/saml"
    return ServiceProvider(
        entity_id=f"{base}/{store}",
        acs_url=f"{base}/acs/{source_of(world, store)['acs']}",
        portal_url=f"https://{store}.awsapps.com/start",
    )


def service_provider_metadata(provider: ServiceProvider) -> bytes:
    """The file to upload at the external identity provider."""
    descriptor = node(
        MD,
        "SPSSODescriptor",
        node(MD, "NameIDFormat", _NAME_ID),
        node(
            MD,
            "AssertionConsumerService",
            Binding=f"{_BINDING}HTTP-POST",
            Location=provider.acs_url,
            index="1",
            isDefault="true",
        ),
        AuthnRequestsSigned="false",
        WantAssertionsSigned="true",
        protocolSupportEnumeration=SAMLP,
    )
    root = node(MD, "EntityDescriptor", descriptor, entityID=provider.entity_id)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def sign_in_address(metadata: str) -> str:
    """Where the identity provider takes requests by redirect, or ""."""
    root = parse_xml(metadata.encode())
    services = [] if root is None else root.findall("md:IDPSSODescriptor/md:SingleSignOnService", NAMESPACES)
    found = (str(s.get("Location")) for s in services if s.get("Binding") == f"{_BINDING}HTTP-Redirect")
    return next(found, "")
