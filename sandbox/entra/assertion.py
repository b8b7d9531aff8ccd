"""The SAML response: an assertion signed with the application's active key, inside a response."""

import base64
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from sandbox.entra.claims import Claims
from sandbox.entra.xml import DS, SAML, SAMLP, node, signed
from sandbox.rows import Row

# Entra's tokens are valid from five minutes before to an hour after the sign-in. Source: Entra docs,
# "configurable token lifetimes" (SAML2 tokens: one hour) and "SAML single sign-on protocol".
_BEFORE, _AFTER = timedelta(minutes=5), timedelta(hours=1)
_SESSION = timedelta(days=1)
_SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"  # noqa: S105 - names a way to sign in
_NAME_ID = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"


@dataclass(frozen=True)
class AssertionContent:
    """Everything an assertion says. `name_id` is the person, `at` the moment of the sign-in (UTC),
    `in_response_to` the ID of the request, if there was one.
    """

    issuer: str
    audience: str
    recipient: str
    name_id: str
    claims: Claims
    at: datetime
    in_response_to: str = ""


def signed_response(content: AssertionContent, key: Row) -> str:
    """The response as the browser posts it: base64 of the XML."""
    assertion = signed(_assertion(content), key)
    response = node(
        SAMLP,
        "Response",
        node(SAML, "Issuer", content.issuer),
        node(SAMLP, "Status", node(SAMLP, "StatusCode", Value=_SUCCESS)),
        assertion,
        ID=_new_id(),
        Version="2.0",
        IssueInstant=_time(content.at),
        Destination=content.recipient,
        **_answering(content),
    )
    return base64.b64encode(etree.tostring(response)).decode()


def _assertion(content: AssertionContent) -> etree._Element:
    assertion_id = _new_id()
    session = node(
        SAML,
        "AuthnStatement",
        node(SAML, "AuthnContext", node(SAML, "AuthnContextClassRef", _PASSWORD)),
        AuthnInstant=_time(content.at),
        SessionIndex=assertion_id,
        SessionNotOnOrAfter=_time(content.at + _SESSION),
    )
    return node(
        SAML,
        "Assertion",
        node(SAML, "Issuer", content.issuer),
        # Where the schema wants the signature; signxml puts it there.
        node(DS, "Signature", Id="placeholder"),
        _subject(content),
        _conditions(content),
        node(SAML, "AttributeStatement", *_attributes(content.claims)),
        session,
        ID=assertion_id,
        IssueInstant=_time(content.at),
        Version="2.0",
    )


def _subject(content: AssertionContent) -> etree._Element:
    data = node(
        SAML,
        "SubjectConfirmationData",
        NotOnOrAfter=_time(content.at + _AFTER),
        Recipient=content.recipient,
        **_answering(content),
    )
    confirmation = node(SAML, "SubjectConfirmation", data, Method="urn:oasis:names:tc:SAML:2.0:cm:bearer")
    return node(SAML, "Subject", node(SAML, "NameID", content.name_id, Format=_NAME_ID), confirmation)


def _answering(content: AssertionContent) -> dict[str, str]:
    return {"InResponseTo": content.in_response_to} if content.in_response_to else {}


def _conditions(content: AssertionContent) -> etree._Element:
    return node(
        SAML,
        "Conditions",
        node(SAML, "AudienceRestriction", node(SAML, "Audience", content.audience)),
        NotBefore=_time(content.at - _BEFORE),
        NotOnOrAfter=_time(content.at + _AFTER),
    )


def _attributes(claims: Claims) -> list[etree._Element]:
    return [
        node(SAML, "Attribute", *[node(SAML, "AttributeValue", value) for value in values], Name=name)
        for name, values in claims.items()
    ]


def _new_id() -> str:
    return f"_{uuid.uuid4()}"


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
