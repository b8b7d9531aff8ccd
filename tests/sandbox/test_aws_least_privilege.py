"""A whole AWS side with nothing but the policy that a customer would give, and not one step beyond it."""

import json
import os
from pathlib import Path

import pytest

from sandbox.aws.seed import (
    ACCOUNT,
    INSTANCE_ALIAS,
    INSTANCE_ARN,
    INSTANCE_ID,
    LEGACY_INSTANCE_ID,
    REGION,
    ROOT_KEY,
    ROOT_SECRET,
)
from tests.sandbox.federations import ADA, assertion, metadata, permissions, profile_ids, trust
from tests.sandbox.responses import aws_attributes

FACTS = os.environ.get("HANDOFF_FACTS")
pytestmark = pytest.mark.skipif(
    not FACTS, reason="HANDOFF_FACTS does not name the folder with aws-wizard-policy.json"
)
NAME = "ConnectSSO-contoso"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/ConnectSSO-Boundary"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:saml-provider/{NAME}"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/{NAME}"
INSIDE = {"PermissionsBoundary": BOUNDARY}
LIST_ROLES = {"Effect": "Allow", "Action": "iam:ListRoles", "Resource": "*"}


def policy() -> str:
    text = (Path(str(FACTS)) / "aws-wizard-policy.json").read_text()
    filled = {"${Account}": ACCOUNT, "${Region}": REGION, "${InstanceId}": INSTANCE_ID}
    for name, value in filled.items():
        text = text.replace(name, value)
    return json.dumps(json.loads(text), separators=(",", ":"))


@pytest.fixture
def wizard(aws):
    """Clients with the key of a user who has that policy; the boundary is there as the stack makes it."""
    root = aws.client("iam", ROOT_KEY, ROOT_SECRET)
    arn = root.create_policy(PolicyName="Wizard", PolicyDocument=policy())["Policy"]["Arn"]
    allowed = {"Effect": "Allow", "Action": ["connect:GetFederationToken", "iam:ListRoles"], "Resource": "*"}
    boundary = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    root.create_policy(PolicyName="ConnectSSO-Boundary", PolicyDocument=boundary)
    root.create_user(UserName="wizard")
    root.attach_user_policy(UserName="wizard", PolicyArn=arn)
    key = root.create_access_key(UserName="wizard")["AccessKey"]
    return lambda service: aws.client(service, key["AccessKeyId"], key["SecretAccessKey"])


@pytest.fixture
def provider(wizard):
    """The first thing made: the SAML provider."""
    iam = wizard("iam")
    tags = [{"Key": "handoff", "Value": "1"}]
    iam.create_saml_provider(Name=NAME, SAMLMetadataDocument=metadata(), Tags=tags)
    return iam


def make_role(iam):
    document = trust(Principal={"Federated": PROVIDER})
    tags = [{"Key": "handoff", "Value": "1"}]
    iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=document, Tags=tags, **INSIDE)
    iam.put_role_policy(RoleName=NAME, PolicyName="Connect", PolicyDocument=permissions())


def test_the_preflight_may_look_around(wizard):
    assert wizard("sts").get_caller_identity()["Arn"].endswith(":user/wizard")
    iam, connect = wizard("iam"), wizard("connect")
    assert iam.list_saml_providers()["SAMLProviderList"] == iam.list_roles()["Roles"] == []
    assert iam.get_account_summary()["SummaryMap"]["Providers"] == 0
    assert iam.list_account_aliases()["AccountAliases"] == []
    assert len(connect.list_instances()["InstanceSummaryList"]) == 2
    assert connect.describe_instance(InstanceId=INSTANCE_ID)["Instance"]["InstanceAlias"] == INSTANCE_ALIAS
    assert connect.list_approved_origins(InstanceId=INSTANCE_ID)["Origins"] == []


def test_a_person_signs_in_through_what_the_wizard_made(aws, wizard, provider):
    make_role(provider)
    add_user(aws, wizard("connect"))
    encoded = assertion(attributes=aws_attributes(ROLE, PROVIDER, ADA))
    redeemed = aws.unsigned_sts.assume_role_with_saml(
        RoleArn=ROLE, PrincipalArn=PROVIDER, SAMLAssertion=encoded
    )
    connect = aws.of_session("connect", redeemed["Credentials"])
    assert connect.get_federation_token(InstanceId=INSTANCE_ID)["UserArn"].startswith(INSTANCE_ARN)


def add_user(aws, connect, **changes):
    identity = {"FirstName": "Ada", "LastName": "Lovelace"}
    arguments = {"Username": ADA, "IdentityInfo": identity, "Tags": {"handoff": "1"}, **profile_ids(aws)}
    return connect.create_user(**{"InstanceId": INSTANCE_ID, **arguments, **changes})


def test_everything_made_can_be_changed_and_taken_away(aws, wizard, provider):
    make_role(provider)
    provider.update_saml_provider(SAMLProviderArn=PROVIDER, SAMLMetadataDocument=metadata("next"))
    provider.update_role(RoleName=NAME, MaxSessionDuration=43200)
    provider.untag_role(RoleName=NAME, TagKeys=["handoff"])
    provider.delete_role_policy(RoleName=NAME, PolicyName="Connect")
    provider.delete_role(RoleName=NAME)
    provider.delete_saml_provider(SAMLProviderArn=PROVIDER)
    connect = wizard("connect")
    user = {"InstanceId": INSTANCE_ID, "UserId": add_user(aws, connect)["UserId"]}
    connect.update_user_routing_profile(**user, RoutingProfileId=profile_ids(aws)["RoutingProfileId"])
    connect.delete_user(**user)
    assert connect.list_users(InstanceId=INSTANCE_ID)["UserSummaryList"] == []


def test_the_user_that_lists_roles_can_be_made_with_its_keys(aws, wizard, refused):
    iam = wizard("iam")
    iam.create_user(UserName=NAME, Tags=[{"Key": "handoff", "Value": "1"}], **INSIDE)
    document = json.dumps({"Version": "2012-10-17", "Statement": LIST_ROLES})
    iam.put_user_policy(UserName=NAME, PolicyName="ListRoles", PolicyDocument=document)
    key = iam.create_access_key(UserName=NAME)["AccessKey"]
    entra = aws.client("iam", key["AccessKeyId"], key["SecretAccessKey"])
    assert entra.list_roles()["Roles"] == []
    assert refused(entra.list_users)[0] == "AccessDenied"
    iam.delete_access_key(UserName=NAME, AccessKeyId=key["AccessKeyId"])
    iam.delete_user_policy(UserName=NAME, PolicyName="ListRoles")
    iam.delete_user(UserName=NAME)


def test_an_instance_can_be_made(wizard):
    arguments = {"IdentityManagementType": "SAML", "InstanceAlias": "contoso-new", "ClientToken": "run-1"}
    made = wizard("connect").create_instance(**arguments, InboundCallsEnabled=True, OutboundCallsEnabled=True)
    assert wizard("connect").describe_instance(InstanceId=made["Id"])


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("create_saml_provider", {"Name": "Entra", "SAMLMetadataDocument": metadata()}),
        ("create_role", {"RoleName": NAME, "AssumeRolePolicyDocument": trust()}),
        ("create_role", {"RoleName": "Admin", "AssumeRolePolicyDocument": trust(), **INSIDE}),
        ("create_user", {"UserName": NAME}),
        ("create_user", {"UserName": "admin", **INSIDE}),
        ("create_access_key", {"UserName": "wizard"}),
        ("create_policy", {"PolicyName": "Own", "PolicyDocument": permissions()}),
        ("attach_role_policy", {"RoleName": NAME, "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ("list_users", {}),
    ],
)
def test_iam_beyond_the_own_names_and_the_boundary_is_refused(wizard, refused, operation, arguments):
    code, message, status = refused(getattr(wizard("iam"), operation), **arguments)
    assert (code, status) == ("AccessDenied", 403)
    assert message.startswith(f"User: arn:aws:iam::{ACCOUNT}:user/wizard is not authorized to perform: iam:")


def test_a_policy_cannot_be_put_on_a_role_without_the_boundary(aws, wizard, provider, refused):
    aws.iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=trust(Principal={"Federated": PROVIDER}))
    arguments = {"RoleName": NAME, "PolicyName": "Connect", "PolicyDocument": permissions()}
    assert refused(provider.put_role_policy, **arguments)[0] == "AccessDenied"


def test_connect_beyond_the_own_instance_is_refused(aws, wizard, refused):
    connect = wizard("connect")
    foreign = {"InstanceId": LEGACY_INSTANCE_ID, **profile_ids(aws, LEGACY_INSTANCE_ID)}
    assert refused(add_user, aws=aws, connect=connect, **foreign)[0] == "AccessDeniedException"
    assert refused(connect.delete_instance, InstanceId=INSTANCE_ID)[0] == "AccessDeniedException"
    origin = {"InstanceId": INSTANCE_ID, "Origin": "https://evil.example.com"}
    assert refused(connect.associate_approved_origin, **origin)[0] == "AccessDeniedException"
