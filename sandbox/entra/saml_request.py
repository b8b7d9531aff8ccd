"""A service provider's AuthnRequest, as Entra reads it.

Source: Entra docs, "single sign-on SAML protocol", and the error codes of its sign-in pages.
"""

import base64
import zlib
from dataclasses import dataclass

from lxml import etree

from sandbox.entra.errors import SignInRefused
from sandbox.entra.xml import SAML, SAMLP

_NAMES = {"a": SAML, "p": SAMLP}
_MOST = 64 * 1024
_PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"  # noqa: S105 - names a way to sign in
_ENTRA_SIGNS_IN_WITH = frozenset({_PASSWORD, "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"})


@dataclass(frozen=True)
class AuthnRequest:
    """Who asks (`issuer` is the identifier of an application), and where the answer must go ("": anywhere)."""

    request_id: str
    issuer: str
    reply_url: str
    contexts: tuple[str, ...] = ()


def read_request(text: str, *, deflated: bool) -> AuthnRequest:
    """Read the SAMLRequest parameter; `deflated` is how the redirect binding packs it.

    Raises SignInRefused AADSTS750054 if there is none, AADSTS75005 if it is no request.
    """
    if not text:
        raise SignInRefused(
            "AADSTS750054",
            "SAMLRequest or SAMLResponse must be present as query string parameters in HTTP request for SAML "
            "Redirect binding.",
        )
    root = _element(text, deflated=deflated)
    issuer = root.findtext("a:Issuer", "", _NAMES).strip()
    if root.tag != f"{{{SAMLP}}}AuthnRequest" or not root.get("ID") or not issuer:
        raise _no_request()
    asked = root.iterfind("p:RequestedAuthnContext/a:AuthnContextClassRef", _NAMES)
    contexts = tuple((node.text or "").strip() for node in asked)
    return AuthnRequest(root.get("ID", ""), issuer, root.get("AssertionConsumerServiceURL", ""), contexts)


def _element(text: str, *, deflated: bool) -> etree._Element:
    try:
        packed = base64.b64decode(text, validate=True)
        document = zlib.decompressobj(-15).decompress(packed, _MOST) if deflated else packed[:_MOST]
        return etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    except (ValueError, zlib.error, etree.XMLSyntaxError) as error:
        raise _no_request() from error


def _no_request() -> SignInRefused:
    return SignInRefused("AADSTS75005", "The request is not a valid Saml2 protocol message.")


def check_contexts(request: AuthnRequest, name: str) -> None:
    """Raises SignInRefused AADSTS75011 if the request wants another way to sign in than with a password."""
    if not request.contexts or _ENTRA_SIGNS_IN_WITH & set(request.contexts):
        return
    raise SignInRefused(
        "AADSTS75011",
        "Authentication method 'Password' by which the user authenticated with the service doesn't match "
        f"requested authentication method '{', '.join(request.contexts)}'. "
        f"Contact the {name} application owner.",
    )


def check_reply_url(request: AuthnRequest, application_urls: list[str]) -> None:
    """Raises SignInRefused AADSTS50011 if the answer should go where the application does not say."""
    if request.reply_url and request.reply_url not in application_urls:
        raise SignInRefused(
            "AADSTS50011",
            f"The reply URL '{request.reply_url}' specified in the request does not match the reply URLs "
            f"configured for the application '{request.issuer}'. Make sure the reply URL sent in the request "
            "matches one added to your application in the Azure portal. Navigate to "
            "https://aka.ms/urlMismatchError to learn more about how to fix this.",
        )
