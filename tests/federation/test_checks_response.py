"""Each rule AWS applies to a response finds its own fault, names its owner, and nothing else."""

from dataclasses import replace

import pytest

from federation.checks.differences import differences, mark_differences
from federation.checks.response_checks import RESPONSE_CHECKS, verdict
from tests.federation.responses import (
    ANNA,
    CLAIMS,
    INSTANCE,
    PROVIDER,
    REPLY_URL,
    ROLE,
    Sent,
)
from tests.federation.rules import RIGHT, findings, notable

STEPS = {
    "azure-connect",
    "azure-application",
    "azure-certificate",
    "azure-claims",
    "azure-assignments",
    "azure-access-url",
    "aws-connect",
    "aws-instance",
    "aws-saml-provider",
    "aws-role",
    "aws-users",
}


def test_a_right_response_is_accepted_and_every_rule_but_the_silent_ones_says_so() -> None:
    assert verdict(findings(Sent())) == "accept"
    assert not notable(Sent())
    said = [finding.code for finding in findings(Sent())]
    assert said == [
        "signature",
        "issuer",
        "recipient",
        "audience",
        "response-time",
        "subject",
        "role",
        "session-name",
        "session-duration",
        "connect-user",
    ]


ALONE: list[tuple[str, str, Sent, str]] = [
    ("issuer", "azure-certificate", Sent(issuer="https://sts.windows.net/other/"), "of another tenant"),
    ("recipient", "azure-application", Sent(recipient="https://example.com/saml", destination=""), "Reply URL"),
    ("recipient", "azure-application", Sent(recipient=f"{REPLY_URL}#2", destination=""), "without #"),
    ("destination", "azure-application", Sent(destination="https://signin.aws.amazon.com/saml"), "Reply URL"),
    ("audience", "azure-application", Sent(audience="urn:amazon:webservices#2"), "Identifier"),
    ("audience", "azure-application", Sent(audience="spn:11111111"), "Identifier"),
    ("subject-missing", "azure-claims", Sent(name_id=""), "Name ID"),
    ("subject-confirmation", "azure-application", Sent(confirmations=2), "one Reply URL"),
    ("subject-confirmation", "azure-application", Sent(confirmations=0), "one Reply URL"),
    ("response-status", "azure-assignments", Sent(status="urn:x:Requester"), "sign-in log"),
    ("role-missing", "azure-assignments", Sent().claim("Role"), "Default Access"),
    ("role-name", "azure-claims", Sent().renamed("Role", f"{CLAIMS}/role"), "namespace"),
    (
        "role-name",
        "azure-claims",
        Sent().renamed("Role", "https://aws.amazon.com/SAML/Attributes/Role/"),
        "namespace",
    ),
    (
        "role-name",
        "azure-claims",
        Sent().renamed("Role", "http://schemas.xmlsoap.org/claims/Role"),
        "namespace",
    ),
    ("role-value", "azure-claims", Sent().claim("Role", f"{ROLE},{PROVIDER}2"), PROVIDER),
    ("role-reversed", "azure-claims", Sent().claim("Role", f"{PROVIDER},{ROLE}"), f"{ROLE},{PROVIDER}"),
    ("role-spaces", "azure-claims", Sent().claim("Role", f"{ROLE}, {PROVIDER}"), f"{ROLE},{PROVIDER}"),
    ("role-form", "azure-claims", Sent().claim("Role", ROLE), f"{ROLE},{PROVIDER}"),
    ("session-name-missing", "azure-claims", Sent().claim("RoleSessionName"), "Add the claim"),
    ("session-name-missing", "azure-claims", Sent().claim("RoleSessionName", ""), "lacks its source"),
    (
        "session-name-name",
        "azure-claims",
        Sent().renamed("RoleSessionName", f"{CLAIMS}/rolesessionname"),
        "namespace",
    ),
    ("session-name-several", "azure-claims", Sent().claim("RoleSessionName", ANNA, "a2"), "source attribute"),
    ("session-duration", "azure-claims", Sent().claim("SessionDuration", "899"), "constant"),
    ("session-duration", "azure-claims", Sent().claim("SessionDuration", "43201"), "constant"),
    ("session-duration", "azure-claims", Sent().claim("SessionDuration", "1 hour"), "constant"),
    ("session-duration", "azure-claims", Sent().claim("SessionDuration", "3600", "900"), "constant"),
    (
        "session-duration-name",
        "azure-claims",
        Sent().renamed("SessionDuration", f"{CLAIMS}/sessionduration"),
        "namespace",
    ),
]


@pytest.mark.parametrize(
    ("code", "step", "sent", "fix"), ALONE, ids=lambda value: value if isinstance(value, str) else ""
)
def test_one_wrong_thing_gives_one_finding(code: str, step: str, sent: Sent, fix: str) -> None:
    found = notable(sent)
    assert list(found) == [code]
    assert found[code].failed
    assert (found[code].step, fix in found[code].fix) == (step, True)
    assert found[code].expected or found[code].actual


def test_every_fault_has_an_owner_that_is_the_side_of_its_step() -> None:
    for _, _, sent, _ in ALONE:
        for finding in findings(sent):
            assert finding.step in STEPS
            assert finding.step.startswith(finding.owner.value)
            assert bool(finding.fix) is finding.failed


def test_a_role_of_another_letter_case_is_marked_letter_by_letter() -> None:
    wrong = notable(Sent().claim("Role", f"{ROLE.replace('ConnectSSO', 'connectSSO')},{PROVIDER}"))[
        "role-value"
    ]
    assert "another role" in wrong.message
    assert "role/[c]onnectSSO,arn" in wrong.message


def test_of_several_roles_the_right_one_is_enough_but_people_must_choose() -> None:
    found = notable(Sent().claim("Role", f"{ROLE}2,{PROVIDER}", f"{ROLE},{PROVIDER}"))
    assert list(found) == ["role-several"]
    assert not found["role-several"].failed


@pytest.mark.parametrize("name", ["anna weber", "a", "x" * 65, "guest_x.org#EXT#@contoso.com", "änna"])
def test_a_session_name_aws_refuses_is_found(name: str) -> None:
    found = notable(Sent().claim("RoleSessionName", name), replace(RIGHT, connect_users=(name,)))
    assert list(found) == ["session-name-form"]


def test_what_aws_refuses_in_a_session_name_stands_in_brackets() -> None:
    found = notable(Sent().claim("RoleSessionName", "x.org#EXT#@c.com"))
    assert found["session-name-form"].actual.startswith("x.org[#]EXT[#]@c.com")


def test_a_session_name_connect_cannot_have_is_found() -> None:
    assert "session-name-connect" in notable(Sent().claim("RoleSessionName", "anna+test"))


def test_a_connect_user_of_another_letter_case_is_marked() -> None:
    found = notable(Sent(), replace(RIGHT, connect_users=("Anna.weber@contoso.com",)))
    assert list(found) == ["connect-user-case"]
    assert "[A]nna.weber" in found["connect-user-case"].message
    assert found["connect-user-case"].actual == "Anna.weber@contoso.com"


def test_a_missing_connect_user_is_aws_work() -> None:
    found = notable(Sent(), replace(RIGHT, connect_users=("bert",)))
    assert (found["connect-user"].owner, found["connect-user"].step) == ("aws", "aws-users")


def test_without_a_list_of_users_the_response_is_accepted_with_a_warning() -> None:
    expected = replace(RIGHT, connect_users=None)
    assert list(notable(Sent(), expected)) == ["connect-user-not-checked"]
    assert verdict(findings(Sent(), expected)) == "accept"


@pytest.mark.parametrize(
    "url", ["https://signin.aws.amazon.com/saml", f"{REPLY_URL}/acs/SAMLSPD9IMTW2LM46J042K"]
)
def test_without_a_known_reply_url_any_address_of_aws_sign_in_is_accepted(url: str) -> None:
    sent = Sent(recipient=url, destination=url)
    assert verdict(findings(sent, replace(RIGHT, reply_url=None))) == "accept"


def test_an_address_of_aws_that_the_role_does_not_trust_is_refused() -> None:
    url = "https://signin.aws.amazon.com/saml"
    found = notable(Sent(recipient=url, destination=url))
    assert list(found) == ["recipient"]
    assert (found["recipient"].expected, found["recipient"].actual) == (REPLY_URL, url)


def test_an_address_of_another_region_is_a_warning_only() -> None:
    url = "https://us-west-2.signin.aws.amazon.com/saml"
    found = notable(Sent(recipient=url, destination=url), replace(RIGHT, reply_url=None))
    assert list(found) == ["recipient-region"]
    assert found["recipient-region"].expected == REPLY_URL


@pytest.mark.parametrize(
    "url",
    [
        "http://signin.aws.amazon.com/saml",
        "https://signin.aws.amazon.com.evil.example/saml",
        "https://signin.aws.amazon.com/saml/",
        "https://signin.amazonaws-us-gov.com/saml",
    ],
)
def test_an_address_that_only_looks_like_aws_is_refused(url: str) -> None:
    found = notable(Sent(recipient=url, destination=url), replace(RIGHT, reply_url=None))
    assert found["recipient"].actual == url


@pytest.mark.parametrize("audience", ["urn:amazon:webservices", "https://signin.aws.amazon.com/saml"])
def test_both_audiences_of_aws_are_accepted(audience: str) -> None:
    assert not notable(Sent(audience=audience))


def test_role_and_provider_of_two_accounts_can_never_work() -> None:
    other = PROVIDER.replace("111122223333", "444455556666")
    sent = Sent().claim("Role", f"{ROLE},{other}")
    assert list(notable(sent, replace(RIGHT, provider_arn=other))) == ["account"]
    elsewhere = replace(RIGHT, instance_arn=INSTANCE.replace("111122223333", "444455556666"))
    assert list(notable(Sent(), elsewhere)) == ["instance-account"]


def test_a_session_longer_than_the_role_allows_is_aws_work() -> None:
    found = notable(Sent(), replace(RIGHT, max_session_duration=3600))
    assert found["session-duration-role"].owner == "aws"


def test_without_a_session_duration_the_login_works() -> None:
    sent = Sent().claim("SessionDuration")
    assert list(notable(sent)) == ["session-duration-missing"]
    assert verdict(findings(sent)) == "accept"


def test_govcloud_has_its_own_addresses() -> None:
    url = "https://signin.amazonaws-us-gov.com/saml"
    role, provider = ROLE.replace("aws:", "aws-us-gov:", 1), PROVIDER.replace("aws:", "aws-us-gov:", 1)
    sent = Sent(recipient=url, destination=url, audience="urn:amazon:webservices:govcloud")
    expected = replace(RIGHT, role_arn=role, provider_arn=provider, instance_arn=None, reply_url=None)
    assert not notable(sent.claim("Role", f"{role},{provider}"), expected)


def test_china_has_no_connect() -> None:
    role, provider = ROLE.replace("aws:", "aws-cn:", 1), PROVIDER.replace("aws:", "aws-cn:", 1)
    expected = replace(RIGHT, role_arn=role, provider_arn=provider, instance_arn=None)
    assert "partition" in notable(Sent().claim("Role", f"{role},{provider}"), expected)


def test_several_faults_are_all_told_at_once() -> None:
    found = notable(Sent(audience="x", name_id="").claim("Role"))
    assert list(found) == ["audience", "subject-missing", "role-missing"]


def test_the_rules_have_unique_keys_and_a_line_of_description() -> None:
    assert len({rule.key for rule in RESPONSE_CHECKS}) == len(RESPONSE_CHECKS)
    assert all(rule.description.endswith(".") and "\n" not in rule.description for rule in RESPONSE_CHECKS)


@pytest.mark.parametrize(
    ("actual", "expected", "marked"),
    [
        ("Anna", "anna", "[A]nna"),
        ("same", "same", "same"),
        ("", "x", "[·]"),
        ("urn:amazon:webservices", "urn:amazon:webservices#2", "urn:amazon:webservices[·]"),
        ("urn:amazon:webservices#2", "urn:amazon:webservices", "urn:amazon:webservices[#2]"),
        (ROLE.replace("role/C", "role/c"), ROLE, ROLE.replace("role/C", "role/[c]")),
        (ROLE.replace("ConnectSSO", "ConectSSO"), ROLE, ROLE.replace("ConnectSSO", "[ConectSSO]")),
        ("a@x.org, carol@y.org", "a@x.org, carla@z.org", "a@x.org, [carol@y].org"),
    ],
)
def test_differences_stand_in_brackets(actual: str, expected: str, marked: str) -> None:
    assert mark_differences(actual, expected) == marked


def test_an_id_inside_a_value_is_marked_by_segments_not_by_letters() -> None:
    other = INSTANCE.replace("12345678-1234-1234-1234-123456789012", "99999999-2222-3333-4444-555555555555")
    assert differences(other, INSTANCE) == [
        (other.rpartition("/")[0] + "/", False),
        ("99999999-2222-3333-4444-555555555555", True),
    ]


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("not found", INSTANCE),
        ("nothing", "nothings"),
        ("not assigned", "assigned"),
        ("12345678-1234-1234-1234-123456789012", "87654321-4321-4321-4321-210987654321"),
        ("7CE70A12AB34CD56EF7890123456789012345678", "7CE70A12AB34CD56EF7890123456789012340000"),
    ],
)
def test_two_values_that_share_nothing_worth_showing_are_not_marked(actual: str, expected: str) -> None:
    assert differences(actual, expected) == [(actual, False)]
