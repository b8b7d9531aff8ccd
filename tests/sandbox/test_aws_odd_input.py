"""What no SDK sends by itself is refused in AWS's words; it is no reason to fall over."""

import base64
import json

import pytest

from sandbox.aws.seed import INSTANCE_ID
from tests.sandbox.federations import trust

DEEP = "[" * 100_000
NUMBERS = ["\N{SUPERSCRIPT TWO}", "--5", "1_0", "\N{FULLWIDTH DIGIT TWO}"]


@pytest.mark.parametrize("sign", ["\0", "\1", "\uffff"])
def test_a_name_xml_cannot_carry_is_refused(aws, refused, sign):
    code, message, status = refused(aws.iam.get_role, RoleName=f"a{sign}b")
    assert (code, status) == ("ValidationError", 400)
    assert "Value 'a\N{REPLACEMENT CHARACTER}b' at 'roleName' failed to satisfy" in message


def test_a_refused_name_xml_can_carry_is_repeated(aws, refused):
    assert "Value 'a b' at 'roleName'" in refused(aws.iam.get_role, RoleName="a b")[1]


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_no_number_is_refused(aws, refused, number):
    iam, connect = aws.client("iam", checking=False), aws.client("connect", checking=False)
    assert refused(iam.list_roles, MaxItems=number)[::2] == ("MalformedInput", 400)
    answer = refused(connect.list_users, InstanceId=INSTANCE_ID, MaxResults=number)
    assert answer[::2] == ("SerializationException", 400)


def test_a_number_is_taken(aws):
    assert aws.iam.list_roles(MaxItems=1)
    assert aws.connect.list_users(InstanceId=INSTANCE_ID, MaxResults=1)


@pytest.mark.parametrize("place", [-1, 0])
def test_a_place_before_the_second_page_is_refused(aws, refused, place):
    token = base64.urlsafe_b64encode(f"from:{place}".encode()).decode()
    assert refused(aws.iam.list_users, Marker=token)[::2] == ("ValidationError", 400)


def test_the_place_aws_gave_is_taken(aws):
    first = aws.iam.list_users(MaxItems=1)
    following = aws.iam.list_users(Marker=first["Marker"])["Users"]
    assert following
    assert first["Users"][0] not in following


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        (DEEP, "This policy contains invalid Json"),
        (trust(Effect=["Allow"]), "Syntax errors in policy."),
        (trust(Principal={}), "Missing required field Principal cannot be empty!"),
        (trust(Principal={"Federated": []}), "Missing required field Principal cannot be empty!"),
        (json.dumps({"Version": "2012-10-17", "Statement": []}), "Syntax errors in policy."),
    ],
)
def test_a_trust_policy_that_says_nothing_is_refused(aws, refused, document, complaint):
    answer = refused(aws.iam.create_role, RoleName="R", AssumeRolePolicyDocument=document)
    assert answer == ("MalformedPolicyDocument", complaint, 400)
