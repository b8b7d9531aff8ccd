"""sso-admin: the instance, its applications, who is assigned to them."""

from datetime import timedelta

import pytest

from sandbox.aws.identity_center import people
from sandbox.aws.identity_center.seed import INSTANCE_ARN, MANAGEMENT, OLGA, OMAR, READER, STORE
from sandbox.aws.seed import ROOT_KEY, ROOT_SECRET

pytest_plugins = ["tests.sandbox.identity_center_fixtures"]

CUSTOM_SAML = "arn:aws:sso::aws:applicationProvider/custom-saml"
NO_APPLICATION = f"arn:aws:sso::{MANAGEMENT}:application/ssoins-6987a1b2c3d4e5f6/apl-0000000000000000"


@pytest.fixture
def application(console) -> str:
    return console.add_application()


def test_the_management_account_finds_its_instance(center):
    (instance,) = center.admin.list_instances()["Instances"]
    assert (instance["InstanceArn"], instance["IdentityStoreId"]) == (INSTANCE_ARN, STORE)
    assert (instance["OwnerAccountId"], instance["Status"]) == (MANAGEMENT, "ACTIVE")
    described = center.admin.describe_instance(InstanceArn=INSTANCE_ARN)
    assert described["CreatedDate"] == instance["CreatedDate"]


def test_an_instance_is_in_one_region(center, refused):
    elsewhere = center.client("sso-admin", region="us-east-1")
    assert elsewhere.list_instances()["Instances"] == []
    (instance,) = elsewhere.list_instances(RegionScope="ALL_REGIONS")["Instances"]
    assert instance["PrimaryRegion"] == "eu-central-1"
    assert refused(elsewhere.describe_instance, InstanceArn=INSTANCE_ARN)[0] == "AccessDeniedException"


def test_a_member_account_sees_the_instance_but_not_into_it(center, refused):
    # The seeded engineer of the Connect account has no permission; its root has.
    client = center.aws.client("sso-admin", ROOT_KEY, ROOT_SECRET)
    assert [row["InstanceArn"] for row in client.list_instances()["Instances"]] == [INSTANCE_ARN]
    code, message, status = refused(client.list_applications, InstanceArn=INSTANCE_ARN)
    assert (code, status) == ("AccessDeniedException", 400)
    assert f"sso:ListApplications on resource: {INSTANCE_ARN}" in message


def test_no_second_instance_in_a_management_account(center, refused):
    answer = refused(center.admin.create_instance, Name="Another")
    text = "Organization management account is not allowed to perform the operation."
    assert answer == ("ValidationException", text, 400)


def test_a_saml_application_cannot_be_made_by_the_api(center, refused):
    arguments = {"InstanceArn": INSTANCE_ARN, "ApplicationProviderArn": CUSTOM_SAML, "Name": "Connect"}
    code, message, status = refused(center.admin.create_application, **arguments)
    assert (code, status) == ("ValidationException", 400)
    assert "does not support creating SAML 2.0 customer managed applications" in message
    assert center.admin.list_applications(InstanceArn=INSTANCE_ARN)["Applications"] == []


def test_what_the_console_made_is_listed_and_described(center, application):
    (listed,) = center.admin.list_applications(InstanceArn=INSTANCE_ARN)["Applications"]
    described = center.admin.describe_application(ApplicationArn=application)
    assert listed["ApplicationArn"] == described["ApplicationArn"] == application
    assert described["Name"] == "Amazon Connect"
    assert described["ApplicationProviderArn"] == CUSTOM_SAML
    assert described["PortalOptions"]["SignInOptions"]["Origin"] == "IDENTITY_CENTER"
    providers = center.admin.list_application_providers()["ApplicationProviders"]
    assert "SAML" in {row["FederationProtocol"] for row in providers}


def test_applications_come_in_pages(center, console):
    for name in ("C", "A", "B"):
        console.add_application(display_name=name)
    pages = center.admin.get_paginator("list_applications").paginate(InstanceArn=INSTANCE_ARN, MaxResults=2)
    assert [[row["Name"] for row in page["Applications"]] for page in pages] == [["A", "B"], ["C"]]


def test_an_unknown_application_is_not_found(center, refused):
    for operation in (center.admin.describe_application, center.admin.list_application_assignments):
        assert refused(operation, ApplicationArn=NO_APPLICATION)[::2] == ("ResourceNotFoundException", 400)


def test_an_application_is_renamed_and_disabled(center, application, refused):
    center.admin.update_application(ApplicationArn=application, Name="Connect", Status="DISABLED")
    described = center.admin.describe_application(ApplicationArn=application)
    assert (described["Name"], described["Status"]) == ("Connect", "DISABLED")
    loose = center.client("sso-admin", checking=False)
    code, message, _ = refused(loose.update_application, ApplicationArn=application, Name="", Status="OFF")
    assert code == "ValidationException"
    assert message.startswith("2 validation errors detected: ")


def test_users_and_groups_are_assigned_once(center, application, refused):
    admin = center.admin
    user = {"PrincipalType": "USER", "PrincipalId": center.user_id(OLGA)}
    group = {"PrincipalType": "GROUP", "PrincipalId": center.group_id()}
    admin.create_application_assignment(ApplicationArn=application, **user)
    admin.create_application_assignment(ApplicationArn=application, **group)
    pages = admin.get_paginator("list_application_assignments").paginate(
        ApplicationArn=application, PaginationConfig={"PageSize": 1}
    )
    found = [row for page in pages for row in page["ApplicationAssignments"]]
    assert [row["PrincipalType"] for row in found] == ["USER", "GROUP"]
    assert refused(admin.create_application_assignment, ApplicationArn=application, **user)[::2] == (
        "ConflictException",
        400,
    )
    described = admin.describe_application_assignment(ApplicationArn=application, **user)
    assert described["PrincipalId"] == user["PrincipalId"]


def test_a_principal_must_be_in_the_store_and_of_the_type(center, application, refused):
    wrong = {"PrincipalType": "GROUP", "PrincipalId": center.user_id(OLGA)}
    answer = refused(center.admin.create_application_assignment, ApplicationArn=application, **wrong)
    assert answer[::2] == ("ResourceNotFoundException", 400)


def test_an_assignment_is_found_by_principal_and_deleted(center, application, refused):
    admin = center.admin
    user = {"PrincipalType": "USER", "PrincipalId": center.user_id(OMAR)}
    admin.create_application_assignment(ApplicationArn=application, **user)
    asked = {"InstanceArn": INSTANCE_ARN, **user}
    (found,) = admin.list_application_assignments_for_principal(**asked)["ApplicationAssignments"]
    assert found["ApplicationArn"] == application
    admin.delete_application_assignment(ApplicationArn=application, **user)
    assert admin.list_application_assignments_for_principal(**asked)["ApplicationAssignments"] == []
    for operation in (admin.delete_application_assignment, admin.describe_application_assignment):
        assert refused(operation, ApplicationArn=application, **user)[0] == "ResourceNotFoundException"


def test_saml_applications_always_need_assignments(center, application, refused):
    answer = center.admin.get_application_assignment_configuration(ApplicationArn=application)
    assert answer["AssignmentRequired"] is True
    change = {"ApplicationArn": application, "AssignmentRequired": False}
    code, message, _ = refused(center.admin.put_application_assignment_configuration, **change)
    text = f"The application with arn '{application}' is not supported for this action."
    assert (code, message) == ("ValidationException", text)


def test_tags_are_kept_on_applications(center, application, refused):
    tags = [{"Key": "handoff", "Value": "1"}, {"Key": "team", "Value": "cc"}]
    center.admin.tag_resource(ResourceArn=application, Tags=tags)
    center.admin.untag_resource(ResourceArn=application, TagKeys=["team"])
    assert center.admin.list_tags_for_resource(ResourceArn=application)["Tags"] == tags[:1]
    answer = refused(center.admin.list_tags_for_resource, ResourceArn=NO_APPLICATION)
    assert answer[0] == "ResourceNotFoundException"


def test_who_may_only_read_is_named_in_the_refusal(center, application, refused):
    client = center.reader("sso-admin")
    assert client.describe_application(ApplicationArn=application)["Name"] == "Amazon Connect"
    code, message, status = refused(client.update_application, ApplicationArn=application, Name="x")
    assert (code, status) == ("AccessDeniedException", 400)
    assert message == (
        f"User: arn:aws:iam::{MANAGEMENT}:user/{READER} is not authorized to perform: sso:UpdateApplication "
        f"on resource: {application} because no identity-based policy allows the sso:UpdateApplication action"
    )


def test_a_fresh_user_is_unknown_to_assignments_for_a_while(center, application, refused):
    world = center.aws.world
    with world.lock, world.lagging(30), world.changing():
        user = people.add_user(
            world,
            STORE,
            {"UserName": "new", "DisplayName": "N", "Name": {"GivenName": "N", "FamilyName": "N"}},
            by="test",
        )
    wanted = {"ApplicationArn": application, "PrincipalType": "USER", "PrincipalId": user["UserId"]}
    assert refused(center.admin.create_application_assignment, **wanted)[0] == "ResourceNotFoundException"
    world.offset += timedelta(seconds=31)
    center.admin.create_application_assignment(**wanted)
