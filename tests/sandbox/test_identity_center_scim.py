"""SCIM: how an external identity provider writes the identity store."""

from datetime import timedelta
from typing import Any

import pytest
import requests

from sandbox.aws.identity_center.seed import GROUP, OLGA, STORE
from tests.sandbox.federations import metadata
from tests.sandbox.identity_centers import data

pytest_plugins = ["tests.sandbox.identity_center_fixtures"]

ALICE: dict[str, Any] = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "externalId": "5c1f",
    "userName": "alice.agent@contoso.example",
    "displayName": "Alice Agent",
    "name": {"givenName": "Alice", "familyName": "Agent"},
    "emails": [{"value": "alice.agent@contoso.example", "type": "work", "primary": True}],
    "active": True,
}
UNPARSABLE = "Request is unparsable, syntactically incorrect, or violates schema."


class Scim:
    """A client of the endpoint the console showed."""

    def __init__(self, base: str, token: str) -> None:
        self.base = base
        self.token = token

    def call(self, method: str, path: str, body: Any = None, **query: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/scim+json"}
        return requests.request(method, self.base + path, json=body, params=query, headers=headers, timeout=5)

    def patch(self, path: str, *operations: dict[str, Any]) -> requests.Response:
        return self.call("PATCH", path, {"Operations": list(operations)})


@pytest.fixture
def scim(center, console) -> Scim:
    console.use_external(metadata())
    page = console.post("/settings/provisioning")
    endpoint = page.text.partition("<dt>SCIM endpoint</dt><dd>")[2].partition("<")[0]
    return Scim(center.local(endpoint), data(page)["token"])


@pytest.fixture
def alice(scim) -> str:
    return str(scim.call("POST", "Users", ALICE).json()["id"])


def refusal(answer: requests.Response) -> tuple[int, str]:
    body = answer.json()
    assert body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert body["status"] == str(answer.status_code)
    return answer.status_code, body["detail"]


def test_what_is_supported_is_told(scim):
    answer = scim.call("GET", "ServiceProviderConfig").json()
    assert (answer["patch"]["supported"], answer["bulk"]["supported"]) == (True, False)


@pytest.mark.parametrize("token", ["", "made-up"])
def test_a_wrong_token_is_unauthorized(scim, token):
    scim.token = token
    assert refusal(scim.call("GET", "Users"))[0] == 401


def test_a_token_lives_a_year(center, scim):
    center.aws.world.offset += timedelta(days=364)
    assert scim.call("GET", "Users").status_code == 200
    center.aws.world.offset += timedelta(days=2)
    assert refusal(scim.call("GET", "Users"))[0] == 401


def test_another_tenant_is_unauthorized(scim):
    scim.base = scim.base.replace("-", "0-", 1)
    assert scim.call("GET", "Users").status_code in {401, 404}


def test_a_user_arrives_in_the_identity_store(center, scim):
    answer = scim.call("POST", "Users", ALICE)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["active"], made["externalId"], made["meta"]["resourceType"]) == (True, "5c1f", "User")
    user = center.store.describe_user(IdentityStoreId=STORE, UserId=made["id"])
    assert (user["UserName"], user["Emails"][0]["Value"]) == (ALICE["userName"], ALICE["userName"])
    assert scim.call("GET", f"Users/{made['id']}").json() == made


def test_a_second_user_of_the_name_conflicts(scim, alice):
    again = {**ALICE, "userName": ALICE["userName"].upper(), "emails": []}
    assert refusal(scim.call("POST", "Users", again)) == (409, "User already exists.")


@pytest.mark.parametrize("missing", ["userName", "displayName", "givenName", "familyName"])
def test_four_attributes_are_required(scim, missing):
    name = {part: text for part, text in ALICE["name"].items() if part != missing}
    body = {**{part: value for part, value in ALICE.items() if part != missing}, "name": name}
    answer = scim.call("POST", "Users", body)
    assert refusal(answer) == (400, UNPARSABLE)
    assert missing.lower() in answer.headers["X-Sandbox-Reason"].lower()


@pytest.mark.parametrize(
    "change",
    [
        {"displayName": "Alice <Agent>"},
        {"userName": "alice;agent"},
        {"name": {"givenName": "A:", "familyName": "Agent"}},
        {"displayName": "100 %"},
        {"emails": [{"value": "a@contoso.example"}]},
        {"password": "secret"},
        {"shoeSize": "42"},
        {"userName": 5},
        {"emails": "alice"},
    ],
)
def test_what_identity_center_does_not_support_violates_the_schema(scim, change):
    assert refusal(scim.call("POST", "Users", {**ALICE, **change})) == (400, UNPARSABLE)


@pytest.mark.parametrize("name", ["emails", "phoneNumbers"])
def test_lists_hold_one_value(scim, name):
    two = [{"value": "1", "type": "work", "primary": True}, {"value": "2", "type": "home", "primary": True}]
    answer = scim.call("POST", "Users", {**ALICE, name: two})
    assert refusal(answer) == (400, "list attributes only allow single item")
    assert scim.call("POST", "Users", {**ALICE, name: two[:1]}).status_code == 201


def test_users_are_found_by_name(scim, alice):
    found = scim.call("GET", "Users", filter=f'userName eq "{ALICE["userName"].upper()}"').json()
    assert (found["totalResults"], [row["id"] for row in found["Resources"]]) == (1, [alice])
    both = f'userName eq "{ALICE["userName"]}" and externalId eq "other"'
    assert scim.call("GET", "Users", filter=both).json()["totalResults"] == 0
    paged = scim.call("GET", "Users", startIndex="2", count="1").json()
    assert (paged["totalResults"], paged["itemsPerPage"], paged["startIndex"]) == (3, 1, 2)


@pytest.mark.parametrize("text", ['userName sw "a"', 'title eq "x"', "userName", 'a eq "b" or c eq "d"'])
def test_other_filters_are_not_supported(scim, text):
    assert refusal(scim.call("GET", "Users", filter=text)) == (400, UNPARSABLE)


def test_a_user_is_changed_in_part(center, scim, alice):
    answer = scim.patch(
        f"Users/{alice}",
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "replace", "path": "name.familyName", "value": "Adams"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "adams@contoso.example"},
        {"op": "add", "value": {"title": "Lead"}},
    )
    assert answer.status_code == 200
    user = center.store.describe_user(IdentityStoreId=STORE, UserId=alice)
    assert (user["UserStatus"], user["Name"]) == ("DISABLED", {"GivenName": "Alice", "FamilyName": "Adams"})
    assert (user["Emails"][0]["Value"], user["Title"]) == ("adams@contoso.example", "Lead")
    assert scim.patch(f"Users/{alice}", {"op": "remove", "path": "title"}).json().get("title") is None


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "userName"},
        {"op": "remove", "path": "active"},
        {"op": "remove"},
        {"op": "move", "path": "title", "value": "x"},
        {"op": "replace", "path": "title"},
        {"op": "replace", "path": "name.givenName", "value": ""},
        {"op": "replace", "path": "photos", "value": []},
    ],
)
def test_changes_that_break_a_rule_change_nothing(scim, alice, operation):
    assert refusal(scim.patch(f"Users/{alice}", operation)) == (400, UNPARSABLE)
    assert scim.call("GET", f"Users/{alice}").json()["userName"] == ALICE["userName"]


def test_a_user_is_replaced_and_deleted(scim, alice):
    whole = {**ALICE, "title": "Lead"}
    assert scim.call("PUT", f"Users/{alice}", whole).json()["title"] == "Lead"
    assert "title" not in scim.call("PUT", f"Users/{alice}", ALICE).json()
    assert refusal(scim.call("PUT", f"Users/{alice}", {**ALICE, "userName": OLGA}))[0] == 409
    assert scim.call("DELETE", f"Users/{alice}").status_code == 204
    assert refusal(scim.call("GET", f"Users/{alice}")) == (404, "Specified user does not exist.")


def test_a_group_takes_and_loses_members(center, scim, alice):
    made = scim.call("POST", "Groups", {"displayName": "Agents", "externalId": "9"}).json()
    path, member = f"Groups/{made['id']}", [{"value": alice}]
    assert scim.patch(path, {"op": "Add", "path": "members", "value": member}).status_code == 204
    assert len(members(center, made["id"])) == 1
    by_member = f'id eq "{made["id"]}" and members eq "{alice}"'
    assert scim.call("GET", "Groups", filter=by_member).json()["totalResults"] == 1
    assert scim.call("GET", path).json()["members"] == []
    scim.patch(path, {"op": "remove", "path": f'members[value eq "{alice}"]'})
    assert members(center, made["id"]) == []
    assert scim.call("GET", "Groups", filter=by_member).json()["totalResults"] == 0


def members(center, group: str) -> list[Any]:
    answer = center.store.list_group_memberships(IdentityStoreId=STORE, GroupId=group)
    return list(answer["GroupMemberships"])


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "members"},
        {"op": "replace", "path": "members", "value": []},
        {"op": "add", "path": "members", "value": [{"value": "nobody"}]},
        {"op": "add", "path": "description", "value": "x"},
        {"op": "replace", "path": "displayName", "value": ""},
    ],
)
def test_changes_of_groups_that_are_not_supported(center, scim, operation):
    group = center.group_id()
    assert refusal(scim.patch(f"Groups/{group}", operation)) == (400, UNPARSABLE)
    assert len(members(center, group)) == 2


def test_a_hundred_members_a_request(center, scim, alice):
    group = center.group_id()
    removals = [{"op": "remove", "path": f'members[value eq "{number}"]'} for number in range(101)]
    assert refusal(scim.patch(f"Groups/{group}", *removals)) == (400, UNPARSABLE)
    assert scim.patch(f"Groups/{group}", *removals[:100]).status_code == 204


def test_group_names_are_unique_and_found(scim):
    assert refusal(scim.call("POST", "Groups", {"displayName": GROUP})) == (409, "Group already exists.")
    found = scim.call("GET", "Groups", filter=f'displayName eq "{GROUP}"').json()["Resources"]
    assert [row["displayName"] for row in found] == [GROUP]
    answer = scim.patch(f"Groups/{found[0]['id']}", {"op": "replace", "value": {"displayName": "Agents"}})
    assert answer.status_code == 204
    assert scim.call("DELETE", f"Groups/{found[0]['id']}").status_code == 204
    assert refusal(scim.call("DELETE", f"Groups/{found[0]['id']}"))[0] == 404


@pytest.mark.parametrize(("method", "path"), [("PUT", "Groups/1"), ("POST", "Bulk"), ("GET", "Me")])
def test_other_calls_are_not_supported(scim, method, path):
    assert refusal(scim.call(method, path, {}))[0] == 400
