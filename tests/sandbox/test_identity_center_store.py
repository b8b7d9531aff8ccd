"""The identity store's API: users, groups and who is in them."""

import pytest

from sandbox.aws.identity_center.seed import GROUP, MANAGEMENT, OLGA, OMAR, READER, STORE

pytest_plugins = ["tests.sandbox.identity_center_fixtures"]

NINA = {
    "IdentityStoreId": STORE,
    "UserName": "nina@contoso.example",
    "DisplayName": "Nina New",
    "Name": {"GivenName": "Nina", "FamilyName": "New"},
    "Emails": [{"Value": "nina@contoso.example", "Type": "work", "Primary": True}],
}
NOBODY = f"{STORE[2:]}-00000000-0000-4000-8000-000000000000"


def test_a_user_is_made_found_and_deleted(center, refused):
    made = center.store.create_user(**NINA)
    assert made["UserArn"] == f"arn:aws:identitystore:::user/{made['UserId']}"
    user = center.store.describe_user(IdentityStoreId=STORE, UserId=made["UserId"])
    assert (user["UserName"], user["Name"]["GivenName"], user["UserStatus"]) == (
        "nina@contoso.example",
        "Nina",
        "ENABLED",
    )
    assert center.user_id("NINA@contoso.example") == made["UserId"]
    center.store.delete_user(IdentityStoreId=STORE, UserId=made["UserId"])
    answer = refused(center.store.describe_user, IdentityStoreId=STORE, UserId=made["UserId"])
    assert answer == ("ResourceNotFoundException", "USER not found.", 400)


@pytest.mark.parametrize(
    ("change", "code", "text"),
    [
        ({"UserName": OLGA.upper()}, "ConflictException", "Duplicate UserName"),
        ({"Emails": [{"Value": OLGA}]}, "ConflictException", "Duplicate Email"),
        ({"UserName": "Administrator"}, "ValidationException", "Administrator is a reserved name."),
        ({"DisplayName": None}, "ValidationException", "displayname: The attribute displayname is required"),
        (
            {"Name": {"GivenName": "N"}},
            "ValidationException",
            "familyname: The attribute familyname is required",
        ),
        ({"UserName": None}, "ValidationException", "userName is a required attribute"),
    ],
)
def test_an_incomplete_or_second_user_is_refused(center, refused, change, code, text):
    arguments = {name: value for name, value in {**NINA, **change}.items() if value is not None}
    assert refused(center.store.create_user, **arguments) == (code, text, 400)


def test_what_was_violated_travels_beside_the_message(center):
    client = center.store
    with pytest.raises(client.exceptions.ConflictException) as caught:
        client.create_user(**{**NINA, "UserName": OLGA})
    assert caught.value.response["Reason"] == "UNIQUENESS_CONSTRAINT_VIOLATION"


def test_patterns_take_all_scripts_but_no_blanks(center, refused):
    center.store.create_user(**{**NINA, "DisplayName": "Нина Ёлкина ★"})
    code, message, status = refused(center.store.create_user, **{**NINA, "UserName": "nina new"})
    assert (code, status) == ("ValidationException", 400)
    assert "at 'userName' failed to satisfy constraint: Member must satisfy regular expression" in message


def test_more_than_one_address_is_refused(center, refused):
    emails = [{"Value": "a@contoso.example"}, {"Value": "b@contoso.example"}]
    code, message, _ = refused(center.store.create_user, **{**NINA, "Emails": emails})
    assert code == "ValidationException"
    assert "Member must have length less than or equal to 1" in message


def test_users_come_in_pages_and_by_name(center, refused):
    pages = list(center.store.get_paginator("list_users").paginate(IdentityStoreId=STORE, MaxResults=1))
    assert [page["Users"][0]["UserName"] for page in pages] == [OLGA, OMAR]
    name = {"AttributePath": "UserName", "AttributeValue": OMAR}
    (found,) = center.store.list_users(IdentityStoreId=STORE, Filters=[name])["Users"]
    assert found["UserName"] == OMAR
    bad = {"IdentityStoreId": STORE, "Filters": [{"AttributePath": "Title", "AttributeValue": "x"}]}
    assert refused(center.store.list_users, **bad)[0] == "ValidationException"
    assert refused(center.store.list_users, IdentityStoreId=STORE, NextToken="x")[0] == "ValidationException"


def test_only_unique_attributes_find_a_user(center, refused):
    path = {"AttributePath": "title", "AttributeValue": "x"}
    asked = {"IdentityStoreId": STORE, "AlternateIdentifier": {"UniqueAttribute": path}}
    answer = refused(center.store.get_user_id, **asked)
    assert answer == ("ValidationException", "The attribute title is not a unique attribute", 400)
    path = {"AttributePath": "emails.value", "AttributeValue": OLGA}
    asked["AlternateIdentifier"]["UniqueAttribute"] = path
    assert center.store.get_user_id(**asked)["UserId"] == center.user_id(OLGA)
    path["AttributeValue"] = "nobody@contoso.example"
    assert refused(center.store.get_user_id, **asked) == ("ResourceNotFoundException", "USER not found.", 400)


def test_groups_take_members_once(center, refused):
    store = center.store
    group = store.create_group(IdentityStoreId=STORE, DisplayName="Leads")["GroupId"]
    answer = refused(store.create_group, IdentityStoreId=STORE, DisplayName="leads")
    assert answer == ("ConflictException", "Duplicate GroupDisplayName", 400)
    member = {"IdentityStoreId": STORE, "GroupId": group, "MemberId": {"UserId": center.user_id(OLGA)}}
    number = store.create_group_membership(**member)["MembershipId"]
    answer = refused(store.create_group_membership, **member)
    assert answer == ("ConflictException", "Member and Group relationship already exists", 400)
    unknown = {**member, "MemberId": {"UserId": NOBODY}}
    assert refused(store.create_group_membership, **unknown)[1] == "USER not found."
    assert store.get_group_membership_id(**member)["MembershipId"] == number
    store.delete_group_membership(IdentityStoreId=STORE, MembershipId=number)
    assert store.list_group_memberships(IdentityStoreId=STORE, GroupId=group)["GroupMemberships"] == []


def test_membership_is_told_for_each_group(center, refused):
    store, olga = center.store, center.user_id(OLGA)
    empty = store.create_group(IdentityStoreId=STORE, DisplayName="Empty")["GroupId"]
    asked = {"IdentityStoreId": STORE, "MemberId": {"UserId": olga}, "GroupIds": [center.group_id(), empty]}
    answers = store.is_member_in_groups(**asked)["Results"]
    assert [answer["MembershipExists"] for answer in answers] == [True, False]
    answer = refused(store.is_member_in_groups, **{**asked, "GroupIds": [NOBODY]})
    assert answer == ("ResourceNotFoundException", "GROUP not found.", 400)
    (of_olga,) = store.list_group_memberships_for_member(IdentityStoreId=STORE, MemberId={"UserId": olga})[
        "GroupMemberships"
    ]
    assert of_olga["GroupId"] == center.group_id()


def test_a_deleted_group_leaves_no_membership(center):
    store = center.store
    store.delete_group(IdentityStoreId=STORE, GroupId=center.group_id())
    assert store.list_groups(IdentityStoreId=STORE)["Groups"] == []
    olga = {"UserId": center.user_id(OLGA)}
    found = store.list_group_memberships_for_member(IdentityStoreId=STORE, MemberId=olga)
    assert found["GroupMemberships"] == []


def test_another_identity_store_is_not_present(center, refused):
    answer = refused(center.store.list_users, IdentityStoreId="d-1234567890")
    text = "IdentityStore not present for IdentityStoreId: d-1234567890"
    assert answer == ("ResourceNotFoundException", text, 400)
    elsewhere = center.client("identitystore", region="us-east-1")
    assert refused(elsewhere.list_users, IdentityStoreId=STORE)[0] == "ResourceNotFoundException"


def test_a_store_may_be_named_by_its_arn(center):
    arn = f"arn:aws:identitystore::{MANAGEMENT}:identitystore/{STORE}"
    (group,) = center.store.list_groups(IdentityStoreId=arn)["Groups"]
    assert group["DisplayName"] == GROUP


def test_who_may_only_read_is_told_the_identity_store(center, refused):
    client = center.reader("identitystore")
    assert len(client.list_users(IdentityStoreId=STORE)["Users"]) == 2
    code, message, status = refused(client.create_user, **NINA)
    assert (code, status) == ("AccessDeniedException", 400)
    assert message == (
        f"User: arn:aws:iam::{MANAGEMENT}:user/{READER} is not authorized to perform: "
        f"identitystore:CreateUser on resource: arn:aws:identitystore::{MANAGEMENT}:identitystore/{STORE} "
        "because no identity-based policy allows the identitystore:CreateUser action"
    )


def test_an_operation_that_is_not_simulated_says_so(center, refused):
    user = {"IdentityStoreId": STORE, "UserId": center.user_id(OLGA)}
    change = [{"AttributePath": "title", "AttributeValue": "x"}]
    assert refused(center.store.update_user, **user, Operations=change)[0] == "NotSimulated"
