"""Who may call what, and how the simulated AWS says no."""

import json

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.seed import (
    ACCOUNT,
    ENGINEER,
    INSTANCE_ID,
    LIMITED,
    ROOT_KEY,
    ROOT_SECRET,
    add_account,
    add_user,
)
from sandbox.faults import Fault
from tests.sandbox.federations import add_user as add_connect_user
from tests.sandbox.federations import metadata, trust

EVERYTHING = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
LIMITED_ARN = f"arn:aws:iam::{ACCOUNT}:user/{LIMITED}"


def test_the_engineer_is_who_the_key_says(aws):
    answer = aws.client("sts").get_caller_identity()
    assert (answer["Account"], answer["Arn"]) == (ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/{ENGINEER}")
    assert answer["UserId"].startswith("AIDA")


def test_the_roots_key_is_the_accounts(aws):
    answer = aws.client("sts", key=ROOT_KEY, secret=ROOT_SECRET).get_caller_identity()
    assert answer["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("sts", "get_caller_identity", "InvalidClientTokenId"),
        ("iam", "list_roles", "InvalidClientTokenId"),
        ("connect", "list_instances", "UnrecognizedClientException"),
    ],
)
def test_an_unknown_key_is_refused(aws, refused, service, operation, code):
    client = aws.client(service, key="AKIANOBODYKNOWSTHIS1")
    answer = refused(getattr(client, operation))
    assert answer == (code, "The security token included in the request is invalid.", 403)


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("sts", "get_caller_identity", "SignatureDoesNotMatch"),
        ("connect", "list_instances", "InvalidSignatureException"),
    ],
)
def test_a_wrong_secret_is_refused(aws, refused, service, operation, code):
    client = aws.client(service, secret="mistyped")
    assert refused(getattr(client, operation))[::2] == (code, 403)


def test_an_unsigned_call_is_refused(aws, refused):
    answer = refused(aws.unsigned_sts.get_caller_identity)
    assert answer == ("MissingAuthenticationToken", "Request is missing Authentication Token", 403)


def test_the_limited_engineer_may_read(aws):
    assert aws.limited("iam").list_saml_providers()["SAMLProviderList"] == []
    assert aws.limited("connect").describe_instance(InstanceId=INSTANCE_ID)["Instance"]


def test_a_refusal_names_user_action_and_resource(aws, refused):
    arguments = {"RoleName": "ConnectSSO", "AssumeRolePolicyDocument": trust()}
    code, message, status = refused(aws.limited("iam").create_role, **arguments)
    assert (code, status) == ("AccessDenied", 403)
    assert message == (
        f"User: {LIMITED_ARN} is not authorized to perform: iam:CreateRole "
        f"on resource: arn:aws:iam::{ACCOUNT}:role/ConnectSSO "
        "because no identity-based policy allows the iam:CreateRole action"
    )


def test_connect_refuses_in_its_own_way(aws, refused):
    connect = aws.limited("connect")
    code, message, status = refused(connect.delete_user, InstanceId=INSTANCE_ID, UserId="u")
    assert (code, status) == ("AccessDeniedException", 403)
    assert (
        f"not authorized to perform: connect:DeleteUser on resource: arn:aws:connect:eu-central-1:{ACCOUNT}"
        in message
    )


def test_who_may_not_create_learns_nothing_and_changes_nothing(aws, refused):
    arguments = {"Name": "Entra", "SAMLMetadataDocument": metadata()}
    assert refused(aws.limited("iam").create_saml_provider, **arguments)[0] == "AccessDenied"
    assert aws.iam.list_saml_providers()["SAMLProviderList"] == []


def engineer(aws, *statements):
    """Clients of a further engineer with exactly these statements."""
    policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    add_user(aws.world, "mia", key="AKIASANDBOXMIA000001", secret="s", policy=policy)
    return lambda service: aws.client(service, key="AKIASANDBOXMIA000001", secret="s")


def test_a_policy_for_one_prefix_covers_no_other_name(aws, refused):
    aws.iam.create_saml_provider(Name="Entra", SAMLMetadataDocument=metadata())
    resource = f"arn:aws:iam::{ACCOUNT}:role/ConnectSSO-*"
    mia = engineer(aws, {"Effect": "Allow", "Action": "iam:CreateRole", "Resource": resource})
    assert mia("iam").create_role(RoleName="ConnectSSO-1", AssumeRolePolicyDocument=trust())
    assert (
        refused(mia("iam").create_role, RoleName="Other", AssumeRolePolicyDocument=trust())[0] == "AccessDenied"
    )


def test_an_explicit_deny_wins(aws, refused):
    deny = {"Effect": "Deny", "Action": "iam:GetRole", "Resource": "*"}
    mia = engineer(aws, {"Effect": "Allow", "Action": "*", "Resource": "*"}, deny)
    code, message, _ = refused(mia("iam").get_role, RoleName="R")
    assert code == "AccessDenied"
    assert message.endswith("with an explicit deny in an identity-based policy")


def test_a_boundary_condition_is_looked_at(aws, refused):
    aws.iam.create_saml_provider(Name="Entra", SAMLMetadataDocument=metadata())
    arn = aws.iam.create_policy(PolicyName="Boundary", PolicyDocument=EVERYTHING)["Policy"]["Arn"]
    condition = {"StringEquals": {"iam:PermissionsBoundary": arn}}
    mia = engineer(aws, {"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Condition": condition})
    arguments = {"RoleName": "R", "AssumeRolePolicyDocument": trust()}
    assert refused(mia("iam").create_role, **arguments)[0] == "AccessDenied"
    assert mia("iam").create_role(**arguments, PermissionsBoundary=arn)["Role"]["PermissionsBoundary"]


def test_creating_an_instance_needs_the_directory_permissions_too(aws, refused):
    mia = engineer(aws, {"Effect": "Allow", "Action": "connect:*", "Resource": "*"})
    code, message, _ = refused(
        mia("connect").create_instance,
        IdentityManagementType="SAML",
        InstanceAlias="new",
        InboundCallsEnabled=True,
        OutboundCallsEnabled=True,
    )
    assert code == "AccessDeniedException"
    assert "is not authorized to perform: ds:CheckAlias" in message


def test_creating_an_instance_needs_the_right_to_its_service_role_too(aws, refused):
    new = {"IdentityManagementType": "SAML", "InstanceAlias": "new"}
    calls = {"InboundCallsEnabled": True, "OutboundCallsEnabled": True}
    role = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect"
    allow = {"Effect": "Allow", "Action": ["connect:*", "ds:*"], "Resource": "*"}
    code, message, _ = refused(engineer(aws, allow)("connect").create_instance, **new, **calls)
    assert code == "AccessDeniedException"
    assert f"is not authorized to perform: iam:CreateServiceLinkedRole on resource: {role}" in message
    actions = ["iam:CreateServiceLinkedRole", "iam:AttachRolePolicy", "iam:PutRolePolicy"]
    more = {"Effect": "Allow", "Action": actions, "Resource": f"{role}*"}
    assert engineer(aws, allow, more)("connect").create_instance(**new, **calls)["Id"]


def test_tags_on_something_new_need_the_tagging_permission(aws, refused):
    mia = engineer(aws, {"Effect": "Allow", "Action": "iam:CreateSAMLProvider", "Resource": "*"})
    arguments = {"Name": "Entra", "SAMLMetadataDocument": metadata()}
    tags = [{"Key": "handoff", "Value": "1"}]
    code, message, _ = refused(mia("iam").create_saml_provider, **arguments, Tags=tags)
    assert code == "AccessDenied"
    assert "is not authorized to perform: iam:TagSAMLProvider" in message
    assert mia("iam").create_saml_provider(**arguments)


def test_another_account_sees_nothing_of_this_one(aws, federation, refused):
    key = "AKIASANDBOXEVE000001"
    add_account(aws.world, "444455556666")
    add_user(aws.world, "eve", key=key, secret="s", policy=EVERYTHING, account="444455556666")
    iam, connect = aws.client("iam", key, "s"), aws.client("connect", key, "s")
    assert iam.list_saml_providers()["SAMLProviderList"] == iam.list_roles()["Roles"] == []
    assert connect.list_instances()["InstanceSummaryList"] == []
    arn = f"arn:aws:iam::{ACCOUNT}:saml-provider/Entra"
    assert refused(iam.delete_saml_provider, SAMLProviderArn=arn)[0] == "NoSuchEntity"
    assert refused(connect.list_users, InstanceId=INSTANCE_ID)[0] == "ResourceNotFoundException"


def test_simulation_says_what_the_stored_policies_say(aws):
    answer = aws.limited("iam").simulate_principal_policy(
        PolicySourceArn=LIMITED_ARN, ActionNames=["iam:GetRole", "iam:CreateRole", "sts:GetCallerIdentity"]
    )
    decisions = {row["EvalActionName"]: row["EvalDecision"] for row in answer["EvaluationResults"]}
    assert decisions == {
        "iam:GetRole": "allowed",
        "iam:CreateRole": "implicitDeny",
        "sts:GetCallerIdentity": "implicitDeny",
    }


def test_simulation_follows_the_resource(aws):
    prefix = f"arn:aws:iam::{ACCOUNT}:role/ConnectSSO-"
    engineer(aws, {"Effect": "Allow", "Action": "iam:CreateRole", "Resource": f"{prefix}*"})
    answer = aws.iam.simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:user/mia",
        ActionNames=["iam:CreateRole"],
        ResourceArns=[f"{prefix}1", f"arn:aws:iam::{ACCOUNT}:role/Other"],
    )
    assert [row["EvalDecision"] for row in answer["EvaluationResults"]] == ["allowed", "implicitDeny"]


def test_simulating_nobody_is_refused(aws, refused):
    arguments = {"PolicySourceArn": f"arn:aws:iam::{ACCOUNT}:user/nobody", "ActionNames": ["iam:GetRole"]}
    assert refused(aws.iam.simulate_principal_policy, **arguments)[0] == "NoSuchEntity"
    arguments["PolicySourceArn"] = f"arn:aws:sts::{ACCOUNT}:assumed-role/R/ada"
    assert refused(aws.iam.simulate_principal_policy, **arguments)[0] == "InvalidInput"


@pytest.mark.parametrize(
    ("fault", "iam_says", "connect_says"),
    [
        (Fault.DENY, ("AccessDenied", 403), ("AccessDeniedException", 403)),
        (Fault.THROTTLE, ("Throttling", 400), ("TooManyRequestsException", 429)),
        (Fault.FAIL, ("ServiceFailure", 500), ("InternalServiceException", 500)),
    ],
)
def test_planned_faults_are_met_once_and_have_no_effect(aws, refused, fault, iam_says, connect_says):
    aws.world.faults.plan("CreateSAMLProvider", fault)
    aws.world.faults.plan("ListInstances", fault)
    arguments = {"Name": "Entra", "SAMLMetadataDocument": metadata()}
    assert refused(aws.iam.create_saml_provider, **arguments)[::2] == iam_says
    assert refused(aws.connect.list_instances)[::2] == connect_says
    assert aws.iam.list_saml_providers()["SAMLProviderList"] == []
    assert aws.iam.create_saml_provider(**arguments)
    assert aws.connect.list_instances()


def test_every_call_is_in_the_journal(aws):
    aws.iam.list_saml_providers()
    with pytest.raises(ClientError):
        aws.iam.get_role(RoleName="R")
    add_connect_user(aws, "ada")
    calls = [(call.cloud, call.operation, call.status) for call in aws.world.journal.calls]
    assert calls[:2] == [("aws", "ListSAMLProviders", 200), ("aws", "GetRole", 404)]
    assert calls[-1] == ("aws", "CreateUser", 200)
    assert aws.world.journal.counts["aws"] == 5


def test_what_is_not_simulated_says_so(aws, refused):
    code, message, status = refused(aws.iam.list_groups)
    assert (code, status) == ("NotSimulated", 501)
    assert message == "The Handoff sandbox does not simulate iam ListGroups."
    assert refused(aws.connect.list_queues, InstanceId=INSTANCE_ID)[0] == "NotSimulated"
    assert refused(aws.client("s3").list_buckets)[2] == 501
