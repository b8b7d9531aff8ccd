"""Only what is signed with a certificate of the metadata is believed."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest

from federation.errors import InvalidValue
from federation.saml.metadata import read_metadata
from federation.saml.response import SamlResponse, read_response
from federation.saml.signature import SignatureState
from tests.federation.responses import (
    ANNA,
    CLAIMS,
    NOW,
    PROVIDER,
    REPLY_URL,
    ROLE,
    Sent,
    assertion_xml,
    key_descriptor,
    metadata_xml,
    packed,
    response_xml,
    sign,
    signed_response,
    signer,
)

EVIL = Sent(name_id="mallory").claim("RoleSessionName", "mallory")
SIGNED = sign(response_xml(Sent()), signer())


def read(xml: str, *keys: str) -> SamlResponse:
    return read_response(packed(xml), read_metadata(metadata_xml(*keys)).certificates)


def state(xml: str) -> SignatureState:
    return read(xml).signature.state


def _cut(xml: str, start: str, end: str) -> tuple[str, str]:
    """The part of `xml` from `start` to `end`, and what is left without it."""
    first, last = xml.index(start), xml.index(end) + len(end)
    return xml[first:last], xml[:first] + xml[last:]


def test_a_signed_assertion_is_verified_and_read() -> None:
    response = read(SIGNED)
    assert response.signature.state is SignatureState.VERIFIED
    assertion = response.assertion
    assert assertion is not None
    assert (assertion.name_id, assertion.issued_at) == (ANNA, NOW)
    assert assertion.values(f"{CLAIMS}/Role") == (f"{ROLE},{PROVIDER}",)
    assert [one.recipient for one in assertion.confirmations] == [REPLY_URL]


def test_a_signed_response_is_verified_too() -> None:
    assert state(sign(response_xml(Sent()), signer(), reference="_r1")) is SignatureState.VERIFIED


def test_assertion_and_response_may_both_be_signed() -> None:
    assert state(sign(SIGNED, signer(), reference="_r1")) is SignatureState.VERIFIED


def test_a_good_signature_does_not_excuse_a_bad_one_beside_it() -> None:
    both = sign(SIGNED, signer(), reference="_r1").replace(
        'Version="2.0" IssueInstant', 'Version="2.1" IssueInstant', 1
    )
    assert state(both) is SignatureState.BROKEN


def test_any_certificate_of_the_metadata_will_do() -> None:
    keys = (key_descriptor(signer("second").der), key_descriptor(signer().der))
    signature = read(SIGNED, *keys).signature
    assert signature.certificate is not None
    assert signature.certificate.thumbprint == signer().thumbprint


def test_one_changed_letter_breaks_the_signature_but_is_still_read() -> None:
    response = read(SIGNED.replace(ANNA, "anna.Weber@contoso.com"))
    assert response.signature.state is SignatureState.BROKEN
    assert response.assertion is not None
    assert response.assertion.name_id == "anna.Weber@contoso.com"


def test_a_signature_of_another_certificate_says_which() -> None:
    signature = read(sign(response_xml(Sent()), signer("second"))).signature
    assert signature.state is SignatureState.OTHER_CERTIFICATE
    assert signature.sent_thumbprint == signer("second").thumbprint


def test_the_certificate_inside_the_response_is_never_trusted() -> None:
    forged = sign(response_xml(EVIL), signer("second")).replace(
        "".join(signer("second").der.split()), signer().der
    )
    assert state(forged) is not SignatureState.VERIFIED


def test_an_unsigned_response_is_not_believed() -> None:
    assert state(response_xml(Sent())) is SignatureState.MISSING


GENUINE, _ = _cut(SIGNED, "<Assertion", "</Assertion>")
SIGNATURE, UNSIGNED = _cut(GENUINE, "<ds:Signature", "</ds:Signature>")


def hidden(assertion: str) -> str:
    return f"<samlp:Extensions>{assertion}</samlp:Extensions>"


def evil(id_: str, *inside: str) -> str:
    """Mallory's assertion, with `inside` where a signature belongs."""
    return assertion_xml(EVIL, id_=id_).replace("</Issuer>", "</Issuer>" + "".join(inside))


CARRIER = SIGNATURE.replace("</ds:Signature>", f"<ds:Object>{UNSIGNED}</ds:Object></ds:Signature>")
WRAPPED = {
    "evil before the signed one": (evil("_evil"), GENUINE),
    "evil after the signed one": (GENUINE, evil("_evil")),
    "signed one in the extensions": (hidden(GENUINE), evil("_evil")),
    "signature moved to evil": (hidden(UNSIGNED), evil("_evil", SIGNATURE)),
    "signed one inside the signature of evil": (evil("_evil", CARRIER),),
    "the same id, signed one first": (hidden(UNSIGNED), evil("_a1", SIGNATURE)),
    "the same id, evil first": (evil("_a1", SIGNATURE), hidden(UNSIGNED)),
    "the same id, signed one inside": (evil("_a1", CARRIER),),
}


@pytest.mark.parametrize("parts", WRAPPED.values(), ids=WRAPPED)
def test_wrapping_a_signed_assertion_gives_nobody_another_name(parts: tuple[str, ...]) -> None:
    response = read(response_xml(Sent(), *parts))
    assert response.assertion is not None
    believed = response.signature.state is SignatureState.VERIFIED
    assert not (believed and response.assertion.name_id == "mallory")
    assert response.assertion_count == 2


def test_a_good_signature_of_the_response_does_not_excuse_a_foreign_one_inside() -> None:
    foreign = sign(response_xml(Sent()), signer("second"))
    assert state(sign(foreign, signer(), reference="_r1")) is SignatureState.OTHER_CERTIFICATE


def test_a_transform_that_hides_content_is_not_accepted() -> None:
    filtered = SIGNED.replace(
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/TR/1999/REC-xpath-19991116"
    )
    assert state(filtered) is SignatureState.MISPLACED


def test_a_comment_inside_a_name_does_not_cut_it() -> None:
    commented = read(SIGNED.replace(ANNA, "anna.weber@contoso.com<!-- x -->.evil.example"))
    assert commented.assertion is not None
    assert commented.assertion.name_id == "anna.weber@contoso.com.evil.example"
    assert commented.signature.state is SignatureState.BROKEN


def test_an_encrypted_assertion_is_noticed() -> None:
    response = read(response_xml(Sent(), "<EncryptedAssertion xmlns='urn:oasis:names:tc:SAML:2.0:assertion'/>"))
    assert response.encrypted
    assert response.assertion is None


def test_an_unreadable_time_is_no_time() -> None:
    xml = response_xml(Sent()).replace('NotBefore="2026', 'NotBefore="soon')
    assertion = read(xml).assertion
    assert assertion is not None
    assert assertion.not_before is None


def test_a_time_without_a_zone_is_utc() -> None:
    assertion = read(response_xml(Sent()).replace("09:25:00.000Z", "09:25:00")).assertion
    assert assertion is not None
    assert assertion.not_before == NOW - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("<a", "cut or changed while copying"),
        ("<a>\0</a>", "cut or changed while copying"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "DOCTYPE"),
        ("<Response xmlns='urn:x'/>", "not a SAML response"),
    ],
)
def test_what_is_no_response_is_refused(document: str, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        read(document)


def test_a_damaged_response_is_copied_again_and_not_corrected() -> None:
    with pytest.raises(InvalidValue) as caught:
        read_response(b64encode(b"<samlp:Response>\xff").decode(), ())
    assert caught.value.message.endswith("Sign in again and copy it whole.")
    assert "Correct the value" not in caught.value.hint


def test_what_is_no_base64_is_refused() -> None:
    with pytest.raises(InvalidValue, match="not base64"):
        read_response("%%%", ())


def test_without_any_certificate_nothing_is_believed() -> None:
    signature = read_response(signed_response(replace(Sent())), ()).signature
    assert signature.state is SignatureState.OTHER_CERTIFICATE
