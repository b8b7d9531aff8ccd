"""Roles, their trust and their policies."""

import json
from datetime import timedelta

import pytest

from sandbox.aws.seed import ACCOUNT
from sandbox.faults import Fault
from tests.sandbox.federations import ROLE_ARN, metadata, permissions, trust


@pytest.fixture
def iam(aws):
    aws.iam.create_saml_provider(Name="Entra", SAMLMetadataDocument=metadata())
    return aws.iam


@pytest.fixture
def role(iam):
    return iam.create_role(RoleName="ConnectSSO", AssumeRolePolicyDocument=trust())["Role"]


def test_a_role_comes_back_as_it_was_made(iam, role):
    assert role["Arn"] == ROLE_ARN
    found = iam.get_role(RoleName="ConnectSSO")["Role"]
    assert found["AssumeRolePolicyDocument"] == json.loads(trust())
    assert found["MaxSessionDuration"] == 3600
    assert found["RoleId"] == role["RoleId"]


@pytest.mark.parametrize("name", ["ConnectSSO", "connectsso"])
def test_names_are_unique_without_regard_to_letter_case(iam, role, refused, name):
    answer = refused(iam.create_role, RoleName=name, AssumeRolePolicyDocument=trust())
    assert answer == ("EntityAlreadyExists", f"Role with name {name} already exists.", 409)


def test_a_role_is_found_by_its_exact_name_only(iam, role, refused):
    answer = refused(iam.get_role, RoleName="connectsso")
    assert answer == ("NoSuchEntity", "The role with name connectsso cannot be found.", 404)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"RoleName": "x" * 65}, "at 'roleName' failed to satisfy constraint: Member must have length less"),
        ({"RoleName": "Connect SSO"}, r"must satisfy regular expression pattern: [\w+=,.@-]+"),
        ({"MaxSessionDuration": 43201}, "Value '43201' at 'maxSessionDuration' failed to satisfy"),
        ({"Path": "no-slash"}, "at 'path' failed to satisfy constraint"),
        ({"Tags": [{"Key": "k" * 129, "Value": ""}]}, "at 'tags.1.member.key' failed to satisfy constraint"),
    ],
)
def test_what_the_model_forbids_is_refused(iam, refused, changes, complaint):
    arguments = {"RoleName": "ConnectSSO", "AssumeRolePolicyDocument": trust(), **changes}
    code, message, status = refused(iam.create_role, **arguments)
    assert (code, status) == ("ValidationError", 400)
    assert complaint in message


def test_minima_are_checked_even_if_the_sdk_does_not(aws, refused):
    iam = aws.client("iam", checking=False)
    code, message, _ = refused(iam.create_role, RoleName="R", MaxSessionDuration=3599)
    assert code == "ValidationError"
    assert message.startswith("2 validation errors detected: Value null at 'assumeRolePolicyDocument'")
    assert "Member must have value greater than or equal to 3600" in message


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ("{not json", "This policy contains invalid Json"),
        ("[]", "Syntax errors in policy."),
        ('{"Version": "2012-10-17"}', "Syntax errors in policy."),
        (trust(Effect="Permit"), "Syntax errors in policy."),
        (trust(Resource="*"), "Has prohibited field Resource"),
        (trust(Action="s3:GetObject"), "AssumeRole policy may only specify STS AssumeRole actions."),
        (trust(Principal={"Federated": "not an arn"}), "Federated principals must be valid domain names"),
        (trust(Principal="*"), 'AssumeRolepolicy contained an invalid principal: "STAR":"*".'),
        (trust(Principal={"AWS": "999999999999"}), 'Invalid principal in policy: "AWS":"999999999999"'),
    ],
)
def test_a_trust_policy_nobody_could_use_is_refused(iam, refused, document, complaint):
    code, message, _ = refused(iam.create_role, RoleName="R", AssumeRolePolicyDocument=document)
    assert code == "MalformedPolicyDocument"
    assert message.startswith(complaint)


def test_the_trusted_provider_must_exist(aws, refused):
    answer = refused(aws.iam.create_role, RoleName="R", AssumeRolePolicyDocument=trust())
    arn = f"arn:aws:iam::{ACCOUNT}:saml-provider/Entra"
    assert answer == ("MalformedPolicyDocument", f'Invalid principal in policy: "FEDERATED":"{arn}"', 400)


def test_a_trust_policy_over_its_quota_is_refused(iam, refused):
    document = trust(Condition={"StringEquals": {"SAML:aud": ["https://signin.aws.amazon.com/saml"] * 60}})
    answer = refused(iam.create_role, RoleName="R", AssumeRolePolicyDocument=document)
    assert answer == ("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048", 409)


def test_a_refused_trust_leaves_the_old_one(iam, role, refused):
    answer = refused(iam.update_assume_role_policy, RoleName="ConnectSSO", PolicyDocument="{}")
    assert answer == ("MalformedPolicyDocument", "Syntax errors in policy.", 400)
    assert iam.get_role(RoleName="ConnectSSO")["Role"]["AssumeRolePolicyDocument"] == json.loads(trust())


def test_an_update_keeps_what_it_does_not_name(iam, role):
    iam.update_role(RoleName="ConnectSSO", Description="Sign-in to Connect")
    iam.update_role(RoleName="ConnectSSO", MaxSessionDuration=43200)
    found = iam.get_role(RoleName="ConnectSSO")["Role"]
    assert (found["Description"], found["MaxSessionDuration"]) == ("Sign-in to Connect", 43200)


def test_roles_are_listed_in_pages_and_by_path(iam, role):
    for number in range(4):
        iam.create_role(RoleName=f"Other{number}", Path="/other/", AssumeRolePolicyDocument=trust())
    pages = list(iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page["Roles"]) for page in pages] == [2, 2, 1]
    below = iam.list_roles(PathPrefix="/other/")["Roles"]
    assert [row["RoleName"] for row in below] == ["Other0", "Other1", "Other2", "Other3"]


def test_tags_are_merged(iam, role):
    iam.tag_role(RoleName="ConnectSSO", Tags=[{"Key": "handoff", "Value": "1"}])
    iam.tag_role(RoleName="ConnectSSO", Tags=[{"Key": "owner", "Value": "wes"}])
    assert {tag["Key"] for tag in iam.list_role_tags(RoleName="ConnectSSO")["Tags"]} == {"handoff", "owner"}


def test_an_inline_policy_comes_back_as_json(iam, role):
    iam.put_role_policy(RoleName="ConnectSSO", PolicyName="Connect", PolicyDocument=permissions())
    found = iam.get_role_policy(RoleName="ConnectSSO", PolicyName="Connect")
    assert found["PolicyDocument"] == json.loads(permissions())
    assert iam.list_role_policies(RoleName="ConnectSSO")["PolicyNames"] == ["Connect"]
    assert iam.list_attached_role_policies(RoleName="ConnectSSO")["AttachedPolicies"] == []


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ("nonsense", "This policy contains invalid Json"),
        (permissions(Principal="*"), "Policy document should not specify a principal."),
        (permissions(resource="instance/1"), 'Resource instance/1 must be in ARN format or "*".'),
        (permissions(Action="GetFederationToken"), "Actions/Conditions must be prefaced by a vendor"),
        (permissions().replace("2012-10-17", "2025-01-01"), "Policy document must be version 2012-10-17"),
        (permissions().replace("2012-10-17", "2008-10-17"), "Policy document must be version 2012-10-17"),
    ],
)
def test_a_permission_policy_iam_cannot_read_is_refused(iam, role, refused, document, complaint):
    arguments = {"RoleName": "ConnectSSO", "PolicyName": "Connect", "PolicyDocument": document}
    code, message, _ = refused(iam.put_role_policy, **arguments)
    assert code == "MalformedPolicyDocument"
    assert message.startswith(complaint)


def test_a_role_goes_only_after_its_policies(iam, role, refused):
    iam.put_role_policy(RoleName="ConnectSSO", PolicyName="Connect", PolicyDocument=permissions())
    answer = refused(iam.delete_role, RoleName="ConnectSSO")
    assert answer == ("DeleteConflict", "Cannot delete entity, must delete policies first.", 409)
    iam.delete_role_policy(RoleName="ConnectSSO", PolicyName="Connect")
    iam.delete_role(RoleName="ConnectSSO")
    assert refused(iam.get_role, RoleName="ConnectSSO")[0] == "NoSuchEntity"


def test_the_account_summary_counts(iam, role):
    summary = iam.get_account_summary()["SummaryMap"]
    assert (summary["Providers"], summary["Roles"], summary["AccessKeysPerUserQuota"]) == (1, 1, 2)


def test_tags_are_taken_away(iam, role):
    iam.tag_role(RoleName="ConnectSSO", Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    iam.untag_role(RoleName="ConnectSSO", TagKeys=["A"])
    assert iam.list_role_tags(RoleName="ConnectSSO")["Tags"] == [{"Key": "b", "Value": "2"}]


def test_the_same_tag_twice_is_refused(iam, role, refused):
    tags = [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]
    code, message, _ = refused(iam.tag_role, RoleName="ConnectSSO", Tags=tags)
    assert code == "InvalidInput"
    assert message == "Duplicate tag keys found. Please note that Tag keys are case insensitive."


def test_inline_policies_over_their_quota_are_refused(iam, role, refused):
    long = permissions(
        resource=[f"arn:aws:connect:eu-central-1:{ACCOUNT}:instance/{n:040}" for n in range(120)]
    )
    arguments = {"RoleName": "ConnectSSO", "PolicyName": "Long", "PolicyDocument": long}
    text = "Maximum policy size of 10240 bytes exceeded for role ConnectSSO"
    assert refused(iam.put_role_policy, **arguments) == ("LimitExceeded", text, 409)
    assert iam.list_role_policies(RoleName="ConnectSSO")["PolicyNames"] == []


def test_a_provider_made_a_moment_ago_is_no_principal_yet(aws, refused):
    aws.world.faults.plan("CreateSAMLProvider", Fault.LAG, seconds=10)
    arn = aws.iam.create_saml_provider(Name="Entra", SAMLMetadataDocument=metadata())["SAMLProviderArn"]
    arguments = {"RoleName": "R", "AssumeRolePolicyDocument": trust()}
    text = f'Invalid principal in policy: "FEDERATED":"{arn}"'
    assert refused(aws.iam.create_role, **arguments) == ("MalformedPolicyDocument", text, 400)
    aws.world.offset = timedelta(seconds=11)
    assert aws.iam.create_role(**arguments)["Role"]


def test_a_user_made_a_moment_ago_is_no_principal_yet(iam, aws, refused):
    aws.world.faults.plan("CreateUser", Fault.LAG, seconds=10)
    arn = iam.create_user(UserName="vendor")["User"]["Arn"]
    document = trust(Principal={"AWS": arn}, Action="sts:AssumeRole", Condition={})
    arguments = {"RoleName": "R", "AssumeRolePolicyDocument": document}
    text = f'Invalid principal in policy: "AWS":"{arn}"'
    assert refused(iam.create_role, **arguments) == ("MalformedPolicyDocument", text, 400)
    aws.world.offset = timedelta(seconds=11)
    assert iam.create_role(**arguments)["Role"]


def test_a_description_can_be_changed_the_older_way_too(iam, role):
    answer = iam.update_role_description(RoleName="ConnectSSO", Description="Sign-in")
    assert answer["Role"]["Description"] == "Sign-in"
