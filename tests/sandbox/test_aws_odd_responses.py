"""Responses that a provider signed although they are not quite what AWS asks for."""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.sandbox.federations import ADA, assertion, signing_pair
from tests.sandbox.responses import AWS_ATTRIBUTES, _signed

UNREADABLE = ("InvalidIdentityToken", "Invalid SAML response", 400)
EARLY = ("InvalidIdentityToken", "Response is not yet valid", 400)
BAD_NAME = (
    "InvalidIdentityToken",
    "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}",
    400,
)
GRACE = f'<Attribute Name="{AWS_ATTRIBUTES}RoleSessionName"><AttributeValue>Grace</AttributeValue></Attribute>'
STATEMENT = "<AttributeStatement>"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"


def odd(change: Callable[[str], str]) -> str:
    """A fitting response that was changed before the provider signed it."""
    text = change(base64.b64decode(assertion(sign="nothing")).decode())
    return base64.b64encode(_signed(text.encode(), signing_pair("current"), "assertion")).decode()


def replaced(old: str, new: str) -> str:
    return odd(lambda text: text.replace(old, new))


def issued(moment: str) -> str:
    return odd(lambda text: re.sub(r'(<Assertion [^>]*IssueInstant=")[^"]*', rf"\g<1>{moment}", text))


@pytest.mark.parametrize(
    ("old", "new"),
    [(STATEMENT, STATEMENT + GRACE), ("</AttributeStatement>", f"{GRACE}</AttributeStatement>")],
)
def test_a_session_name_said_in_two_attributes_is_refused(federation, refused, old, new):
    assert refused(federation.redeem, encoded=replaced(old, new)) == BAD_NAME


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ADA, ADA.replace(".", "<?x?>.", 1)),
        (ADA, f"{ADA}<b>.admin</b>"),
        ("status:Success", "status:Responder"),
        ("samlp:Status>", "samlp:Extensions>"),
        ('Version="2.0"', 'Version="1.1"'),
        (BEARER, "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"),
        ("</Subject>", f'<SubjectConfirmation Method="{BEARER}"/></Subject>'),
        ("</Subject>", "<SubjectConfirmation/></Subject>"),
        ('NotBefore="', 'NotBefore="0001-01-01T00:00:00+23:00" Was="'),
    ],
)
def test_what_saml_does_not_know_is_refused(federation, refused, old, new):
    assert refused(federation.redeem, encoded=replaced(old, new)) == UNREADABLE


def test_a_comment_is_no_part_of_a_name_and_does_not_end_it(federation):
    session = federation.redeem(replaced(ADA, ADA.replace(".", "<!-- x -->.", 1)))
    assert session["AssumedRoleUser"]["Arn"].endswith(f"/{ADA}")


@pytest.mark.parametrize("moment", ["tomorrow", "9999-12-31T23:59:59-23:00"])
def test_a_moment_that_is_none_is_refused(federation, refused, moment):
    assert refused(federation.redeem, encoded=issued(moment)) == UNREADABLE


def in_minutes(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def test_a_response_issued_in_an_hour_is_refused_whatever_its_conditions(federation, refused):
    assert refused(federation.redeem, encoded=issued(in_minutes(60))) == EARLY


def test_a_provider_whose_clock_is_a_little_ahead_is_believed(federation):
    assert federation.redeem(issued(in_minutes(4)))["Subject"] == "persistent-id-1"


def test_a_session_duration_of_many_digits_is_refused(federation, refused):
    encoded = assertion(more={"SessionDuration": "9" * 5000})
    assert "between 900 and 43200" in refused(federation.redeem, encoded=encoded)[1]
