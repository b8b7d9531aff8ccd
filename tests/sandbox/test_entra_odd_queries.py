"""A query that Graph would not understand is refused, not answered as if part of it had not been said."""

import base64

import pytest

from tests.sandbox.contoso import Contoso, error_of

pytest_plugins = ["tests.sandbox.entra_fixtures"]

NO_NAME = "Could not find a property named 'nonsense' on type 'microsoft.graph.user'."
UNREADABLE = (
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid "
    "JSON format."
)


@pytest.mark.parametrize(
    ("option", "value", "status", "code", "message"),
    [
        ("$skip", "1", 400, "Request_BadRequest", "'$skip' is not supported by the service."),
        ("$expand", "owners", 501, "NotSimulated", "The Handoff sandbox does not simulate $expand."),
        ("$filters", "x", 400, "BadRequest", "The query parameter '$filters' is not supported."),
        ("$filter", "nonsense eq 'x'", 400, "BadRequest", f"Invalid filter clause: {NO_NAME}"),
        ("$orderby", "nonsense", 400, "BadRequest", f"Invalid orderby clause: {NO_NAME}"),
    ],
)
def test_what_graph_does_not_know_is_refused(
    contoso: Contoso, option: str, value: str, status: int, code: str, message: str
) -> None:
    assert error_of(contoso.graph.get("/users", params={option: value})) == (status, code, message)


def test_what_graph_knows_is_answered(contoso: Contoso) -> None:
    query = {"$filter": "startswith(displayName,'Al')", "$select": "id,displayName", "$top": "2"}
    assert [row["displayName"] for row in contoso.graph.get("/users", params=query).json()["value"]] == [
        "Alice Agent"
    ]
    names = [row["displayName"] for row in contoso.graph.get("/users?$orderby=displayName").json()["value"]]
    assert names == sorted(names)


@pytest.mark.parametrize(
    "clause",
    [
        "appRoles eq 'x'",
        "startswith(appRoles,'x')",
        "startswith(accountEnabled,'t')",
        "accountEnabled/any(x:x eq 'true')",
    ],
)
def test_an_operator_that_does_not_fit_the_property_is_refused(contoso: Contoso, clause: str) -> None:
    contoso.instantiate()
    status, code, message = error_of(contoso.graph.get("/servicePrincipals", params={"$filter": clause}))
    assert (status, code) == (400, "Request_UnsupportedQuery")
    assert message.startswith("Unsupported or invalid query filter clause specified for property")
    assert message.endswith("of resource 'ServicePrincipal'.")


def test_an_operator_that_fits_finds(contoso: Contoso) -> None:
    app = contoso.saml_app()
    clause = "identifierUris/any(u:u eq 'urn:amazon:webservices')"
    found = contoso.graph.get("/applications", params={"$filter": clause}).json()["value"]
    assert [row["id"] for row in found] == [app.object_id]
    found = contoso.graph.get("/servicePrincipals", params={"$filter": "accountEnabled eq true"}).json()[
        "value"
    ]
    assert app.principal_id in [row["id"] for row in found]


@pytest.mark.parametrize("size", ["\N{SUPERSCRIPT TWO}", "-1"])
def test_a_page_size_that_is_no_number_is_refused(contoso: Contoso, size: str) -> None:
    assert error_of(contoso.graph.get("/users", params={"$top": size}))[:2] == (400, "Request_BadRequest")


def test_a_place_before_the_list_is_refused(contoso: Contoso) -> None:
    token = base64.urlsafe_b64encode(b"-2").decode()
    answer = contoso.graph.get("/users", params={"$skiptoken": token})
    assert error_of(answer)[:2] == (400, "Directory_ExpiredPageToken")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('{"displayName": "Connect"}', "application/x-www-form-urlencoded"),
        ('{"displayName": "Connect"}', "text/plain"),
        ("[" * 20_000, "application/json"),
        ("[]", "application/json"),
    ],
)
def test_a_body_that_is_no_json_is_refused(contoso: Contoso, content: str, kind: str) -> None:
    path = contoso.instantiate().path
    answer = contoso.graph.patch(path, content=content, headers={"Content-Type": kind})
    assert error_of(answer) == (400, "BadRequest", UNREADABLE)


def test_json_is_read_whatever_its_charset(contoso: Contoso) -> None:
    path, kind = contoso.instantiate().path, "application/json; charset=utf-8"
    answer = contoso.graph.patch(path, content='{"displayName": "Connect"}', headers={"Content-Type": kind})
    assert answer.status_code == 204
