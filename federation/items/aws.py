"""The items of the AWS side: what its engineer answers, then what its steps give."""

from federation import values
from federation.agreement import same_account, same_account_and_region
from federation.items.item import Item, names, text

AWS_SIGN_IN_WAYS = {
    "chain": "The credentials this server already has (AWS default credential chain)",
    "profile": "A named profile of this server's AWS configuration",
}


AWS_SIGN_IN = Item(
    "aws_sign_in",
    "How Handoff signs in to AWS",
    "Handoff makes the calls of the AWS side with these credentials.",
    values.choice(AWS_SIGN_IN_WAYS),
    choices=AWS_SIGN_IN_WAYS,
)


AWS_PROFILE = text(
    "aws_profile",
    "Profile name",
    "Only with a named profile: its name in ~/.aws/config of this server.",
    most=64,
)


AWS_REGION = Item(
    "aws_region",
    "Region of the Connect instance",
    "An instance lives in one region; the sign-in address and the relay state carry it.",
    values.region,
    expected="the code of a region, such as eu-central-1.",
)


# Limits: botocore's Connect model, CreateInstance.InstanceAlias and DescribeInstance.InstanceId.
INSTANCES_SEEN = names(
    "instances_seen",
    "Connect instances in the region",
    "Read from the account, so that you can choose instead of type.",
)


INSTANCE_ID = Item(
    "instance_id",
    "Existing instance",
    "The instance people will sign in to. It must have been created with SAML 2.0-based authentication.",
    values.instance_id,
    expected="the id of the instance, the last part of its ARN. The whole ARN will do too.",
    suggested_by=INSTANCES_SEEN,
)


NEW_INSTANCE_ALIAS = Item(
    "new_instance_alias",
    "Alias of a new instance",
    "Only if there is no instance yet: a new one is created under this alias. AWS limits how many in 30 days.",
    values.matching(
        r"(?!d-)(?=.{1,45}$)[\da-zA-Z]+(?:-+[\da-zA-Z]+)*",
        what="an alias",
        expected="Expected 1 to 45 letters, digits and hyphens, not beginning with “d-” or a hyphen.",
    ),
)


PROVIDER_NAME = Item(
    "provider_name",
    "Name of the SAML provider",
    "IAM keeps Entra's certificate under this name.",
    values.matching(
        r"[\w._-]{1,128}",
        what="a name",
        expected="Expected 1 to 128 letters, digits and . _ - (IAM refuses the others).",
    ),
)


ROLE_NAME = Item(
    "role_name",
    "Name of the role",
    "Everybody who signs in gets this IAM role for the moment of the sign-in.",
    values.matching(
        r"[\w+=,.@-]{1,64}",
        what="a name",
        expected="Expected 1 to 64 letters, digits and + = , . @ _ - (IAM allows no more than 64).",
    ),
)


SECURITY_PROFILE = text(
    "security_profile",
    "Security profile of new users",
    "What the people may do in Connect. A fresh instance has Admin, Agent, CallCenterManager, QualityAnalyst.",
    most=128,
)


ROUTING_PROFILE = text(
    "routing_profile",
    "Routing profile of new users",
    "Which queues the people serve. A fresh instance has Basic Routing Profile.",
    most=128,
)


AWS_ACCOUNT = Item(
    "aws_account",
    "AWS account",
    "The account that holds the instance, the provider and the role.",
    values.account_id,
    expected="12 digits, such as 111122223333.",
)


AWS_CALLER = text("aws_caller", "Signed in to AWS as", "Who makes the calls of the AWS side.", most=2048)


INSTANCE_ARN = Item(
    "instance_arn",
    "Instance ARN",
    "Entra's relay state needs the region and the id of the instance; the role may only sign in to it.",
    values.instance_arn,
    expected="arn:aws:connect:REGION:ACCOUNT:instance/ID",
    agree=same_account_and_region,
)


INSTANCE_URL = Item(
    "instance_url",
    "Access URL of the instance",
    "Where people land in the end. Opening it directly never works with SAML: the sign-in begins in Entra.",
    values.https_url,
)


PROVIDER_ARN = Item(
    "provider_arn",
    "Provider ARN",
    "Entra's Role claim names it beside the role; the role's trust policy names it too.",
    values.provider_arn,
    agree=same_account,
    expected="arn:aws:iam::ACCOUNT:saml-provider/NAME",
)


ROLE_ARN = Item(
    "role_arn",
    "Role ARN",
    "Entra's Role claim tells AWS which role the person gets.",
    values.role_arn,
    agree=same_account,
    expected="arn:aws:iam::ACCOUNT:role/NAME",
)


CONNECT_USERS = names(
    "connect_users", "Connect users", "The users in Connect that match the people who will sign in."
)
