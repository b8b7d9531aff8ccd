"""Signing in through an external identity provider: the request sent to it, and its response checked."""

import base64
import uuid
import zlib
from datetime import datetime, timedelta
from urllib.parse import urlencode

from lxml import etree

from sandbox.aws.errors import AwsError
from sandbox.aws.identity_center import people
from sandbox.aws.identity_center.sources import ServiceProvider, sign_in_address, source_of
from sandbox.aws.saml.metadata import read_metadata
from sandbox.aws.saml.response import Assertion, decode, signed
from sandbox.entra.xml import SAML, SAMLP, node
from sandbox.rows import Row
from sandbox.world import World

CLOCK_SKEW = timedelta(minutes=5)
_POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"


class SignInFailed(Exception):
    """A response Identity Center does not take; `code` names the broken rule for programs.

    Real people read no more than "An unexpected error has occurred" (user guide, troubleshooting).
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def request_address(world: World, store: str, provider: ServiceProvider, *, relay_state: str) -> str:
    """Where the browser goes to sign in at the identity provider (HTTP-Redirect binding)."""
    request = node(
        SAMLP,
        "AuthnRequest",
        node(SAML, "Issuer", provider.entity_id),
        node(SAMLP, "NameIDPolicy", Format=_EMAIL),
        ID=f"_{uuid.uuid4()}",
        Version="2.0",
        IssueInstant=world.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        AssertionConsumerServiceURL=provider.acs_url,
        ProtocolBinding=_POST,
    )
    deflated = zlib.compress(etree.tostring(request))[2:-4]
    address = sign_in_address(source_of(world, store)["metadata"])
    query = {"SAMLRequest": base64.b64encode(deflated).decode(), "RelayState": relay_state}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def user_of_response(world: World, store: str, provider: ServiceProvider, encoded: str) -> Row:
    """The user the response vouches for. Raises SignInFailed."""
    metadata = read_metadata(source_of(world, store)["metadata"])
    try:
        assertion = signed(decode(encoded), metadata)
    except AwsError as error:
        raise SignInFailed("SignatureInvalid", error.message) from None
    if assertion.issuer != metadata.entity_id:
        raise SignInFailed("IssuerMismatch", f"The issuer is {assertion.issuer}, not {metadata.entity_id}.")
    _check_addresses(assertion, provider)
    _check_times(assertion, world.now())
    return _user(world, store, assertion.name_id)


def _check_addresses(assertion: Assertion, provider: ServiceProvider) -> None:
    if provider.entity_id not in assertion.audiences:
        raise SignInFailed("AudienceMismatch", f"The audience is not {provider.entity_id}.")
    if assertion.recipient != provider.acs_url:
        raise SignInFailed("RecipientMismatch", f"The recipient is not {provider.acs_url}.")


def _check_times(assertion: Assertion, now: datetime) -> None:
    ends = [assertion.not_on_or_after, *(c.not_on_or_after for c in assertion.confirmations)]
    if any(end is not None and now >= end for end in ends):
        raise SignInFailed("ResponseExpired", "The response has expired.")
    if assertion.not_before is not None and now < assertion.not_before - CLOCK_SKEW:
        raise SignInFailed("ResponseNotYetValid", "The response is not valid yet.")


def _user(world: World, store: str, name_id: str) -> Row:
    """NameID must be the user name letter by letter (user guide, external identity providers)."""
    for user in people.users_of(world, store):
        if user["UserName"] == name_id:
            if user["UserStatus"] == "DISABLED":
                raise SignInFailed("UserDisabled", f"The user {name_id} is disabled.")
            return user
    raise SignInFailed("UserNotFound", f"No user of the identity store has the user name {name_id}.")
