"""Making and deleting instances."""

from datetime import timedelta

import pytest

from sandbox.aws.seed import ACCOUNT, INSTANCE_ALIAS, INSTANCE_ID, ROOT_KEY, ROOT_SECRET, add_account
from tests.sandbox.federations import ADA, add_user

NEW = {
    "IdentityManagementType": "SAML",
    "InstanceAlias": "contoso-new",
    "InboundCallsEnabled": True,
    "OutboundCallsEnabled": True,
}


@pytest.fixture
def account(aws):
    """The settings of the account; instances are there at once."""
    row = aws.world.table("aws.accounts")[ACCOUNT]
    row["connect_creation_seconds"] = 0
    return row


@pytest.fixture
def root(aws):
    """Amazon Connect for who may also delete instances."""
    return aws.client("connect", ROOT_KEY, ROOT_SECRET)


def test_a_new_instance_takes_its_time(aws, refused):
    number = aws.connect.create_instance(**NEW)["Id"]
    assert (
        aws.connect.describe_instance(InstanceId=number)["Instance"]["InstanceStatus"] == "CREATION_IN_PROGRESS"
    )
    assert refused(aws.connect.list_security_profiles, InstanceId=number)[0] == "ResourceNotFoundException"
    aws.world.offset = timedelta(seconds=3)
    assert aws.connect.describe_instance(InstanceId=number)["Instance"]["InstanceStatus"] == "ACTIVE"


def test_a_new_instance_brings_its_profiles(aws):
    aws.world.table("aws.accounts")[ACCOUNT]["connect_creation_seconds"] = 0
    number = aws.connect.create_instance(**NEW)["Id"]
    security = aws.connect.list_security_profiles(InstanceId=number)["SecurityProfileSummaryList"]
    routing = aws.connect.list_routing_profiles(InstanceId=number)["RoutingProfileSummaryList"]
    assert [row["Name"] for row in security] == ["Admin", "Agent", "CallCenterManager", "QualityAnalyst"]
    assert [row["Name"] for row in routing] == ["Basic Routing Profile"]


def test_the_same_client_token_gives_the_same_instance(aws):
    first, second = (aws.connect.create_instance(**NEW, ClientToken="run-1")["Id"] for _ in range(2))
    assert first == second
    assert len(aws.connect.list_instances()["InstanceSummaryList"]) == 3


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"InstanceAlias": INSTANCE_ALIAS.upper()}, "already in use"),
        ({"InstanceAlias": "d-contoso"}, "at 'instanceAlias' failed to satisfy constraint"),
        ({"InstanceAlias": "x" * 46}, "less than or equal to 45"),
        ({"IdentityManagementType": "OIDC"}, "enum value set: [SAML, CONNECT_MANAGED, EXISTING_DIRECTORY]"),
    ],
)
def test_an_instance_aws_would_not_make_is_refused(aws, refused, changes, complaint):
    code, message, status = refused(aws.connect.create_instance, **{**NEW, **changes})
    assert (code, status) == ("InvalidRequestException", 400)
    assert complaint in message


def test_one_instance_too_many_is_refused(aws, refused):
    aws.world.table("aws.accounts")[ACCOUNT]["connect_instances_quota"] = 2
    assert refused(aws.connect.create_instance, **NEW)[::2] == ("ServiceQuotaExceededException", 402)


def test_the_same_client_token_for_another_instance_is_refused(aws, account, refused):
    account["connect_instances_quota"] = 4
    aws.connect.create_instance(**NEW, ClientToken="run-1")
    other = {**NEW, "InstanceAlias": "contoso-other"}
    answer = refused(aws.connect.create_instance, **other, ClientToken="run-1")
    text = "The ClientToken was used with other parameters before"
    assert answer == ("InvalidRequestException", text, 400)
    assert aws.connect.create_instance(**other, ClientToken="run-2")


def test_a_new_account_has_room_for_two_instances(aws):
    add_account(aws.world, "777788889999")
    assert aws.world.table("aws.accounts")["777788889999"]["connect_instances_quota"] == 2


def test_a_creation_can_fail_and_says_why_for_a_day(aws, account, refused):
    account["connect_creation_fails"] = "Directory could not be created."
    account["connect_creation_seconds"] = 2
    number = aws.connect.create_instance(**NEW)["Id"]

    def found():
        return aws.connect.describe_instance(InstanceId=number)["Instance"]

    assert found()["InstanceStatus"] == "CREATION_IN_PROGRESS"
    assert "StatusReason" not in found()
    aws.world.offset = timedelta(seconds=3)
    assert found()["InstanceStatus"] == "CREATION_FAILED"
    assert found()["StatusReason"] == {"Message": "Directory could not be created."}
    assert refused(aws.connect.list_users, InstanceId=number)[0] == "ResourceNotFoundException"
    aws.world.offset = timedelta(hours=24, seconds=3)
    assert refused(aws.connect.describe_instance, InstanceId=number)[0] == "ResourceNotFoundException"
    assert len(aws.connect.list_instances()["InstanceSummaryList"]) == 2


def test_a_failed_instance_takes_neither_name_nor_room(aws, account):
    account["connect_creation_fails"] = "Directory could not be created."
    aws.connect.create_instance(**NEW)
    account["connect_creation_fails"] = None
    number = aws.connect.create_instance(**NEW)["Id"]
    assert aws.connect.describe_instance(InstanceId=number)["Instance"]["InstanceStatus"] == "ACTIVE"


def test_an_active_instance_may_show_no_profiles_for_a_moment(aws, account, refused):
    account["connect_profiles_delay_seconds"] = 5
    number = aws.connect.create_instance(**NEW)["Id"]
    assert aws.connect.describe_instance(InstanceId=number)["Instance"]["InstanceStatus"] == "ACTIVE"
    assert aws.connect.list_security_profiles(InstanceId=number)["SecurityProfileSummaryList"] == []
    aws.world.offset = timedelta(seconds=6)
    assert len(aws.connect.list_security_profiles(InstanceId=number)["SecurityProfileSummaryList"]) == 4


def test_too_many_attempts_lock_the_account_for_thirty_days(aws, account, root, refused):
    account["connect_attempts_quota"] = 2
    root.delete_instance(InstanceId=aws.connect.create_instance(**NEW)["Id"])
    flagged = "Your account has been flagged for an excessive number of creation and deletion attempts"
    answer = refused(aws.connect.create_instance, **NEW)
    assert answer == ("ServiceQuotaExceededException", flagged, 402)
    aws.world.offset = timedelta(days=29)
    assert refused(aws.connect.create_instance, **NEW)[1] == flagged
    aws.world.offset = timedelta(days=60)
    assert aws.connect.create_instance(**NEW)


def test_a_deleted_instance_takes_everything_with_it(aws, root, refused):
    add_user(aws, ADA)
    root.delete_instance(InstanceId=INSTANCE_ID)
    assert refused(aws.connect.describe_instance, InstanceId=INSTANCE_ID)[0] == "ResourceNotFoundException"
    assert aws.world.table("connect.users") == {}


def test_an_instance_in_the_making_cannot_be_deleted(aws, root, refused):
    number = aws.connect.create_instance(**NEW)["Id"]
    assert refused(root.delete_instance, InstanceId=number)[0] == "InvalidRequestException"
    aws.world.offset = timedelta(seconds=3)
    root.delete_instance(InstanceId=number)


def test_the_engineer_may_not_delete_instances(aws, refused):
    answer = refused(aws.connect.delete_instance, InstanceId=INSTANCE_ID)
    assert answer[::2] == ("AccessDeniedException", 403)
