"""Who signed the response, and whether it can still be redeemed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from federation.checks.response_checks import verdict
from tests.federation.responses import (
    NOW,
    Sent,
    packed,
    response_xml,
    sign,
    signed_response,
    signer,
)
from tests.federation.rules import at, findings, notable


def test_five_minutes_are_fresh_and_a_second_more_is_not() -> None:
    assert not notable(Sent(), at(NOW + timedelta(minutes=5)))
    late = notable(Sent(), at(NOW + timedelta(minutes=5, seconds=1)))
    assert list(late) == ["response-too-old"]
    assert "5 minutes ago" in late["response-too-old"].message
    assert "clock" in late["response-too-old"].fix


def test_a_response_of_yesterday_is_too_old_and_expired() -> None:
    found = notable(Sent(), at(NOW + timedelta(days=1)))
    assert list(found) == ["response-too-old", "response-expired"]
    assert "1 day ago" in found["response-too-old"].message


def test_a_response_from_the_future_speaks_of_the_clock() -> None:
    found = notable(Sent(), at(NOW - timedelta(minutes=8)))
    assert list(found) == ["response-not-yet-valid"]
    assert "3 minutes" in found["response-not-yet-valid"].message
    assert "clock" in found["response-not-yet-valid"].fix


def test_a_clock_that_is_a_little_behind_does_no_harm() -> None:
    assert not notable(Sent(), at(NOW - timedelta(minutes=4)))


def test_the_response_ends_where_the_person_is_confirmed_no_longer() -> None:
    xml = response_xml(Sent()).replace(
        'NotOnOrAfter="2026-03-02T10:30:00.000Z" Recipient', 'NotOnOrAfter="2026-03-02T09:30:30Z" Recipient'
    )
    assert "response-expired" in notable(packed(sign(xml, signer())))


def test_a_confirmation_without_an_end_is_refused() -> None:
    xml = response_xml(Sent()).replace('NotOnOrAfter="2026-03-02T10:30:00.000Z" Recipient', "Recipient")
    found = notable(packed(sign(xml, signer())))
    assert "without NotOnOrAfter" in found["subject-confirmation"].actual


@pytest.mark.parametrize(
    ("spoil", "code", "step"),
    [
        (lambda: packed(response_xml(Sent())), "signature-missing", "azure-certificate"),
        (lambda: signed_response(by=signer("second")), "signature-other-certificate", "azure-certificate"),
        (
            lambda: packed(sign(response_xml(Sent()), signer()).replace("43200", "43201")),
            "signature-broken",
            "azure-access-url",
        ),
    ],
)
def test_content_nobody_signed_is_explained_but_marked(spoil: Callable[[], str], code: str, step: str) -> None:
    text = spoil()
    found = notable(text)
    assert found[code].step == step
    assert not found["content-unverified"].failed
    assert verdict(findings(text)) == "reject"


def test_the_two_certificates_are_named() -> None:
    found = notable(signed_response(by=signer("second")))["signature-other-certificate"]
    assert (found.expected, found.actual) == (signer().thumbprint, signer("second").thumbprint)


def test_an_expired_certificate_is_a_warning_because_aws_does_not_look() -> None:
    sent = replace(Sent(), issued=NOW + timedelta(days=2000))
    found = notable(sent, at(sent.issued))
    assert list(found) == ["certificate-expired"]
    assert "certificate-expires-soon" in notable(
        replace(sent, issued=NOW + timedelta(days=950)), at(NOW + timedelta(days=950))
    )


def test_an_encrypted_assertion_is_said_plainly_and_nothing_is_guessed() -> None:
    hidden = response_xml(Sent(), "<EncryptedAssertion xmlns='urn:oasis:names:tc:SAML:2.0:assertion'/>")
    assert list(notable(packed(hidden))) == ["assertion-encrypted", "signature-hidden"]


def test_a_response_that_says_nothing_is_refused() -> None:
    assert "assertion-missing" in notable(packed(response_xml(Sent(), "<x/>")))


def test_too_many_groups_make_the_response_too_long_for_aws() -> None:
    groups = tuple(f"group {number}" for number in range(3000))
    sent = replace(Sent(), attributes=(*Sent().attributes, ("groups", groups)))
    assert list(notable(sent)) == ["response-size"]
