"""Wrong files are refused with a sentence that says what was given instead."""

from datetime import timedelta

import pytest

from federation.errors import MetadataError
from federation.saml.metadata import MAX_METADATA_BYTES, check_usable, read_metadata
from tests.federation.responses import ISSUER, NOW, TENANT, key_descriptor, metadata_xml, signer

# openssl req -x509 -newkey rsa:512: newer libraries refuse to make a key this small.
SMALL_KEY = (
    "MIIBeTCCASOgAwIBAgIUbO7Kwync9Is4IxFILV1kOrGrJTYwDQYJKoZIhvcNAQELBQAwEDEOMAwGA1UEAwwFc21hbGwwIBcN"
    "MjYxMTIwMTcwNjMxWhgPMjEyNjEwMjcxNzA2MzFaMBAxDjAMBgNVBAMMBXNtYWxsMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJB"
    "AMqfGi3G2NLff/N02q/1M5bJ6bx8IQG76nuEb5GWwWW70IykB5sdGd8C0/gREimKVDJSzKpfsDngF7WR7C8rxeUCAwEAAaNT"
    "MFEwHQYDVR0OBBYEFIhzI7+KAGQaPfC3Y9htVewJ+SlLMB8GA1UdIwQYMBaAFIhzI7+KAGQaPfC3Y9htVewJ+SlLMA8GA1Ud"
    "EwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADQQBSZ0mWDPqeq8wmN/45t0mecb62GpOCGOvjJQbfD7wOOejJSFi59yJAx3lK"
    "zynyoFzYI9OIo9TZKhnBOv0HYLNo"
)


def refusal(document: str | bytes) -> str:
    with pytest.raises(MetadataError) as caught:
        read_metadata(document)
    assert caught.value.hint
    return caught.value.message


def test_good_metadata_gives_issuer_certificate_and_sign_in_address() -> None:
    metadata = read_metadata(metadata_xml())
    assert metadata.entity_id == ISSUER
    assert [c.thumbprint for c in metadata.certificates] == [signer().thumbprint]
    assert metadata.sso_urls == (f"https://login.microsoftonline.com/{TENANT}/saml2",)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("<!DOCTYPE html><html><title>Sign in</title></html>", "web page (HTML)"),
        ("<html lang='en'><body>Sign in to your account</body></html>", "web page (HTML)"),
        ("These are not the values you are looking for", "not XML: it stops making sense at line 1"),
        ("<a>\n<b>\n</a>", "line 3"),
        ("<Response xmlns='urn:x'/>", "begins with “Response”"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text in UTF-8"),
        (b"PK\x03\x04\x00\x00", "bytes that no XML has"),
    ],
)
def test_a_file_that_is_something_else_is_named(document: str | bytes, said: str) -> None:
    assert said in refusal(document)


def test_service_provider_metadata_is_told_apart() -> None:
    assert "metadata of a service provider" in refusal(metadata_xml(role="SPSSODescriptor"))


def test_a_descriptor_of_neither_kind_is_refused() -> None:
    assert "no IDPSSODescriptor" in refusal(metadata_xml(role="AttributeAuthorityDescriptor"))


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!doctype x [<!entity a SYSTEM "http://127.0.0.1/">]>',
    ],
)
def test_a_doctype_is_refused_before_it_is_parsed(prolog: str) -> None:
    body = metadata_xml().partition("?>")[2].replace(ISSUER, "&b;")
    assert "DOCTYPE" in refusal(prolog + body)


def test_too_large_a_file_is_refused_without_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("federation.saml.metadata.parse_xml", lambda *a, **k: pytest.fail("it was parsed"))
    assert "too large (20,000,000 characters)" in refusal(b"<" * 20_000_000)
    assert "too large" in refusal("<" * (MAX_METADATA_BYTES + 1))


def test_a_byte_order_mark_goes_away_silently() -> None:
    plain = metadata_xml()
    assert read_metadata(b"\xef\xbb\xbf" + plain.encode()).xml == plain
    assert read_metadata("\ufeff" + plain).xml == plain


def test_utf_16_from_powershell_is_read_and_travels_on_as_utf_8() -> None:
    document = metadata_xml().replace('encoding="utf-8"', 'encoding="utf-16"').encode("utf-16")
    metadata = read_metadata(document)
    assert metadata.entity_id == ISSUER
    assert metadata.xml.startswith('<?xml version="1.0" encoding="utf-8"?>')


def test_metadata_too_short_for_iam_is_refused() -> None:
    elliptic = signer("short", elliptic=True).der
    short = metadata_xml(key_descriptor(elliptic), entity_id="urn:x")
    assert len(short) < 1000
    assert "IAM accepts 1,000 and more" in refusal(short)


def test_without_issuer_it_is_refused() -> None:
    assert "entityID is missing" in refusal(metadata_xml(entity_id=""))


def test_without_a_sign_in_address_it_is_refused() -> None:
    assert "no SingleSignOnService" in refusal(metadata_xml(sign_in=False))


def test_metadata_of_several_parties_is_refused() -> None:
    one = metadata_xml().partition("?>")[2]
    several = (
        f'<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">{one}{one}</EntitiesDescriptor>'
    )
    assert "describes 2 parties" in refusal(several)


def test_a_certificate_for_encryption_does_not_count() -> None:
    assert "no signing certificate" in refusal(metadata_xml(key_descriptor(signer().der, use="encryption")))


@pytest.mark.parametrize("der", ["", "AAAA", "not base64!", signer().der[:-40]])
def test_a_damaged_certificate_is_named(der: str) -> None:
    assert "damaged" in refusal(metadata_xml(key_descriptor(der)))


def test_a_key_too_small_for_aws_is_named() -> None:
    assert "has 512 bits" in refusal(metadata_xml(key_descriptor(SMALL_KEY)))


def test_more_certificates_than_iam_keeps_are_refused() -> None:
    keys = (key_descriptor(signer(f"number {n}", bits=1024).der) for n in range(11))
    assert "11 certificates" in refusal(metadata_xml(*keys))


def test_the_same_certificate_twice_counts_once() -> None:
    twice = metadata_xml(*[key_descriptor(signer().der)] * 2)
    assert len(read_metadata(twice).certificates) == 1
    assert read_metadata(twice).fingerprint == read_metadata(metadata_xml()).fingerprint


def test_the_fingerprint_changes_with_the_certificate_but_not_with_spaces() -> None:
    plain = read_metadata(metadata_xml()).fingerprint
    assert read_metadata(metadata_xml().replace("><", "> <")).fingerprint == plain
    assert read_metadata(metadata_xml(key_descriptor(signer("second").der))).fingerprint != plain


def test_an_expired_certificate_is_refused_with_its_date() -> None:
    metadata = read_metadata(metadata_xml())
    with pytest.raises(MetadataError, match="expired on 27 October 2028"):
        check_usable(metadata, NOW + timedelta(days=2000))


def test_a_certificate_of_tomorrow_is_refused_with_its_date() -> None:
    metadata = read_metadata(metadata_xml())
    with pytest.raises(MetadataError, match="not valid before 31 January 2026"):
        check_usable(metadata, NOW - timedelta(days=60))


def test_one_valid_certificate_beside_an_expired_one_is_enough() -> None:
    old = signer("old", valid_from=NOW - timedelta(days=900), days=365)
    check_usable(read_metadata(metadata_xml(key_descriptor(old.der), key_descriptor(signer().der))), NOW)


def test_printing_metadata_does_not_print_the_document() -> None:
    assert "<EntityDescriptor" not in repr(read_metadata(metadata_xml()))
