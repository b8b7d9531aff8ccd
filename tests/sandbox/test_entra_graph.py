"""Graph: who may call it, how it pages and answers, and how it misbehaves on request."""

import asyncio
from typing import Any

import httpx
import pytest

from sandbox.entra.seed import (
    ADMIN,
    AGENTS,
    ALICE,
    GUEST,
    LIMITED_CLIENT_ID,
    LIMITED_CLIENT_SECRET,
    READER,
    TENANT_ID,
    stable_id,
)
from sandbox.faults import Fault
from tests.sandbox.contoso import CUSTOM, Contoso, claims_policy, error_of

pytest_plugins = ["tests.sandbox.entra_fixtures"]

INSTANTIATE = f"/applicationTemplates/{CUSTOM}/instantiate"
DENIED = (403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
NAME = {"displayName": "Connect"}


@pytest.mark.parametrize("token", ["", "made-up"])
def test_nobody_gets_in_without_a_token(contoso: Contoso, token: str) -> None:
    assert error_of(contoso.graph_with(token).get("/organization"))[:2] == (401, "InvalidAuthenticationToken")


def test_an_application_without_permissions_is_denied(contoso: Contoso) -> None:
    limits = {"client_id": LIMITED_CLIENT_ID, "client_secret": LIMITED_CLIENT_SECRET}
    graph = contoso.graph_with(contoso.ask_token(**limits).json()["access_token"])
    for path in ("/organization", "/applications", "/users", "/groups", "/policies/claimsMappingPolicies"):
        assert error_of(graph.get(path)) == DENIED
    assert error_of(graph.post(INSTANTIATE, json=NAME)) == DENIED
    assert graph.get("/applicationTemplates").status_code == 200


def test_an_engineer_needs_the_scope_and_the_directory_role(contoso: Contoso) -> None:
    may_read = contoso.graph_with(contoso.person_token(ADMIN, "Application.Read.All"))
    no_role = contoso.graph_with(contoso.person_token(READER, "Application.ReadWrite.All"))
    both = contoso.graph_with(contoso.person_token(ADMIN, "Application.ReadWrite.All"))
    assert error_of(may_read.post(INSTANTIATE, json=NAME)) == DENIED
    assert error_of(no_role.post(INSTANTIATE, json=NAME)) == DENIED
    assert both.post(INSTANTIATE, json=NAME).status_code == 201


def test_a_policy_call_needs_its_own_scope(contoso: Contoso) -> None:
    body = {"definition": [claims_policy()], "displayName": "AWS"}
    without = contoso.graph_with(contoso.person_token(ADMIN, "Application.ReadWrite.All"))
    fitting = contoso.graph_with(contoso.person_token(ADMIN, "Policy.ReadWrite.ApplicationConfiguration"))
    assert error_of(without.post("/policies/claimsMappingPolicies", json=body)) == DENIED
    assert fitting.post("/policies/claimsMappingPolicies", json=body).status_code == 201


def test_me_is_the_person_of_the_token(contoso: Contoso) -> None:
    graph = contoso.graph_with(contoso.person_token(ADMIN, "User.Read"))
    assert graph.get("/me", params={"$select": "userPrincipalName"}).json()["userPrincipalName"] == ADMIN
    assert error_of(contoso.graph.get("/me"))[:2] == (400, "BadRequest")


def test_basic_reading_of_people_leaves_the_rest_empty(contoso: Contoso) -> None:
    graph = contoso.graph_with(contoso.person_token(ADMIN, "User.ReadBasic.All"))
    query = {"$select": "userPrincipalName,accountEnabled,mailNickname"}
    alice = graph.get(f"/users/{ALICE}", params=query).json()
    assert (alice["userPrincipalName"], alice["accountEnabled"], alice["mailNickname"]) == (ALICE, None, None)
    assert contoso.graph.get(f"/users/{ALICE}", params=query).json()["accountEnabled"] is True


def test_a_person_comes_without_what_was_not_selected(contoso: Contoso) -> None:
    assert "mailNickname" not in contoso.graph.get(f"/users/{ALICE}").json()


@pytest.mark.parametrize("name", [ALICE, ALICE.upper(), stable_id(ALICE)])
def test_a_person_is_found_by_id_or_name_in_any_case(contoso: Contoso, name: str) -> None:
    assert contoso.graph.get(f"/users/{name}").json()["userPrincipalName"] == ALICE


def test_a_guest_is_found_by_the_name_with_ext(contoso: Contoso) -> None:
    path = f"/users/{GUEST.replace('#', '%23')}"
    assert contoso.graph.get(path, params={"$select": "userType"}).json()["userType"] == "Guest"


def test_people_come_in_pages(contoso: Contoso) -> None:
    first = contoso.graph.get("/users", params={"$top": "3", "$select": "id"}).json()
    second = contoso.graph.get(first["@odata.nextLink"]).json()
    third = contoso.graph.get(second["@odata.nextLink"]).json()
    assert [len(page["value"]) for page in (first, second, third)] == [3, 3, 1]
    assert "@odata.nextLink" not in third
    assert contoso.graph.get("/users", params={"$top": "1000"}).status_code == 400


def test_filters_find_people_and_groups(contoso: Contoso) -> None:
    people = {"$filter": f"userPrincipalName eq '{ALICE.upper()}'"}
    assert len(contoso.graph.get("/users", params=people).json()["value"]) == 1
    groups = {"$filter": "startswith(displayName,'Connect') and securityEnabled eq true"}
    assert len(contoso.graph.get("/groups", params=groups).json()["value"]) == 3
    quote = {"$filter": "displayName eq 'it''s and not'"}
    assert contoso.graph.get("/groups", params=quote).json()["value"] == []


def test_members_are_people_and_nested_groups(contoso: Contoso) -> None:
    rows = contoso.graph.get(f"/groups/{stable_id(AGENTS)}/members").json()["value"]
    assert [(row["@odata.type"], row["displayName"]) for row in rows] == [
        ("#microsoft.graph.user", "Alice Agent"),
        ("#microsoft.graph.user", "Bob Builder"),
        ("#microsoft.graph.group", "Connect Trainees"),
    ]


@pytest.mark.parametrize("cast", ["microsoft.graph.user", "graph.user"])
def test_the_cast_to_people_is_an_advanced_query(contoso: Contoso, cast: str) -> None:
    path, query = f"/groups/{stable_id(AGENTS)}/members/{cast}", {"$count": "true", "$top": "1"}
    assert error_of(contoso.graph.get(path, params=query))[1] == "Request_UnsupportedQuery"
    page = contoso.graph.get(path, params=query, headers={"ConsistencyLevel": "eventual"}).json()
    assert (page["@odata.count"], len(page["value"])) == (2, 1)
    rest = contoso.graph.get(page["@odata.nextLink"], headers={"ConsistencyLevel": "eventual"}).json()
    assert ("@odata.count" in rest, len(rest["value"])) == (False, 1)


def test_the_tenants_settings_can_be_read(contoso: Contoso) -> None:
    policy = contoso.graph.get("/policies/defaultAppManagementPolicy").json()
    uris = policy["applicationRestrictions"]["identifierUris"]
    assert uris["uriAdditionWithoutUniqueTenantIdentifier"]["excludeSaml"] is True
    skus = contoso.graph.get("/subscribedSkus").json()["value"]
    assert [sku["skuPartNumber"] for sku in skus] == ["AAD_PREMIUM"]


def test_answers_carry_graphs_headers(contoso: Contoso) -> None:
    headers = contoso.graph.get("/organization", headers={"client-request-id": "mine"}).headers
    assert headers["Content-Type"].startswith("application/json;odata.metadata=minimal")
    assert (headers["OData-Version"], headers["client-request-id"]) == ("4.0", "mine")
    assert headers["request-id"]


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault.DENY, 403, "Authorization_RequestDenied"),
        (Fault.THROTTLE, 429, "TooManyRequests"),
        (Fault.FAIL, 500, "InternalServerError"),
    ],
)
def test_a_planned_fault_has_no_effect(contoso: Contoso, fault: Fault, status: int, code: str) -> None:
    contoso.world.faults.plan("POST /applicationTemplates/{id}/instantiate", fault)
    answer = contoso.graph.post(INSTANTIATE, json=NAME)
    assert error_of(answer)[:2] == (status, code)
    assert ("Retry-After" in answer.headers) is (fault is Fault.THROTTLE)
    assert contoso.world.table("entra.applications") == {}
    assert contoso.graph.post(INSTANTIATE, json=NAME).status_code == 201


def test_every_call_is_in_the_journal(contoso: Contoso) -> None:
    app = contoso.instantiate()
    contoso.graph.get(app.path)
    contoso.graph.get("/nowhere")
    calls = [(call.cloud, call.operation, call.status) for call in contoso.world.journal.calls]
    assert calls == [
        ("entra", "POST /{tenant}/oauth2/v2.0/token", 200),
        ("entra", "POST /applicationTemplates/{id}/instantiate", 201),
        ("entra", "GET /applications/{id}", 200),
        ("entra", "GET /v1.0/nowhere", 400),
    ]


@pytest.mark.parametrize("body", ["", "{", "[]", '"text"'])
def test_a_body_that_is_no_object_is_refused(contoso: Contoso, body: str) -> None:
    assert contoso.graph.post(INSTANTIATE, content=body).status_code == 400


def test_the_real_sdk_reads_and_writes(contoso: Contoso) -> None:
    app = contoso.saml_app()
    token = contoso.ask_token().json()["access_token"]
    found, tenant = asyncio.run(_with_sdk(contoso.sandbox.addresses.graph, token, app.object_id))
    assert found.identifier_uris == ["urn:amazon:webservices"]
    assert tenant.value[0].id == TENANT_ID
    assert app.read()["displayName"] == "Renamed by the SDK"


async def _with_sdk(base: str, token: str, object_id: str) -> Any:
    from kiota_abstractions.authentication import AnonymousAuthenticationProvider
    from msgraph import GraphServiceClient
    from msgraph.generated.models.application import Application
    from msgraph.graph_request_adapter import GraphRequestAdapter

    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(headers=headers, trust_env=False) as client:
        adapter = GraphRequestAdapter(AnonymousAuthenticationProvider(), client)
        adapter.base_url = f"{base}/v1.0"
        graph = GraphServiceClient(request_adapter=adapter)
        application = graph.applications.by_application_id(object_id)
        await application.patch(Application(display_name="Renamed by the SDK"))
        return await application.get(), await graph.organization.get()
