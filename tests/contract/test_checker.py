"""The contract refuses what is misspelt, mistyped, missing or too much, and accepts what is right."""

from dataclasses import replace
from typing import Any

import pytest

from tests.contract.checker import complaints, filtered_names
from tests.contract.microsoft import Microsoft
from tests.contract.recorder import Exchange

PATH = "/applications/0c26b421-895d-4bd9-88ac-f6a300e269d9"
ROLE = {"id": "18d14569-c3bd-439b-9a66-3a2aee01d14f", "displayName": "Agent", "isEnabled": True, "value": None}
ERROR = {"error": {"code": "Request_BadRequest", "message": "Not a valid reference update."}}

CHANGED = Exchange("PATCH", PATH, sent={"identifierUris": ["urn:amazon:webservices"]}, status=204)
READ = Exchange(
    "GET",
    PATH,
    query={"$select": "appRoles,web"},
    answered={
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications/$entity",
        "id": "0c26b421-895d-4bd9-88ac-f6a300e269d9",
        "appRoles": [ROLE],
        "web": None,
    },
)
LISTED = Exchange(
    "GET",
    "/applications",
    query={"$filter": "tags/any(t:t eq 'it''s, not eq')", "$top": "5", "$count": "true"},
    consistency="eventual",
    answered={"@odata.count": 0, "value": []},
)
MEMBERS = Exchange(
    "GET",
    "/groups/02bd9fd6-8f93-4758-87c3-1fb73740a315/members",
    answered={"value": [{"@odata.type": "#microsoft.graph.user", "id": "1", "userPrincipalName": "a@b.c"}]},
)
THROTTLED = replace(READ, status=429, headers={"retry-after": "10"}, answered=ERROR)


def answering(exchange: Exchange, **properties: Any) -> Exchange:
    return replace(exchange, answered={**exchange.answered, **properties})


def member(**properties: Any) -> Exchange:
    return answering(MEMBERS, value=[{"id": "1", **properties}])


@pytest.mark.parametrize(
    "exchange", [CHANGED, READ, LISTED, MEMBERS, THROTTLED, replace(READ, status=404, answered=ERROR)], ids=str
)
def test_what_microsoft_describes_is_accepted(microsoft: Microsoft, exchange: Exchange) -> None:
    assert list(complaints(microsoft, exchange)) == []


REFUSED_REQUESTS = {
    "there is no such operation": replace(CHANGED, method="PUT"),
    "'identifierUri' was unexpected": replace(CHANGED, sent={"identifierUri": ["urn:amazon:webservices"]}),
    "'redirectUri' was unexpected": replace(CHANGED, sent={"web": {"redirectUri": []}}),
    "is not of type 'array'": replace(CHANGED, sent={"identifierUris": "urn:amazon:webservices"}),
    "does not match": replace(CHANGED, sent={"appRoles": [{**ROLE, "id": "agent"}]}),
    "the request has no body": replace(CHANGED, sent=None),
    "the request must not have a body": replace(READ, sent={}),
    "$search is not declared": replace(READ, query={"$search": "Connect"}),
    "$top is a number": replace(LISTED, query={"$top": "all"}),
    "$count is true or false": replace(LISTED, query={"$count": "yes"}),
    "the type has no property appRole": replace(READ, query={"$select": "appRole"}),
    "the type has no property tag": replace(LISTED, query={"$filter": "tag/any(t:t eq 'x')"}),
    "ConsistencyLevel is one of": replace(LISTED, consistency="eventually"),
}
REFUSED_ANSWERS = {
    "'approles' was unexpected": answering(READ, approles=[]),
    "'enabled' was unexpected": answering(READ, appRoles=[{**ROLE, "enabled": True}]),
    "is not of type 'boolean'": answering(READ, appRoles=[{**ROLE, "isEnabled": "true"}]),
    "None is not of type 'array'": answering(READ, appRoles=None),
    "'value' is a required property": replace(LISTED, answered={"values": []}),
    "'userPrincipalName' was unexpected": member(userPrincipalName="a@b.c"),
    "'upn' was unexpected": member(**{"@odata.type": "#microsoft.graph.user", "upn": "a@b.c"}),
    "the answer has no body": replace(READ, answered=None),
    "the answer must not have a body": replace(CHANGED, answered={"id": "1"}),
    "success is documented as [204]": replace(CHANGED, status=200),
    "'message' is a required property": replace(READ, status=404, answered={"error": {"code": "NotFound"}}),
    "None is not of type 'object'": replace(READ, status=500, answered=None),
    "Retry-After must say": replace(THROTTLED, headers={}),
}


@pytest.mark.parametrize(("complaint", "exchange"), REFUSED_REQUESTS.items(), ids=REFUSED_REQUESTS.keys())
def test_a_wrong_request_is_refused(microsoft: Microsoft, complaint: str, exchange: Exchange) -> None:
    (only,) = complaints(microsoft, exchange)
    assert complaint in only


@pytest.mark.parametrize(("complaint", "exchange"), REFUSED_ANSWERS.items(), ids=REFUSED_ANSWERS.keys())
def test_a_wrong_answer_is_refused(microsoft: Microsoft, complaint: str, exchange: Exchange) -> None:
    (only,) = complaints(microsoft, exchange)
    assert complaint in only


def test_a_filter_names_properties_but_not_its_variables_and_texts() -> None:
    expression = "identifierUris/any(u:u eq 'name eq x') and startswith(displayName, 'it''s') and appId eq '1'"
    assert filtered_names(expression) == ["identifierUris", "displayName", "appId"]
