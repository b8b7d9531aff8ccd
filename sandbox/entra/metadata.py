"""Federation metadata as Entra publishes it for an application."""

import secrets
import uuid

from lxml import etree

from sandbox.entra import directory
from sandbox.entra.errors import SignInRefused, unknown_application
from sandbox.entra.xml import DS, MD, SAMLP, node, signed
from sandbox.world import World

SANDBOX = " Handoff sandbox: made by simulated clouds, good for nothing real "
"""Outside the signature, so that nobody takes a file that got away for the real thing."""

_BINDINGS = ("HTTP-Redirect", "HTTP-POST")


def issuer(tenant_id: str) -> str:
    """The entity id of a tenant, with its slash at the end."""
    return f"https://sts.windows.net/{tenant_id}/"


def sso_url(tenant_id: str) -> str:
    """Where service providers would send requests. Sign-in to Connect always begins in Entra."""
    return f"https://login.microsoftonline.com/{tenant_id}/saml2"


def federation_metadata(world: World, *, tenant_id: str, app_id: str) -> bytes:
    """The document. Without `app_id`, or for an application without certificates, the tenant's own key.

    All certificates of an application are in it, active or not. No two downloads agree byte by byte: ID,
    signature and white space are new each time. Raises SignInRefused AADSTS700016 for an unknown application.
    """
    keys = [world.table("entra.tenantKeys")[tenant_id]]
    signing = keys[0]
    if app_id:
        principal = directory.principal_of(world, app_id)
        if principal is None:
            raise SignInRefused("AADSTS700016", unknown_application(directory.tenant(world), app_id))
        keys = directory.signing_keys(world, principal["id"]) or keys
        signing = directory.active_key(world, principal) or keys[0]
    descriptor = _identity_provider([key["der"] for key in keys], tenant_id)
    placeholder = node(DS, "Signature", Id="placeholder")
    root = node(
        MD, "EntityDescriptor", placeholder, descriptor, ID=f"_{uuid.uuid4()}", entityID=issuer(tenant_id)
    )
    descriptor.tail = "\n" * secrets.randbelow(8)
    whole = signed(root, signing)
    whole.addprevious(etree.Comment(SANDBOX))
    return etree.tostring(whole.getroottree(), xml_declaration=True, encoding="utf-8")


def _identity_provider(certificates: list[str], tenant_id: str) -> etree._Element:
    address = sso_url(tenant_id)
    return node(
        MD,
        "IDPSSODescriptor",
        *[node(MD, "KeyDescriptor", _key_info(text), use="signing") for text in certificates],
        node(MD, "SingleLogoutService", Binding=_binding("HTTP-Redirect"), Location=address),
        *[node(MD, "SingleSignOnService", Binding=_binding(b), Location=address) for b in _BINDINGS],
        protocolSupportEnumeration=SAMLP,
    )


def _key_info(certificate: str) -> etree._Element:
    return node(DS, "KeyInfo", node(DS, "X509Data", node(DS, "X509Certificate", certificate)))


def _binding(name: str) -> str:
    return f"urn:oasis:names:tc:SAML:2.0:bindings:{name}"
