"""IAM users and their access keys, such as those Entra lists roles with."""

import json
from datetime import timedelta

import pytest

from sandbox.aws.seed import ACCOUNT, ENGINEER, ENGINEER_KEY, ROOT_KEY, ROOT_SECRET
from sandbox.faults import Fault

NAME = "AzureADRoleManager"
LIST_ROLES = json.dumps(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:ListRoles", "Resource": "*"}}
)
INVALID_KEY = ("InvalidClientTokenId", "The security token included in the request is invalid.", 403)


@pytest.fixture
def user(aws):
    return aws.iam.create_user(UserName=NAME, Tags=[{"Key": "handoff", "Value": "1"}])["User"]


@pytest.fixture
def key(aws, user):
    """Its access key, with the policy that lets it list roles."""
    aws.iam.put_user_policy(UserName=NAME, PolicyName="ListRoles", PolicyDocument=LIST_ROLES)
    return aws.iam.create_access_key(UserName=NAME)["AccessKey"]


def client(aws, key, service="iam"):
    return aws.client(service, key["AccessKeyId"], key["SecretAccessKey"])


def test_a_user_comes_back_as_made(aws, user):
    assert user["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/{NAME}"
    found = aws.iam.get_user(UserName=NAME)["User"]
    assert (found["UserId"], found["Tags"]) == (user["UserId"], [{"Key": "handoff", "Value": "1"}])
    assert NAME in [row["UserName"] for row in aws.iam.list_users()["Users"]]


def test_users_come_in_pages_and_by_path(aws, user):
    for number in range(3):
        aws.iam.create_user(UserName=f"robot{number}", Path="/robots/")
    robots = aws.iam.get_paginator("list_users").paginate(
        PathPrefix="/robots/", PaginationConfig={"PageSize": 2}
    )
    assert [[row["UserName"] for row in page["Users"]] for page in robots] == [["robot0", "robot1"], ["robot2"]]


def test_who_asks_for_no_name_gets_themselves(aws):
    assert aws.iam.get_user()["User"]["UserName"] == ENGINEER
    root = aws.client("iam", ROOT_KEY, ROOT_SECRET).get_user()["User"]
    assert root["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"


@pytest.mark.parametrize("name", [NAME, NAME.lower()])
def test_a_name_is_taken_whatever_its_letter_case(aws, user, refused, name):
    answer = refused(aws.iam.create_user, UserName=name)
    assert answer == ("EntityAlreadyExists", f"User with name {name} already exists.", 409)


@pytest.mark.parametrize("name", ["x" * 65, "Role Manager", "robots/one"])
def test_a_name_the_model_forbids_is_refused(aws, refused, name):
    code, message, _ = refused(aws.iam.create_user, UserName=name)
    assert code == "ValidationError"
    assert "at 'userName' failed to satisfy constraint" in message


def test_a_user_who_is_not_there_is_not_found(aws, user, refused):
    answer = refused(aws.iam.get_user, UserName="nobody")
    assert answer == ("NoSuchEntity", "The user with name nobody cannot be found.", 404)
    assert refused(aws.iam.get_user, UserName=NAME.lower())[0] == "NoSuchEntity"


def test_tags_of_a_user_come_and_go(aws, user):
    aws.iam.tag_user(UserName=NAME, Tags=[{"Key": "owner", "Value": "wes"}])
    aws.iam.untag_user(UserName=NAME, TagKeys=["handoff"])
    assert aws.iam.list_user_tags(UserName=NAME)["Tags"] == [{"Key": "owner", "Value": "wes"}]


def test_an_inline_policy_of_a_user_comes_back(aws, user):
    aws.iam.put_user_policy(UserName=NAME, PolicyName="ListRoles", PolicyDocument=LIST_ROLES)
    found = aws.iam.get_user_policy(UserName=NAME, PolicyName="ListRoles")
    assert found["PolicyDocument"] == json.loads(LIST_ROLES)
    assert aws.iam.list_user_policies(UserName=NAME)["PolicyNames"] == ["ListRoles"]
    aws.iam.delete_user_policy(UserName=NAME, PolicyName="ListRoles")
    assert aws.iam.list_user_policies(UserName=NAME)["PolicyNames"] == []


def test_an_inline_policy_too_many_is_refused(aws, user, refused):
    long = LIST_ROLES.replace('"*"', json.dumps([f"arn:aws:iam::{ACCOUNT}:role/{n:030}" for n in range(40)]))
    arguments = {"UserName": NAME, "PolicyName": "Long", "PolicyDocument": long}
    text = f"Maximum policy size of 2048 bytes exceeded for user {NAME}"
    assert refused(aws.iam.put_user_policy, **arguments) == ("LimitExceeded", text, 409)


def test_a_missing_inline_policy_is_not_found(aws, user, refused):
    answer = refused(aws.iam.get_user_policy, UserName=NAME, PolicyName="Nothing")
    assert answer == ("NoSuchEntity", "The user policy with name Nothing cannot be found.", 404)


def test_a_key_signs_calls_within_its_users_policy(aws, key, refused):
    assert client(aws, key, "sts").get_caller_identity()["Arn"].endswith(f":user/{NAME}")
    assert client(aws, key).list_roles()["Roles"] == []
    code, message, _ = refused(client(aws, key).list_users)
    assert code == "AccessDenied"
    assert f"user/{NAME} is not authorized to perform: iam:ListUsers" in message


def test_the_secret_is_shown_once(aws, key):
    listed = aws.iam.list_access_keys(UserName=NAME)["AccessKeyMetadata"]
    assert [(row["AccessKeyId"], row["Status"]) for row in listed] == [(key["AccessKeyId"], "Active")]
    assert "SecretAccessKey" not in listed[0]


def test_a_third_key_is_refused_even_if_one_is_inactive(aws, key, refused):
    second = aws.iam.create_access_key(UserName=NAME)["AccessKey"]["AccessKeyId"]
    aws.iam.update_access_key(UserName=NAME, AccessKeyId=second, Status="Inactive")
    answer = refused(aws.iam.create_access_key, UserName=NAME)
    assert answer == ("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2", 409)
    aws.iam.delete_access_key(UserName=NAME, AccessKeyId=second)
    assert aws.iam.create_access_key(UserName=NAME)["AccessKey"]


def test_an_inactive_key_opens_nothing_until_it_is_active_again(aws, key, refused):
    which = {"UserName": NAME, "AccessKeyId": key["AccessKeyId"]}
    aws.iam.update_access_key(**which, Status="Inactive")
    assert refused(client(aws, key, "sts").get_caller_identity) == INVALID_KEY
    aws.iam.update_access_key(**which, Status="Active")
    assert client(aws, key, "sts").get_caller_identity()


def test_a_deleted_key_is_worth_nothing(aws, key, refused):
    aws.iam.delete_access_key(UserName=NAME, AccessKeyId=key["AccessKeyId"])
    assert refused(client(aws, key, "sts").get_caller_identity) == INVALID_KEY
    answer = refused(aws.iam.delete_access_key, UserName=NAME, AccessKeyId=key["AccessKeyId"])
    text = f"The Access Key with id {key['AccessKeyId']} cannot be found."
    assert answer == ("NoSuchEntity", text, 404)


def test_a_key_of_somebody_else_is_not_found(aws, user, refused):
    assert refused(aws.iam.delete_access_key, UserName=NAME, AccessKeyId=ENGINEER_KEY)[0] == "NoSuchEntity"


def test_a_new_key_takes_a_moment_to_be_known_everywhere(aws, user, refused):
    aws.world.faults.plan("CreateAccessKey", Fault.LAG, seconds=10)
    key = aws.iam.create_access_key(UserName=NAME)["AccessKey"]
    assert refused(client(aws, key, "sts").get_caller_identity) == INVALID_KEY
    aws.world.offset = timedelta(seconds=11)
    assert client(aws, key, "sts").get_caller_identity()


def test_the_last_use_of_a_key_is_known(aws, key, refused):
    number = key["AccessKeyId"]
    before = aws.iam.get_access_key_last_used(AccessKeyId=number)
    assert before["AccessKeyLastUsed"] == {"ServiceName": "N/A", "Region": "N/A"}
    client(aws, key).list_roles()
    after = aws.iam.get_access_key_last_used(AccessKeyId=number)
    assert (after["UserName"], after["AccessKeyLastUsed"]["ServiceName"]) == (NAME, "iam")
    assert "LastUsedDate" in after["AccessKeyLastUsed"]
    assert refused(aws.iam.get_access_key_last_used, AccessKeyId="AKIANOBODYKNOWSTHIS1")[0] == "AccessDenied"


def test_a_user_goes_only_after_keys_and_policies(aws, key, refused):
    conflict = "Cannot delete entity, must delete access keys first."
    assert refused(aws.iam.delete_user, UserName=NAME) == ("DeleteConflict", conflict, 409)
    aws.iam.delete_access_key(UserName=NAME, AccessKeyId=key["AccessKeyId"])
    assert refused(aws.iam.delete_user, UserName=NAME)[1] == "Cannot delete entity, must delete policies first."
    aws.iam.delete_user_policy(UserName=NAME, PolicyName="ListRoles")
    aws.iam.delete_user(UserName=NAME)
    assert refused(aws.iam.get_user, UserName=NAME)[0] == "NoSuchEntity"
