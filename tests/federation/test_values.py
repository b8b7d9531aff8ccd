"""What people type is read or refused with a sentence that says what was expected."""

import pytest

from federation import values
from federation.arns import parse_arn, parse_provider_arn
from federation.errors import InvalidValue
from federation.people import read_session_name

ID = "12345678-1234-1234-1234-123456789012"
INSTANCE = f"arn:aws:connect:eu-central-1:111122223333:instance/{ID}"


def test_one_line_of_text_is_trimmed() -> None:
    assert values.line("  Contact centre ", what="a name") == "Contact centre"


@pytest.mark.parametrize(
    ("raw", "said"),
    [("", "Enter a name."), ("x" * 257, "256 at most"), ("a\nb", "line breaks"), ("a\u200bb", "invisible")],
)
def test_what_is_no_line_of_text_is_refused(raw: str, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        values.line(raw, what="a name")


@pytest.mark.parametrize("raw", ["eu-central-1", " US-EAST-1 ", "us-gov-west-1", "mx-central-1"])
def test_a_region_with_connect_or_a_new_one_is_taken(raw: str) -> None:
    assert values.region(raw) == raw.strip().lower()


@pytest.mark.parametrize("raw", ["eu-west-1", "sa-east-1", "cn-north-1"])
def test_a_region_without_connect_is_refused_as_such(raw: str) -> None:
    with pytest.raises(InvalidValue, match=f"not offered in {raw}"):
        values.region(raw)


@pytest.mark.parametrize("raw", ["Frankfurt", "eu-central", "eu-central-1a", ""])
def test_what_is_no_region_is_refused(raw: str) -> None:
    with pytest.raises(InvalidValue, match="region"):
        values.region(raw)


@pytest.mark.parametrize("raw", ["111122223333", "1111-2222-3333", " 111122223333\n"])
def test_an_account_may_have_the_console_s_dashes(raw: str) -> None:
    assert values.account_id(raw) == "111122223333"


@pytest.mark.parametrize("raw", ["11112222333", "1111222233334", "my-account", "１１１１２２２２３３３３"])
def test_what_is_no_account_is_refused(raw: str) -> None:
    with pytest.raises(InvalidValue, match="12 digits"):
        values.account_id(raw)


def test_a_guid_becomes_lower_case() -> None:
    assert values.guid(" ABCDEF12-1234-1234-1234-123456789012 ") == "abcdef12-1234-1234-1234-123456789012"
    with pytest.raises(InvalidValue):
        values.guid("{" + ID + "}")


@pytest.mark.parametrize("raw", [ID, f" {ID.upper()} ", INSTANCE])
def test_an_instance_may_be_named_by_its_id_or_its_arn(raw: str) -> None:
    assert values.instance_id(raw) == ID


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("https://contoso.my.connect.aws/", "This is an address. Expected the id of the instance"),
        ("contoso.my.connect.aws", "This is an address. Expected the id of the instance"),
        ("arn:aws:iam::111122223333:role/ConnectSSO", "not of an Amazon Connect instance"),
        ("contoso", "Expected an id of the form"),
    ],
)
def test_what_names_no_instance_is_refused_with_what_was_expected(raw: str, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        values.instance_id(raw)


@pytest.mark.parametrize(
    "raw", ["http://x.org", "https://", "x.org", "https://a b.org/", "https://[x", "javascript:alert(1)"]
)
def test_only_https_addresses_are_taken(raw: str) -> None:
    with pytest.raises(InvalidValue, match="https://"):
        values.https_url(raw)


@pytest.mark.parametrize(("raw", "seconds"), [("900", "900"), ("43200", "43200"), (" 03600 ", "3600")])
def test_a_session_lasts_from_15_minutes_to_12_hours(raw: str, seconds: str) -> None:
    assert values.session_duration(raw) == seconds


@pytest.mark.parametrize("raw", ["899", "43201", "-900", "1h", "", "9e3", "²"])
def test_another_session_duration_is_refused(raw: str) -> None:
    with pytest.raises(InvalidValue, match="900"):
        values.session_duration(raw)


def test_names_lose_repetitions_but_keep_their_order() -> None:
    assert values.name_lines(" b \n\na\nb") == ("b", "a")
    with pytest.raises(InvalidValue):
        values.name_lines("\n \n")


def test_people_are_read_one_a_line() -> None:
    (person,) = values.people_lines("\nanna@contoso.com, Anna , Weber\n")
    assert (person.session_name, person.first_name, person.last_name) == ("anna@contoso.com", "Anna", "Weber")


@pytest.mark.parametrize("raw", ["", "anna", "ok@x.org, A, B\nanna@contoso.com, Anna", "anna@x.org, , Weber"])
def test_a_line_that_is_no_person_is_refused(raw: str) -> None:
    with pytest.raises(InvalidValue):
        values.people_lines(raw)


def test_all_names_connect_does_not_take_are_told_at_once_with_the_ways_out() -> None:
    with pytest.raises(InvalidValue, match=r"“a\+b”, “x y” cannot be") as caught:
        values.people_lines("a+b, A, B\nok@x.org, A, B\nx y, A, B")
    assert "ok@x.org" not in caught.value.message
    assert "2 to 64 of the letters A to Z, digits and . _ - @" in caught.value.message
    assert "leave them out" in caught.value.message


def test_the_wrong_line_is_counted_as_the_editor_counts() -> None:
    with pytest.raises(InvalidValue, match="Line 3"):
        values.people_lines("ok@x.org, A, B\n\nanna")


@pytest.mark.parametrize(
    "name", ["a", "x" * 65, "guest_x#EXT#@y.org", "änna", "anna weber", "a+b", "a@b", "a@b@c.de"]
)
def test_a_name_that_cannot_be_a_connect_user_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue, match="Connect"):
        read_session_name(name)


@pytest.mark.parametrize("name", ["anna", "Anna.Weber@contoso.com", "a-b_c.d"])
def test_letter_case_of_a_name_is_kept(name: str) -> None:
    assert read_session_name(name) == name


@pytest.mark.parametrize(
    ("read", "raw"),
    [
        (values.role_arn, "arn:aws:iam::111122223333:role/ConnectSSO"),
        (values.role_arn, "arn:aws-us-gov:iam::111122223333:role/team/x/ConnectSSO"),
        (values.provider_arn, "arn:aws:iam::111122223333:saml-provider/Entra"),
        (values.instance_arn, INSTANCE),
    ],
)
def test_an_arn_of_the_right_kind_is_taken_as_it_stands(read: object, raw: str) -> None:
    assert callable(read)
    assert read(f" {raw} ") == raw


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("ConnectSSO", "not an ARN"),
        ("arn:aws:iam::111122223333:saml-provider/Entra", "not of an IAM role"),
        ("arn:aws:iam::1111:role/ConnectSSO", "not of an IAM role"),
        ("arn:aws:iam:eu-central-1:111122223333:role/ConnectSSO", "not of an IAM role"),
        ("arn:aws:sts::111122223333:assumed-role/ConnectSSO/anna", "not of an IAM role"),
        (f"arn:aws:iam::111122223333:role/{'x' * 65}", "not of an IAM role"),
        ("arn:aws:iam::111122223333:role/Anschlüsse", "not of an IAM role"),
        ("arn:aws:iam::１１１１２２２２３３３３:role/ConnectSSO", "not an ARN"),
        ("arn:amazon:iam::111122223333:role/ConnectSSO", "not an AWS partition"),
        (INSTANCE, "not of an IAM role"),
    ],
)
def test_an_arn_of_another_kind_is_named(raw: str, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        values.role_arn(raw)


@pytest.mark.parametrize(
    ("read", "example"),
    [
        (values.role_arn, ":role/ConnectSSO"),
        (values.provider_arn, ":saml-provider/ConnectSSO"),
        (values.instance_arn, ":instance/1234"),
    ],
)
def test_text_that_is_no_arn_is_answered_with_an_example_of_the_right_kind(read: object, example: str) -> None:
    assert callable(read)
    with pytest.raises(InvalidValue, match=f"not an ARN. Expected .*{example}"):
        read("ConnectSSO")


def test_an_arn_with_two_accounts_of_text_is_one_sentence_away_from_right() -> None:
    with pytest.raises(InvalidValue, match="saml-provider/ConnectSSO"):
        parse_provider_arn("arn:aws:iam::111122223333:role/ConnectSSO")


def test_an_arn_prints_as_it_was_read() -> None:
    assert str(parse_arn(INSTANCE)) == INSTANCE
    assert (parse_arn(INSTANCE).region, parse_arn(INSTANCE).name) == ("eu-central-1", ID)
