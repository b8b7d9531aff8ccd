"""How long names may be, how many tags there may be, and where lists go on."""

import pytest

from sandbox.aws.seed import INSTANCE_ID
from tests.sandbox.federations import ENTITY_ID, add_user, metadata, signing_pair, trust
from tests.sandbox.responses import metadata_for

ROOT_TRUST = trust(Principal={"AWS": "111122223333"}, Action="sts:AssumeRole", Condition={})
INSTANCE = {"IdentityManagementType": "SAML", "InboundCallsEnabled": True, "OutboundCallsEnabled": True}


def tags(number: int) -> list[dict[str, str]]:
    return [{"Key": f"key{n}", "Value": ""} for n in range(number)]


def test_the_longest_names_are_taken(aws):
    name = "A-b_c.d" + "x" * 57
    assert aws.iam.create_user(UserName=name)["User"]["UserName"] == name
    assert aws.iam.create_role(RoleName=name, AssumeRolePolicyDocument=ROOT_TRUST)["Role"]["RoleName"] == name
    provider = aws.iam.create_saml_provider(Name=name * 2, SAMLMetadataDocument=metadata())
    assert provider["SAMLProviderArn"].endswith(f"/{name * 2}")
    assert aws.connect.create_instance(**INSTANCE, InstanceAlias="x" * 45)["Id"]


def test_the_longest_session_of_a_role_is_twelve_hours(aws):
    arguments = {"RoleName": "R", "AssumeRolePolicyDocument": ROOT_TRUST, "MaxSessionDuration": 43200}
    assert aws.iam.create_role(**arguments)["Role"]["MaxSessionDuration"] == 43200


@pytest.mark.parametrize("name", ["x" * 64, "ada@contoso.com", r"contoso\ada", "Ada.Lovelace-1_2"])
def test_a_name_connect_can_keep_is_taken(aws, name):
    number = add_user(aws, name)["UserId"]
    assert aws.connect.describe_user(InstanceId=INSTANCE_ID, UserId=number)["User"]["Username"] == name


def test_ten_certificates_are_taken(aws):
    document = metadata_for(*[signing_pair().cert] * 10, entity_id=ENTITY_ID)
    assert aws.iam.create_saml_provider(Name="Entra", SAMLMetadataDocument=document)["SAMLProviderArn"]


def test_fifty_tags_are_kept_and_one_more_is_refused(aws, refused):
    aws.iam.create_user(UserName="robot", Tags=tags(50))
    assert len(aws.iam.list_user_tags(UserName="robot")["Tags"]) == 50
    more = [{"Key": "one-more", "Value": ""}]
    text = "The number of tags has reached the maximum limit of 50."
    assert refused(aws.iam.tag_user, UserName="robot", Tags=more) == ("LimitExceeded", text, 409)
    code, message, _ = refused(aws.iam.create_user, UserName="other", Tags=tags(51))
    assert code == "ValidationError"
    assert "at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50" in message


@pytest.mark.parametrize("key", ["aws:cloudformation:stack-name", "AWS:owner"])
def test_tags_that_look_like_those_of_aws_are_refused(aws, refused, key):
    wanted = {"UserName": "robot", "Tags": [{"Key": key, "Value": ""}]}
    text = "aws: prefixed tag key names are not allowed for external use."
    assert refused(aws.iam.create_user, **wanted) == ("InvalidInput", text, 400)
    wanted["Tags"] = [{"Key": f"my-{key}", "Value": ""}]
    assert aws.iam.create_user(**wanted)["User"]


@pytest.mark.parametrize("operation", ["list_roles", "list_users"])
def test_a_marker_nobody_gave_is_refused(aws, refused, operation):
    assert refused(getattr(aws.iam, operation), Marker="page-two")[::2] == ("ValidationError", 400)


def test_a_token_nobody_gave_is_refused(aws, refused):
    answer = refused(aws.connect.list_users, InstanceId=INSTANCE_ID, NextToken="page-two")
    assert answer[::2] == ("InvalidRequestException", 400)
