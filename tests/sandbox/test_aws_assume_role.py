"""AssumeRole: from the account of a hosted Handoff into a customer's, with an external id."""

import json
from datetime import timedelta

import pytest

from sandbox.aws.seed import (
    ACCOUNT,
    ENGINEER,
    HANDOFF_ACCOUNT,
    HANDOFF_KEY,
    HANDOFF_SECRET,
    HANDOFF_USER,
    ROOT_KEY,
    ROOT_SECRET,
    add_user,
)
from sandbox.faults import Fault

ROLE = f"arn:aws:iam::{ACCOUNT}:role/HandoffAccess"
VENDOR = f"arn:aws:iam::{HANDOFF_ACCOUNT}:user/{HANDOFF_USER}"
EXTERNAL_ID = "handoff-7f3a"
DENIED = (
    "AccessDenied",
    f"User: {VENDOR} is not authorized to perform: sts:AssumeRole on resource: {ROLE}",
    403,
)


def trust(principal=f"arn:aws:iam::{HANDOFF_ACCOUNT}:root", *, external_id=EXTERNAL_ID, **changes):
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole", **changes}
    if external_id:
        statement["Condition"] = {"StringEquals": {"sts:ExternalId": external_id}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def allowing(*actions):
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def role(aws):
    """What the customer's administrator made for Handoff."""
    aws.iam.create_role(RoleName="HandoffAccess", AssumeRolePolicyDocument=trust(), MaxSessionDuration=7200)
    aws.iam.put_role_policy(RoleName="HandoffAccess", PolicyName="P", PolicyDocument=allowing("iam:List*"))


@pytest.fixture
def assume(aws, role):
    """AssumeRole as Handoff's own user calls it."""
    sts = aws.client("sts", HANDOFF_KEY, HANDOFF_SECRET)

    def call(**changes):
        arguments = {"RoleArn": ROLE, "RoleSessionName": "handoff", "ExternalId": EXTERNAL_ID, **changes}
        return sts.assume_role(**{name: value for name, value in arguments.items() if value is not None})

    return call


def test_the_right_external_id_opens_the_role(aws, assume):
    answer = assume()
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/HandoffAccess/handoff"
    assert answer["AssumedRoleUser"]["Arn"] == arn
    assert aws.of_session("sts", answer["Credentials"]).get_caller_identity()["Arn"] == arn
    assert aws.of_session("iam", answer["Credentials"]).list_roles()["Roles"]


@pytest.mark.parametrize("external_id", [None, "handoff-other"])
def test_a_missing_or_wrong_external_id_is_denied(assume, refused, external_id):
    assert refused(assume, ExternalId=external_id) == DENIED


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"ExternalId": "x"}, "at 'externalId' failed to satisfy constraint"),
        ({"ExternalId": "not allowed!"}, "at 'externalId' failed to satisfy constraint"),
        ({"RoleSessionName": "x" * 65}, "at 'roleSessionName' failed to satisfy constraint"),
        ({"RoleSessionName": "ada lovelace"}, "at 'roleSessionName' failed to satisfy constraint"),
        ({"DurationSeconds": 43201}, "at 'durationSeconds' failed to satisfy constraint"),
    ],
)
def test_what_the_model_forbids_is_refused(aws, assume, refused, changes, complaint):
    sts = aws.client("sts", HANDOFF_KEY, HANDOFF_SECRET, checking=False)
    arguments = {"RoleArn": ROLE, "RoleSessionName": "handoff", "ExternalId": EXTERNAL_ID, **changes}
    code, message, _ = refused(sts.assume_role, **arguments)
    assert code == "ValidationError"
    assert complaint in message


def test_a_role_that_is_not_there_is_denied_in_the_same_words(assume, refused):
    arn = f"arn:aws:iam::{ACCOUNT}:role/Missing"
    _, message, _ = refused(assume, RoleArn=arn)
    assert message == DENIED[1].replace(ROLE, arn)


def test_a_role_made_a_moment_ago_is_denied_at_first(aws, assume, refused):
    aws.world.faults.plan("CreateRole", Fault.LAG, seconds=10)
    arn = aws.iam.create_role(RoleName="New", AssumeRolePolicyDocument=trust())["Role"]["Arn"]
    assert refused(assume, RoleArn=arn)[0] == "AccessDenied"
    aws.world.offset = timedelta(seconds=11)
    assert assume(RoleArn=arn)["Credentials"]


@pytest.mark.parametrize(
    "document",
    [
        trust(f"arn:aws:iam::{ACCOUNT}:root"),
        trust(f"arn:aws:iam::{ACCOUNT}:user/{ENGINEER}"),
        trust(Action="sts:TagSession"),
        trust(Effect="Deny"),
    ],
    ids=["another account", "another user", "another action", "a denial"],
)
def test_a_trust_that_does_not_name_the_caller_is_denied(aws, assume, refused, document):
    aws.iam.update_assume_role_policy(RoleName="HandoffAccess", PolicyDocument=document)
    assert refused(assume) == DENIED


@pytest.mark.parametrize("principal", [VENDOR, HANDOFF_ACCOUNT, "*"])
def test_the_trust_may_name_the_user_the_account_or_everybody(aws, assume, principal):
    aws.iam.update_assume_role_policy(RoleName="HandoffAccess", PolicyDocument=trust(principal))
    assert assume()["Credentials"]


def test_from_another_account_the_callers_own_policy_must_allow_it_as_well(aws, role, refused):
    key = {"key": "AKIASANDBOXIDLE00001", "secret": "s"}
    add_user(aws.world, "idle", **key, policy=allowing("iam:GetUser"), account=HANDOFF_ACCOUNT)
    arguments = {"RoleArn": ROLE, "RoleSessionName": "idle", "ExternalId": EXTERNAL_ID}
    code, message, _ = refused(aws.client("sts", **key).assume_role, **arguments)
    assert code == "AccessDenied"
    assert message.endswith(f"{ROLE} because no identity-based policy allows the sts:AssumeRole action")


def test_inside_an_account_the_trust_in_a_user_is_enough(aws, role, refused):
    key = {"key": "AKIASANDBOXIDLE00001", "secret": "s"}
    add_user(aws.world, "idle", **key, policy=allowing("iam:GetUser"))
    arguments = {"RoleArn": ROLE, "RoleSessionName": "idle"}
    own = trust(f"arn:aws:iam::{ACCOUNT}:user/idle", external_id=None)
    aws.iam.update_assume_role_policy(RoleName="HandoffAccess", PolicyDocument=own)
    assert aws.client("sts", **key).assume_role(**arguments)["Credentials"]
    account = trust(ACCOUNT, external_id=None)
    aws.iam.update_assume_role_policy(RoleName="HandoffAccess", PolicyDocument=account)
    assert refused(aws.client("sts", **key).assume_role, **arguments)[0] == "AccessDenied"


def test_root_may_assume_no_role(aws, role, refused):
    root = aws.client("sts", ROOT_KEY, ROOT_SECRET)
    answer = refused(root.assume_role, RoleArn=ROLE, RoleSessionName="root")
    assert answer == ("AccessDenied", "Roles may not be assumed by root accounts.", 403)


def test_no_longer_session_than_the_role_allows(aws, assume, refused):
    answer = refused(assume, DurationSeconds=7201)
    text = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    assert answer == ("ValidationError", text, 400)
    credentials = assume(DurationSeconds=7200)["Credentials"]
    aws.world.offset = timedelta(seconds=7201)
    assert refused(aws.of_session("sts", credentials).get_caller_identity)[0] == "ExpiredToken"


def test_a_role_taken_from_a_role_lasts_an_hour_at_most(aws, assume, refused):
    aws.iam.put_role_policy(
        RoleName="HandoffAccess", PolicyName="Chain", PolicyDocument=allowing("sts:AssumeRole")
    )
    document = trust(ROLE, external_id=None)
    arguments = {"AssumeRolePolicyDocument": document, "MaxSessionDuration": 7200}
    arn = aws.iam.create_role(RoleName="Second", **arguments)["Role"]["Arn"]
    sts = aws.of_session("sts", assume()["Credentials"])
    asked = {"RoleArn": arn, "RoleSessionName": "chained"}
    code, message, _ = refused(sts.assume_role, **asked, DurationSeconds=3601)
    assert code == "ValidationError"
    assert message.endswith("exceeds the 1 hour session limit for roles assumed by role chaining.")
    assert sts.assume_role(**asked, DurationSeconds=3600)["Credentials"]


def test_a_region_whose_sts_is_switched_off_refuses(aws, assume, refused):
    row = aws.world.table("aws.accounts")[HANDOFF_ACCOUNT]
    row["disabled_sts_regions"] = ["eu-central-1"]
    code, message, status = refused(assume)
    assert (code, status) == ("RegionDisabledException", 403)
    assert message.startswith(f"STS is not activated in this region for account:{HANDOFF_ACCOUNT}.")


def test_what_is_not_simulated_says_so(assume, refused):
    assert refused(assume, Tags=[{"Key": "a", "Value": "b"}])[0] == "NotSimulated"
