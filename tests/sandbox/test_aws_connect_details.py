"""Searching users, tags, attributes, profiles one by one, and approved origins."""

import pytest

from sandbox.aws.seed import INSTANCE_ARN, INSTANCE_ID, LEGACY_INSTANCE_ID
from tests.sandbox.federations import ADA, add_user, profile_ids

AT = {"InstanceId": INSTANCE_ID}


@pytest.fixture
def people(aws):
    """Five users; gives their ids by name."""
    names = [ADA, ADA.lower(), "bob@contoso.com", "carol@contoso.com", "dave@contoso.com"]
    return {name: add_user(aws, name)["UserId"] for name in names}


def search(aws, field, value, how="EXACT", **more):
    condition = {"FieldName": field, "Value": value, "ComparisonType": how}
    criteria = {"StringCondition": condition}
    found = aws.connect.search_users(**AT, SearchCriteria=criteria, **more)["Users"]
    return [user["Username"] for user in found]


def test_users_are_found_by_name_whatever_the_letter_case(aws, people):
    assert search(aws, "Username", ADA) == [ADA, ADA.lower()]
    assert search(aws, "Username", "bob", "STARTS_WITH") == ["bob@contoso.com"]
    assert search(aws, "Username", "rol@", "CONTAINS") == ["carol@contoso.com"]
    assert search(aws, "ResourceId", people[ADA]) == [ADA]
    assert search(aws, "Username", "nobody") == []


def test_conditions_can_be_joined(aws, people):
    def named(value):
        return {"StringCondition": {"FieldName": "Username", "Value": value, "ComparisonType": "STARTS_WITH"}}

    either = {"OrConditions": [named("bob"), named("carol")]}
    both = {"AndConditions": [named("bob"), named("carol")]}
    assert len(aws.connect.search_users(**AT, SearchCriteria=either)["Users"]) == 2
    assert aws.connect.search_users(**AT, SearchCriteria=both)["Users"] == []


def test_what_is_found_comes_in_pages(aws, people):
    pages = aws.connect.get_paginator("search_users").paginate(**AT, PaginationConfig={"PageSize": 2})
    assert [len(page["Users"]) for page in pages] == [2, 2, 1]


@pytest.mark.parametrize(
    ("field", "value", "how"),
    [("Username", "a", "CONTAINS"), ("Username", "a" * 26, "CONTAINS"), ("Email", "a", "EXACT")],
)
def test_a_search_aws_would_not_make_is_refused(aws, refused, field, value, how):
    code, _, status = refused(search, aws=aws, field=field, value=value, how=how)
    assert (code, status) == ("InvalidParameterException", 400)


def test_filters_are_honestly_not_simulated(aws, refused):
    filtered = {"TagFilter": {"TagCondition": {"TagKey": "a", "TagValue": "b"}}}
    assert refused(aws.connect.search_users, **AT, SearchFilter=filtered)[0] == "NotSimulated"


def test_tags_of_users_come_and_go(aws, refused):
    arn = add_user(aws, ADA, Tags={"a": "1"})["UserArn"]
    aws.connect.tag_resource(resourceArn=arn, tags={"handoff": "x", "b": "2"})
    aws.connect.untag_resource(resourceArn=arn, tagKeys=["a", "b"])
    assert aws.connect.list_tags_for_resource(resourceArn=arn)["tags"] == {"handoff": "x"}
    answer = refused(aws.connect.tag_resource, resourceArn=f"{arn}0", tags={"a": "1"})
    assert answer[::2] == ("ResourceNotFoundException", 404)


def test_instances_and_profiles_have_tags_too(aws):
    profile = aws.connect.list_security_profiles(**AT)["SecurityProfileSummaryList"][0]["Arn"]
    for arn in (INSTANCE_ARN, profile):
        aws.connect.tag_resource(resourceArn=arn, tags={"handoff": "x"})
        assert aws.connect.list_tags_for_resource(resourceArn=arn)["tags"] == {"handoff": "x"}


def test_more_than_fifty_tags_are_refused(aws, refused):
    arn = add_user(aws, ADA, Tags={str(number): "" for number in range(50)})["UserArn"]
    answer = refused(aws.connect.tag_resource, resourceArn=arn, tags={"one more": ""})
    assert answer[::2] == ("InvalidRequestException", 400)


def test_attributes_say_what_the_instance_is_switched_on_for(aws, refused):
    attribute = aws.connect.describe_instance_attribute(**AT, AttributeType="INBOUND_CALLS")["Attribute"]
    assert attribute == {"AttributeType": "INBOUND_CALLS", "Value": "true"}
    pages = aws.connect.get_paginator("list_instance_attributes").paginate(**AT)
    assert [len(page["Attributes"]) for page in pages] == [7, 7]
    arguments = {**AT, "AttributeType": "COFFEE"}
    assert refused(aws.connect.describe_instance_attribute, **arguments)[0] == "InvalidRequestException"


def test_profiles_are_described_one_by_one(aws, refused):
    ids = profile_ids(aws)
    security = aws.connect.describe_security_profile(**AT, SecurityProfileId=ids["SecurityProfileIds"][0])
    assert security["SecurityProfile"]["SecurityProfileName"] == "Agent"
    routing = aws.connect.describe_routing_profile(**AT, RoutingProfileId=ids["RoutingProfileId"])
    assert routing["RoutingProfile"]["Name"] == "Basic Routing Profile"
    answer = refused(aws.connect.describe_routing_profile, **AT, RoutingProfileId="nope")
    assert answer[::2] == ("ResourceNotFoundException", 404)


def test_a_users_phone_can_be_changed(aws):
    where = {**AT, "UserId": add_user(aws, ADA)["UserId"]}
    phone = {"PhoneType": "SOFT_PHONE", "AutoAccept": True, "AfterContactWorkTimeLimit": 30}
    aws.connect.update_user_phone_config(**where, PhoneConfig=phone)
    assert aws.connect.describe_user(**where)["User"]["PhoneConfig"] == phone


def test_where_connect_signs_people_in_a_user_needs_a_password(aws, refused):
    arguments = {"InstanceId": LEGACY_INSTANCE_ID, **profile_ids(aws, LEGACY_INSTANCE_ID)}
    answer = refused(add_user, aws=aws, name="ada", **arguments)
    assert answer == ("InvalidRequestException", "Password is required for this directory type", 400)
    assert add_user(aws, "ada", Password="Passw0rd!", **arguments)


def test_origins_are_approved_once_and_listed(aws, refused):
    origin = {"Origin": "https://crm.contoso.com"}
    aws.connect.associate_approved_origin(**AT, **origin)
    assert aws.connect.list_approved_origins(**AT)["Origins"] == ["https://crm.contoso.com"]
    answer = refused(aws.connect.associate_approved_origin, **AT, **origin)
    assert answer[::2] == ("ResourceConflictException", 409)
    aws.connect.disassociate_approved_origin(**AT, **origin)
    assert aws.connect.list_approved_origins(**AT)["Origins"] == []
    answer = refused(aws.connect.disassociate_approved_origin, **AT, **origin)
    assert answer[::2] == ("ResourceNotFoundException", 404)


@pytest.mark.parametrize("origin", ["crm.contoso.com", "https://crm.contoso.com/path", "ftp://crm.contoso.com"])
def test_an_origin_is_a_scheme_and_a_host(aws, refused, origin):
    answer = refused(aws.connect.associate_approved_origin, **AT, Origin=origin)
    assert answer[::2] == ("InvalidRequestException", 400)
