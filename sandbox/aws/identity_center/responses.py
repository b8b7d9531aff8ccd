"""The SAML response with which Identity Center signs a user in to an application."""

import base64
import uuid
from datetime import datetime, timedelta

from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureMethod
from signxml.signer import XMLSigner

from sandbox.aws.identity_center.mappings import (
    ATTRIBUTE_FORMATS,
    NAME_ID_FORMATS,
    SUBJECT,
    values_of,
)
from sandbox.aws.identity_center.saml_applications import identity_provider
from sandbox.entra.xml import DS, SAML, SAMLP, node
from sandbox.rows import Row
from sandbox.world import World

_BEFORE, _AFTER = timedelta(minutes=5), timedelta(hours=1)
_SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_CLASS = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"


def signed_response(world: World, application: Row, user: Row) -> str:
    """For the application's ACS, in base64; only the assertion is signed, by the application's key."""
    now, acs_url = world.now(), application["saml"]["acs_url"]
    response = node(
        SAMLP,
        "Response",
        node(SAML, "Issuer", identity_provider(application).entity_id),
        node(SAMLP, "Status", node(SAMLP, "StatusCode", Value=_SUCCESS)),
        _signed(_assertion(world, application, user, now), application["key"]),
        ID=_new_id(),
        Version="2.0",
        IssueInstant=_time(now),
        Destination=acs_url,
    )
    return base64.b64encode(etree.tostring(response)).decode()


def _assertion(world: World, application: Row, user: Row, now: datetime) -> etree._Element:
    attributes = _attributes(world, application, user)
    return node(
        SAML,
        "Assertion",
        node(SAML, "Issuer", identity_provider(application).entity_id),
        # Where the schema wants the signature; signxml puts it there.
        node(DS, "Signature", Id="placeholder"),
        _subject(world, application, user, now),
        _conditions(application, now),
        _authentication(application, now),
        # The schema allows no empty statement.
        *([node(SAML, "AttributeStatement", *attributes)] if attributes else []),
        ID=_new_id(),
        IssueInstant=_time(now),
        Version="2.0",
    )


def _subject(world: World, application: Row, user: Row, now: datetime) -> etree._Element:
    mapping = next(row for row in application["mappings"] if row["attribute"] == SUBJECT)
    name = "".join(values_of(world, user, mapping))
    data = node(
        SAML,
        "SubjectConfirmationData",
        NotOnOrAfter=_time(now + _AFTER),
        Recipient=application["saml"]["acs_url"],
    )
    name_id = node(SAML, "NameID", name, Format=NAME_ID_FORMATS[mapping["format"]])
    confirmation = node(SAML, "SubjectConfirmation", data, Method="urn:oasis:names:tc:SAML:2.0:cm:bearer")
    return node(SAML, "Subject", name_id, confirmation)


def _conditions(application: Row, now: datetime) -> etree._Element:
    audience = node(SAML, "AudienceRestriction", node(SAML, "Audience", application["saml"]["audience"]))
    return node(SAML, "Conditions", audience, NotBefore=_time(now - _BEFORE), NotOnOrAfter=_time(now + _AFTER))


def _authentication(application: Row, now: datetime) -> etree._Element:
    return node(
        SAML,
        "AuthnStatement",
        node(SAML, "AuthnContext", node(SAML, "AuthnContextClassRef", _CLASS)),
        AuthnInstant=_time(now),
        SessionIndex=_new_id(),
        SessionNotOnOrAfter=_time(now + timedelta(hours=int(application["saml"]["session_hours"]))),
    )


def _attributes(world: World, application: Row, user: Row) -> list[etree._Element]:
    found = []
    for mapping in application["mappings"]:
        values = values_of(world, user, mapping)
        if mapping["attribute"] != SUBJECT and values:
            inside = [node(SAML, "AttributeValue", value) for value in values]
            form = ATTRIBUTE_FORMATS[mapping["format"]]
            found.append(node(SAML, "Attribute", *inside, Name=mapping["attribute"], NameFormat=form))
    return found


def _signed(assertion: etree._Element, key: Row) -> etree._Element:
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.RSA_SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    # The placeholder has no prefix. What is signed must be what is serialised, prefix and all.
    signer.namespaces = {None: DS}  # type: ignore[dict-item] # lxml's default namespace is None
    signed: etree._Element = signer.sign(
        assertion, key=key["private"].encode(), cert=key["certificate"], reference_uri=assertion.get("ID")
    )
    return signed


def _new_id() -> str:
    return f"_{uuid.uuid4()}"


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
