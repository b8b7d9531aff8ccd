"""Managed policies: their versions, who has them, and boundaries."""

import json

import pytest

from sandbox.aws.seed import ACCOUNT
from tests.sandbox.federations import metadata, trust

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
ARN = f"arn:aws:iam::{ACCOUNT}:policy/Connect"


def document(*actions: str, effect: str = "Allow") -> str:
    statement = {"Effect": effect, "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def iam(aws):
    aws.iam.create_saml_provider(Name="Entra", SAMLMetadataDocument=metadata())
    aws.iam.create_role(RoleName="ConnectSSO", AssumeRolePolicyDocument=trust())
    return aws.iam


@pytest.fixture
def policy(iam):
    arguments = {"PolicyName": "Connect", "PolicyDocument": document("iam:ListRoles")}
    return iam.create_policy(**arguments, Description="For roles")["Policy"]


@pytest.fixture
def robot(aws, iam):
    """A user without any policy, and a client of IAM with its key."""
    iam.create_user(UserName="robot")
    key = iam.create_access_key(UserName="robot")["AccessKey"]
    return aws.client("iam", key["AccessKeyId"], key["SecretAccessKey"])


def test_a_policy_comes_back_with_its_document(iam, policy):
    assert (policy["Arn"], policy["DefaultVersionId"]) == (ARN, "v1")
    found = iam.get_policy(PolicyArn=ARN)["Policy"]
    assert (found["AttachmentCount"], found["Description"]) == (0, "For roles")
    version = iam.get_policy_version(PolicyArn=ARN, VersionId="v1")["PolicyVersion"]
    assert version["Document"] == json.loads(document("iam:ListRoles"))


def test_a_name_is_taken_once(iam, policy, refused):
    arguments = {"PolicyName": "connect", "PolicyDocument": document("*")}
    text = "A policy called connect already exists. Duplicate names are not allowed."
    assert refused(iam.create_policy, **arguments) == ("EntityAlreadyExists", text, 409)


@pytest.mark.parametrize(
    ("text", "code", "complaint"),
    [
        ("no json", "MalformedPolicyDocument", "This policy contains invalid Json"),
        (document("x:" + "y" * 6144), "LimitExceeded", "Cannot exceed quota for PolicySize: 6144"),
    ],
)
def test_a_document_iam_cannot_keep_is_refused(iam, refused, text, code, complaint):
    assert refused(iam.create_policy, PolicyName="P", PolicyDocument=text)[:2] == (code, complaint)


def test_a_missing_policy_is_not_found(iam, refused):
    answer = refused(iam.get_policy, PolicyArn=ARN)
    assert answer == ("NoSuchEntity", f"Policy {ARN} was not found.", 404)
    _, text, _ = refused(iam.attach_role_policy, RoleName="ConnectSSO", PolicyArn=ARN)
    assert text == f"Policy {ARN} does not exist or is not attachable."


def test_what_is_attached_is_listed_and_counted(iam, policy):
    iam.attach_role_policy(RoleName="ConnectSSO", PolicyArn=ARN)
    iam.attach_role_policy(RoleName="ConnectSSO", PolicyArn=ARN)
    attached = iam.list_attached_role_policies(RoleName="ConnectSSO")["AttachedPolicies"]
    assert attached == [{"PolicyName": "Connect", "PolicyArn": ARN}]
    assert iam.get_policy(PolicyArn=ARN)["Policy"]["AttachmentCount"] == 1
    assert [row["Arn"] for row in iam.list_policies(OnlyAttached=True)["Policies"]] == [ARN]


def test_lists_tell_own_policies_from_those_of_aws(iam, policy):
    assert [row["Arn"] for row in iam.list_policies(Scope="Local")["Policies"]] == [ARN]
    assert ADMINISTRATOR in [row["Arn"] for row in iam.list_policies(Scope="AWS")["Policies"]]


def test_an_attached_policy_counts_until_it_is_detached(iam, policy, robot, refused):
    assert refused(robot.list_roles)[0] == "AccessDenied"
    iam.attach_user_policy(UserName="robot", PolicyArn=ARN)
    assert robot.list_roles()["Roles"]
    iam.detach_user_policy(UserName="robot", PolicyArn=ARN)
    assert refused(robot.list_roles)[0] == "AccessDenied"
    answer = refused(iam.detach_user_policy, UserName="robot", PolicyArn=ARN)
    assert answer == ("NoSuchEntity", f"Policy {ARN} was not found.", 404)


def test_policies_of_aws_can_be_attached_but_not_changed(iam, robot, refused):
    iam.attach_user_policy(UserName="robot", PolicyArn=ADMINISTRATOR)
    assert robot.list_saml_providers()["SAMLProviderList"]
    answer = refused(robot.delete_policy, PolicyArn=ADMINISTRATOR)
    assert answer == ("AccessDenied", "Policy is outside your own account.", 403)


def test_an_eleventh_policy_is_refused(iam, refused):
    arns = [
        iam.create_policy(PolicyName=f"P{n}", PolicyDocument=document("iam:Get*"))["Policy"]["Arn"]
        for n in range(11)
    ]
    for arn in arns[:10]:
        iam.attach_role_policy(RoleName="ConnectSSO", PolicyArn=arn)
    answer = refused(iam.attach_role_policy, RoleName="ConnectSSO", PolicyArn=arns[10])
    assert answer == ("LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10", 409)


def test_an_attached_policy_and_the_role_that_has_it_stay(iam, policy, refused):
    iam.attach_role_policy(RoleName="ConnectSSO", PolicyArn=ARN)
    conflict = ("DeleteConflict", "Cannot delete a policy attached to entities.", 409)
    assert refused(iam.delete_policy, PolicyArn=ARN) == conflict
    text = "Cannot delete entity, must detach all policies first."
    assert refused(iam.delete_role, RoleName="ConnectSSO") == ("DeleteConflict", text, 409)
    iam.detach_role_policy(RoleName="ConnectSSO", PolicyArn=ARN)
    iam.delete_policy(PolicyArn=ARN)
    iam.delete_role(RoleName="ConnectSSO")


def test_the_default_version_is_the_one_that_counts(iam, policy, robot, refused):
    iam.attach_user_policy(UserName="robot", PolicyArn=ARN)
    iam.create_policy_version(PolicyArn=ARN, PolicyDocument=document("iam:ListUsers"))
    assert refused(robot.list_users)[0] == "AccessDenied"
    iam.set_default_policy_version(PolicyArn=ARN, VersionId="v2")
    assert robot.list_users()["Users"]
    listed = iam.list_policy_versions(PolicyArn=ARN)["Versions"]
    assert [(row["VersionId"], row["IsDefaultVersion"]) for row in listed] == [("v2", True), ("v1", False)]


def test_a_sixth_version_is_refused(iam, policy, refused):
    for _ in range(4):
        iam.create_policy_version(PolicyArn=ARN, PolicyDocument=document("*"))
    code, message, _ = refused(iam.create_policy_version, PolicyArn=ARN, PolicyDocument=document("*"))
    assert (code, message[:46]) == ("LimitExceeded", "A managed policy can have up to 5 versions. Be")
    iam.delete_policy_version(PolicyArn=ARN, VersionId="v3")
    made = iam.create_policy_version(PolicyArn=ARN, PolicyDocument=document("*"), SetAsDefault=True)
    assert made["PolicyVersion"]["VersionId"] == "v6"


def test_a_policy_goes_only_with_one_version_left(iam, policy, refused):
    iam.create_policy_version(PolicyArn=ARN, PolicyDocument=document("*"))
    code, message, _ = refused(iam.delete_policy, PolicyArn=ARN)
    assert (code, message[:42]) == ("DeleteConflict", "This policy has more than one version. Bef")
    answer = refused(iam.delete_policy_version, PolicyArn=ARN, VersionId="v1")
    assert answer == ("DeleteConflict", "Cannot delete the default version of a policy.", 409)
    iam.delete_policy_version(PolicyArn=ARN, VersionId="v2")
    iam.delete_policy(PolicyArn=ARN)


def bounded(aws, *, own: str, boundary: str):
    """A client of IAM of a user with one policy and one boundary."""
    arn = aws.iam.create_policy(PolicyName="Boundary", PolicyDocument=boundary)["Policy"]["Arn"]
    aws.iam.create_user(UserName="bounded", PermissionsBoundary=arn)
    aws.iam.put_user_policy(UserName="bounded", PolicyName="Own", PolicyDocument=own)
    key = aws.iam.create_access_key(UserName="bounded")["AccessKey"]
    return aws.client("iam", key["AccessKeyId"], key["SecretAccessKey"])


def test_a_boundary_limits_what_the_own_policy_allows(aws, refused):
    client = bounded(aws, own=document("iam:*"), boundary=document("iam:ListRoles"))
    assert client.list_roles()["Roles"] == []
    code, message, _ = refused(client.list_users)
    assert code == "AccessDenied"
    assert message.endswith("because no permissions boundary allows the iam:ListUsers action")


def test_a_boundary_allows_nothing_by_itself(aws, refused):
    client = bounded(aws, own=document("iam:ListRoles"), boundary=document("*"))
    _, message, _ = refused(client.list_users)
    assert message.endswith("because no identity-based policy allows the iam:ListUsers action")


def test_a_deny_in_a_boundary_wins(aws, refused):
    client = bounded(aws, own=document("iam:*"), boundary=document("iam:ListUsers", effect="Deny"))
    _, message, _ = refused(client.list_users)
    assert message.endswith("with an explicit deny in a permissions boundary")


def test_a_boundary_must_exist_and_stays_while_it_is_in_use(aws, policy, refused):
    missing = ARN + "-Missing"
    answer = refused(aws.iam.create_user, UserName="bounded", PermissionsBoundary=missing)
    text = f"Scope ARN: {missing} does not exist or is not attachable."
    assert answer == ("NoSuchEntity", text, 404)
    made = aws.iam.create_user(UserName="bounded", PermissionsBoundary=ARN)["User"]
    assert made["PermissionsBoundary"]["PermissionsBoundaryArn"] == ARN
    assert refused(aws.iam.delete_policy, PolicyArn=ARN)[0] == "DeleteConflict"


def test_simulation_looks_at_attached_policies_and_at_the_boundary(aws):
    bounded(aws, own=document("iam:GetUser"), boundary=document("iam:List*"))
    aws.iam.attach_user_policy(UserName="bounded", PolicyArn=ADMINISTRATOR)
    answer = aws.iam.simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:user/bounded", ActionNames=["iam:ListUsers", "iam:GetUser"]
    )["EvaluationResults"]
    assert [row["EvalDecision"] for row in answer] == ["allowed", "implicitDeny"]
    within = [row["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"] for row in answer]
    assert within == [True, False]


def test_tags_of_a_policy_come_and_go(iam, policy):
    iam.tag_policy(PolicyArn=ARN, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    iam.untag_policy(PolicyArn=ARN, TagKeys=["a"])
    assert iam.list_policy_tags(PolicyArn=ARN)["Tags"] == [{"Key": "b", "Value": "2"}]
