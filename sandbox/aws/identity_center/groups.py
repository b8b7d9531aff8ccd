"""identitystore: groups and who is in them."""

from sandbox.aws.calls import ApiCall, Result
from sandbox.aws.identity_center import people
from sandbox.aws.identity_center.instances import paged
from sandbox.aws.identity_center.stores import found, not_found, number_of, store_of
from sandbox.aws.identity_center.users import attributes_of, filtered, the_one


def create(call: ApiCall) -> Result:
    """CreateGroup."""
    group = people.add_group(call.world, store_of(call), attributes_of(call), by=call.caller.arn)
    return {name: group[name] for name in ("IdentityStoreId", "GroupId", "GroupArn", "Revision")}


def describe(call: ApiCall) -> Result:
    """DescribeGroup."""
    store_of(call)
    return found(call, "group", call.params["GroupId"])


def delete(call: ApiCall) -> Result:
    """DeleteGroup."""
    store_of(call)
    people.remove_group(call.world, found(call, "group", call.params["GroupId"])["GroupId"])
    return {}


def list_all(call: ApiCall) -> Result:
    """ListGroups: all, or the one with a name."""
    rows = people.groups_of(call.world, store_of(call))
    return paged(call, "Groups", filtered(call, rows, "DisplayName"))


def get_id(call: ApiCall) -> Result:
    """GetGroupId: by name or by the identity provider's id."""
    store = store_of(call)
    rows = people.groups_of(call.world, store)
    row = the_one(call.params["AlternateIdentifier"], rows, {"displayname": lambda row: row["DisplayName"]})
    if row is None:
        raise not_found("group")
    return {"IdentityStoreId": store, "GroupId": row["GroupId"], "GroupArn": row["GroupArn"]}


def add_member(call: ApiCall) -> Result:
    """CreateGroupMembership: group and user must have reached every replica."""
    store_of(call)
    group = found(call, "group", call.params["GroupId"])
    user_id = number_of(call.params["MemberId"].get("UserId", ""))
    if not call.world.sees("ids.groups", group["GroupId"]):
        raise not_found("group")
    if not call.world.sees("ids.users", user_id):
        raise not_found("user")
    row = people.add_member(call.world, group, user_id, by=call.caller.arn)
    return {name: row[name] for name in ("IdentityStoreId", "MembershipId", "MembershipArn")}


def remove_member(call: ApiCall) -> Result:
    """DeleteGroupMembership."""
    store_of(call)
    row = found(call, "membership", call.params["MembershipId"])
    del call.world.table("ids.memberships")[row["MembershipId"]]
    return {}


def get_membership_id(call: ApiCall) -> Result:
    """GetGroupMembershipId."""
    store_of(call)
    group, user = number_of(call.params["GroupId"]), number_of(call.params["MemberId"].get("UserId", ""))
    row = people.membership_of(call.world, group, user)
    if row is None:
        raise not_found("membership")
    return {name: row[name] for name in ("IdentityStoreId", "MembershipId", "MembershipArn")}


def list_members(call: ApiCall) -> Result:
    """ListGroupMemberships."""
    store_of(call)
    group = found(call, "group", call.params["GroupId"])["GroupId"]
    rows = call.world.table("ids.memberships").values()
    return paged(call, "GroupMemberships", [row for row in rows if row["GroupId"] == group])


def list_of_member(call: ApiCall) -> Result:
    """ListGroupMembershipsForMember."""
    store_of(call)
    user = found(call, "user", call.params["MemberId"].get("UserId", ""))["UserId"]
    rows = call.world.table("ids.memberships").values()
    return paged(call, "GroupMemberships", [row for row in rows if row["MemberId"]["UserId"] == user])


def is_member(call: ApiCall) -> Result:
    """IsMemberInGroups."""
    store_of(call)
    user = found(call, "user", call.params["MemberId"].get("UserId", ""))["UserId"]
    groups = [found(call, "group", text)["GroupId"] for text in call.params["GroupIds"]]
    results = [
        {
            "GroupId": group,
            "MemberId": {"UserId": user},
            "MembershipExists": people.membership_of(call.world, group, user) is not None,
        }
        for group in groups
    ]
    return {"Results": results}
