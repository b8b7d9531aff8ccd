"""SAML applications, which only the console makes: addresses, certificate and metadata of each.

Identity Center is a separate identity provider for every application, with a certificate of its own. Forms of
the addresses: AWS's integration guides (portal.sso.REGION.amazonaws.com/saml/metadata/...).
"""

import base64
from dataclasses import dataclass
from datetime import timedelta

from lxml import etree

from sandbox.aws.identity_center.applications import CUSTOM_SAML
from sandbox.aws.identity_center.mappings import fresh
from sandbox.aws.identity_center.numbers import hexadecimal
from sandbox.aws.ids import timestamp
from sandbox.entra.keys import self_signed
from sandbox.entra.xml import DS, MD, SAMLP, node
from sandbox.rows import Row
from sandbox.world import World

CERTIFICATE_LIFE = timedelta(days=1825)
SETTINGS = ("acs_url", "audience", "relay_state", "session_hours")
_BINDINGS = ("HTTP-POST", "HTTP-Redirect")


@dataclass(frozen=True)
class IdentityProvider:
    """What the application is told about Identity Center."""

    entity_id: str
    sign_in_url: str
    sign_out_url: str
    metadata_url: str


def add(world: World, instance: Row, *, name: str, description: str, settings: Row) -> Row:
    """A new application, enabled, with a fresh certificate. `settings` has SETTINGS. Inside `changing`."""
    owner, now = instance["OwnerAccountId"], world.now()
    number = instance["InstanceArn"].rpartition("/")[2]
    arn = f"arn:aws:sso::{owner}:application/{number}/apl-{hexadecimal()}"
    row: Row = {
        "ApplicationArn": arn,
        "ApplicationProviderArn": CUSTOM_SAML,
        "Name": name,
        "ApplicationAccount": owner,
        "InstanceArn": instance["InstanceArn"],
        "IdentityStoreArn": instance["IdentityStoreArn"],
        "Status": "ENABLED",
        "PortalOptions": {"SignInOptions": {"Origin": "IDENTITY_CENTER"}, "Visibility": "ENABLED"},
        "Description": description or None,
        "CreatedDate": timestamp(now),
        "CreatedFrom": instance["PrimaryRegion"],
        "portal": base64.b64encode(f"{owner}_ins-{hexadecimal()}".encode()).decode().rstrip("="),
        "key": self_signed(f"{instance['PrimaryRegion']}.amazonaws.com", start=now, end=now + CERTIFICATE_LIFE),
        "saml": {name: settings[name] for name in SETTINGS},
        "mappings": fresh(),
    }
    world.table("ids.applications")[arn] = row
    return row


def identity_provider(application: Row) -> IdentityProvider:
    """Identity Center as this application's identity provider."""
    base = f"https://portal.sso.{application['CreatedFrom']}.amazonaws.com/saml"
    number = application["portal"]
    return IdentityProvider(
        entity_id=f"{base}/assertion/{number}",
        sign_in_url=f"{base}/assertion/{number}",
        sign_out_url=f"{base}/logout/{number}",
        metadata_url=f"{base}/metadata/{number}",
    )


def metadata(application: Row) -> bytes:
    """The identity provider's metadata, to be uploaded to IAM as it is."""
    provider = identity_provider(application)
    certificate = node(DS, "X509Certificate", application["key"]["der"])
    descriptor = node(
        MD,
        "IDPSSODescriptor",
        node(MD, "KeyDescriptor", node(DS, "KeyInfo", node(DS, "X509Data", certificate)), use="signing"),
        *(_service("SingleLogoutService", name, provider.sign_out_url) for name in _BINDINGS),
        node(MD, "NameIDFormat"),
        *(_service("SingleSignOnService", name, provider.sign_in_url) for name in _BINDINGS),
        WantAuthnRequestsSigned="false",
        protocolSupportEnumeration=SAMLP,
    )
    root = node(MD, "EntityDescriptor", descriptor, entityID=provider.entity_id)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _service(name: str, binding: str, address: str) -> etree._Element:
    return node(MD, name, Binding=f"urn:oasis:names:tc:SAML:2.0:bindings:{binding}", Location=address)


def remove(world: World, application: Row) -> None:
    """An application with its assignments. Call inside `changing`."""
    arn = application["ApplicationArn"]
    del world.table("ids.applications")[arn]
    rows = world.table("ids.application_assignments")
    for key in [key for key, row in rows.items() if row["ApplicationArn"] == arn]:
        del rows[key]
