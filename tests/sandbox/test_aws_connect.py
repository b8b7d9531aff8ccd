"""Instances, users and the federation token."""

import pytest

from sandbox.aws.seed import (
    ACCOUNT,
    INSTANCE_ALIAS,
    INSTANCE_ARN,
    INSTANCE_ID,
    LEGACY_INSTANCE_ALIAS,
    LEGACY_INSTANCE_ID,
    ROOT_KEY,
    ROOT_SECRET,
)
from tests.sandbox.federations import ADA, add_user, assertion, permissions, profile_ids, trust


def test_the_seeded_instances_are_there(aws):
    rows = aws.connect.list_instances()["InstanceSummaryList"]
    kinds = {row["InstanceAlias"]: (row["IdentityManagementType"], row["InstanceStatus"]) for row in rows}
    assert kinds == {INSTANCE_ALIAS: ("SAML", "ACTIVE"), LEGACY_INSTANCE_ALIAS: ("CONNECT_MANAGED", "ACTIVE")}
    found = aws.connect.describe_instance(InstanceId=INSTANCE_ID)["Instance"]
    assert (found["Arn"], found["InstanceAccessUrl"]) == (
        INSTANCE_ARN,
        f"https://{INSTANCE_ALIAS}.my.connect.aws",
    )


def test_an_instance_lives_in_its_region_only(aws, refused):
    elsewhere = aws.client("connect", region="eu-west-2")
    assert elsewhere.list_instances()["InstanceSummaryList"] == []
    assert refused(elsewhere.describe_instance, InstanceId=INSTANCE_ID)[::2] == (
        "ResourceNotFoundException",
        404,
    )


def test_a_region_without_connect_has_no_endpoint(aws, refused):
    nowhere = aws.client("connect", region="eu-north-1")
    assert refused(nowhere.list_instances)[::2] == ("UnknownEndpoint", 404)


def test_instances_come_in_pages(aws):
    pages = list(aws.connect.get_paginator("list_instances").paginate(PaginationConfig={"PageSize": 1}))
    assert [len(page["InstanceSummaryList"]) for page in pages] == [1, 1]


def test_a_page_of_instances_holds_ten_at_most(aws, refused):
    code, message, _ = refused(aws.connect.list_instances, MaxResults=11)
    assert code == "InvalidRequestException"
    assert "at 'maxResults' failed to satisfy constraint" in message


def test_a_user_comes_back_as_made(aws):
    number = add_user(aws, ADA, Tags={"handoff": "1"})["UserId"]
    found = aws.connect.describe_user(InstanceId=INSTANCE_ID, UserId=number)["User"]
    assert (found["Username"], found["Tags"]) == (ADA, {"handoff": "1"})
    assert found["IdentityInfo"] == {"FirstName": "Ada", "LastName": "Lovelace"}
    listed = aws.connect.list_users(InstanceId=INSTANCE_ID)["UserSummaryList"]
    assert [(row["Id"], row["Username"]) for row in listed] == [(number, ADA)]


@pytest.mark.parametrize(
    "name", ["ada lovelace", "x" * 65, "ada+x", "ada=x", "ada,x", "ada@contoso", "zoë", "a@b@c.d"]
)
def test_a_name_connect_cannot_keep_is_refused(aws, refused, name):
    code, message, _ = refused(add_user, aws=aws, name=name)
    assert code == "InvalidParameterException"
    assert message.startswith("Invalid username.")


def test_the_same_name_twice_is_refused_but_letter_case_counts(aws, refused):
    add_user(aws, ADA)
    assert refused(add_user, aws=aws, name=ADA)[::2] == ("DuplicateResourceException", 409)
    assert add_user(aws, ADA.lower())


@pytest.mark.parametrize(
    ("changes", "code", "complaint"),
    [
        (
            {"IdentityInfo": {"FirstName": "A", "LastName": "L", "Email": "a@b.de"}},
            "InvalidRequestException",
            "Email is not required for this directory type",
        ),
        ({"IdentityInfo": {"FirstName": "Ada"}}, "InvalidParameterException", "LastName is required"),
        (
            {"IdentityInfo": {"FirstName": "Zoe\u0308", "LastName": "L"}},
            "InvalidParameterException",
            "FirstName must be in Unicode normalization form C",
        ),
        ({"RoutingProfileId": INSTANCE_ID}, "InvalidParameterException", "Invalid routing-profile id"),
        ({"SecurityProfileIds": ["nope"]}, "InvalidParameterException", "Invalid security-profile id"),
    ],
)
def test_a_user_that_does_not_fit_the_instance_is_refused(aws, refused, changes, code, complaint):
    answer = refused(add_user, aws=aws, name=ADA, **changes)
    assert answer == (code, complaint, 400)


def test_a_password_on_a_saml_instance_is_refused(aws, refused):
    assert refused(add_user, aws=aws, name=ADA, Password="Passw0rd!")[0] == "InvalidRequestException"


def test_profiles_of_another_instance_do_not_count(aws, refused):
    foreign = profile_ids(aws, LEGACY_INSTANCE_ID)
    assert refused(add_user, aws=aws, name=ADA, **foreign)[0] == "InvalidParameterException"


def test_no_more_users_than_the_quota(aws, refused):
    aws.world.table("aws.accounts")[ACCOUNT]["connect_users_quota"] = 1
    add_user(aws, ADA)
    assert refused(add_user, aws=aws, name="grace")[::2] == ("LimitExceededException", 429)


def test_a_users_name_and_profiles_can_be_changed(aws):
    where = {"InstanceId": INSTANCE_ID, "UserId": add_user(aws, ADA)["UserId"]}
    admin = aws.connect.list_security_profiles(InstanceId=INSTANCE_ID)["SecurityProfileSummaryList"][0]["Id"]
    aws.connect.update_user_identity_info(**where, IdentityInfo={"FirstName": "Augusta", "LastName": "King"})
    aws.connect.update_user_security_profiles(**where, SecurityProfileIds=[admin])
    aws.connect.update_user_routing_profile(**where, RoutingProfileId=profile_ids(aws)["RoutingProfileId"])
    found = aws.connect.describe_user(**where)["User"]
    assert (found["IdentityInfo"]["FirstName"], found["SecurityProfileIds"]) == ("Augusta", [admin])


def test_a_deleted_user_is_gone(aws, refused):
    where = {"InstanceId": INSTANCE_ID, "UserId": add_user(aws, ADA)["UserId"]}
    aws.connect.delete_user(**where)
    assert refused(aws.connect.describe_user, **where)[::2] == ("ResourceNotFoundException", 404)


@pytest.fixture
def session(federation):
    """Amazon Connect as a person sees it who signed in by SAML under a name."""

    def sign_in(name: str = ADA):
        return federation.aws.of_session("connect", federation.redeem(assertion(name))["Credentials"])

    return sign_in


def test_the_session_of_a_user_gets_that_users_token(federation, session):
    answer = session().get_federation_token(InstanceId=INSTANCE_ID)
    assert answer["UserId"] == federation.user_id
    assert answer["SignInUrl"].startswith(f"https://{INSTANCE_ALIAS}.my.connect.aws/")
    assert answer["Credentials"]["AccessToken"]


def test_a_name_in_other_letter_case_is_no_user(session, refused):
    answer = refused(session(ADA.lower()).get_federation_token, InstanceId=INSTANCE_ID)
    assert answer[::2] == ("UserNotFoundException", 404)


@pytest.mark.parametrize(
    "policy",
    [
        permissions(INSTANCE_ARN.replace(INSTANCE_ID, LEGACY_INSTANCE_ID) + "/user/${aws:userid}"),
        permissions(INSTANCE_ARN.replace("eu-central-1", "us-east-1") + "/user/${aws:userid}"),
        permissions(INSTANCE_ARN),
        permissions(INSTANCE_ARN + "/user/${aws:username}"),
        permissions("*", Condition={"StringEquals": {"connect:InstanceId": LEGACY_INSTANCE_ID}}),
        permissions(Action="connect:DescribeUser"),
    ],
)
def test_a_policy_for_something_else_gives_no_token(federation, session, refused, policy):
    federation.aws.iam.put_role_policy(RoleName="ConnectSSO", PolicyName="Connect", PolicyDocument=policy)
    code, message, status = refused(session().get_federation_token, InstanceId=INSTANCE_ID)
    assert (code, status) == ("AccessDeniedException", 403)
    assert "is not authorized to perform: connect:GetFederationToken on resource: " + INSTANCE_ARN in message


def test_the_documented_condition_on_the_instance_id_works_too(federation, session):
    policy = permissions("*", Condition={"StringEquals": {"connect:InstanceId": [INSTANCE_ID]}})
    federation.aws.iam.put_role_policy(RoleName="ConnectSSO", PolicyName="Connect", PolicyDocument=policy)
    assert session().get_federation_token(InstanceId=INSTANCE_ID)["UserId"] == federation.user_id


def test_a_role_made_anew_does_not_revive_old_sessions(federation, session, refused):
    connect, iam = session(), federation.aws.iam
    iam.delete_role_policy(RoleName="ConnectSSO", PolicyName="Connect")
    iam.delete_role(RoleName="ConnectSSO")
    iam.create_role(RoleName="ConnectSSO", AssumeRolePolicyDocument=trust())
    iam.put_role_policy(RoleName="ConnectSSO", PolicyName="Connect", PolicyDocument=permissions())
    assert refused(connect.get_federation_token, InstanceId=INSTANCE_ID)[0] == "AccessDeniedException"


def test_an_instance_without_saml_takes_nobody(federation, session, refused):
    policy = permissions("*")
    federation.aws.iam.put_role_policy(RoleName="ConnectSSO", PolicyName="Connect", PolicyDocument=policy)
    answer = refused(session().get_federation_token, InstanceId=LEGACY_INSTANCE_ID)
    assert answer[0] == "InvalidRequestException"


def test_root_cannot_be_used_for_federation(aws, refused):
    root = aws.client("connect", key=ROOT_KEY, secret=ROOT_SECRET)
    code, message, _ = refused(root.get_federation_token, InstanceId=INSTANCE_ID)
    assert code == "InvalidRequestException"
    assert message.endswith("cannot be used for federation with Amazon Connect")


def test_a_missing_member_is_named(aws, refused):
    connect = aws.client("connect", checking=False)
    _, message, _ = refused(connect.create_user, InstanceId=INSTANCE_ID, Username="ada")
    assert "Value null at 'securityProfileIds' failed to satisfy constraint: Member must not be null" in message
