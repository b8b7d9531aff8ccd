"""What a PATCH says of a list is the whole list, and long lists come in pages."""

import pytest

from sandbox.entra.seed import AGENTS, stable_id
from tests.sandbox.contoso import Contoso, error_of, new_role

pytest_plugins = ["tests.sandbox.entra_fixtures"]

URN = "urn:amazon:webservices"


def test_a_patched_list_replaces_the_one_before(contoso: Contoso) -> None:
    app = contoso.saml_app(URN)
    app.patch(identifierUris=[f"{URN}#2"], web={"redirectUris": ["https://signin.aws.amazon.com/saml"]})
    found = app.read()
    assert found["identifierUris"] == [f"{URN}#2"]
    assert found["web"]["redirectUris"] == ["https://signin.aws.amazon.com/saml"]


def test_what_a_patch_does_not_name_stays(contoso: Contoso) -> None:
    app = contoso.saml_app(URN)
    before = app.read()
    app.patch(displayName="Connect for agents")
    app.patch(web={"homePageUrl": "https://contoso.example/"})
    after = app.read()
    assert {**after, "displayName": before["displayName"], "web": None} == {**before, "web": None}
    assert after["web"]["redirectUris"] == before["web"]["redirectUris"]


def test_a_list_of_only_the_new_role_leaves_the_others_out(contoso: Contoso) -> None:
    app = contoso.instantiate()
    answer = app.try_patch(appRoles=[new_role(stable_id("new"), "arn:new")])
    assert error_of(answer)[1] == "CannotDeleteOrUpdateEnabledEntitlement"
    app.add_role("arn:new")
    assert len(app.read()["appRoles"]) == 3


def test_members_come_in_pages(contoso: Contoso) -> None:
    path, names = f"/groups/{stable_id(AGENTS)}/members?$top=1", []
    while path:
        page = contoso.graph.get(path).json()
        names += [row["displayName"] for row in page["value"]]
        path = page.get("@odata.nextLink", "")
    assert names == ["Alice Agent", "Bob Builder", "Connect Trainees"]


@pytest.mark.parametrize("size", ["0", "1000", "many"])
@pytest.mark.parametrize("path", ["/groups", f"/groups/{stable_id(AGENTS)}/members"])
def test_a_page_of_another_size_than_1_to_999_is_refused(contoso: Contoso, path: str, size: str) -> None:
    text = f"Invalid page size specified: '{size}'. Must be between 1 and 999 inclusive."
    answer = contoso.graph.get(path, params={"$top": size})
    assert error_of(answer) == (400, "Request_BadRequest", text)


def test_a_place_in_a_list_nobody_gave_is_refused(contoso: Contoso) -> None:
    answer = contoso.graph.get("/groups", params={"$skiptoken": "page-two"})
    assert error_of(answer)[:2] == (400, "Directory_ExpiredPageToken")
