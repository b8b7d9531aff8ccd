"""Groups within groups, and queries that only the directory's index answers."""

import pytest

from sandbox.entra.errors import SignInRefused
from sandbox.entra.seed import AGENTS, DAVE, TRAINEES, stable_id
from tests.sandbox.contoso import Contoso, error_of

pytest_plugins = ["tests.sandbox.entra_fixtures"]

EVENTUAL = {"ConsistencyLevel": "eventual"}


def test_transitive_members_include_those_of_nested_groups(contoso: Contoso) -> None:
    path = f"/groups/{stable_id(AGENTS)}/transitiveMembers"
    names = [row["displayName"] for row in contoso.graph.get(path).json()["value"]]
    assert names == ["Alice Agent", "Bob Builder", "Connect Trainees", "Dave Trainee"]


def test_groups_that_contain_each_other_end(contoso: Contoso) -> None:
    contoso.world.table("entra.members")[stable_id(TRAINEES)]["members"].append(stable_id(AGENTS))
    path = f"/groups/{stable_id(AGENTS)}/transitiveMembers"
    assert len(contoso.graph.get(path).json()["value"]) == 5


def test_only_people_of_nested_groups_is_an_advanced_query(contoso: Contoso) -> None:
    path = f"/groups/{stable_id(AGENTS)}/transitiveMembers/microsoft.graph.user"
    assert error_of(contoso.graph.get(path))[1] == "Request_UnsupportedQuery"
    found = contoso.graph.get(path, params={"$count": "true"}, headers=EVENTUAL).json()
    assert found["@odata.count"] == 3


def test_a_nested_group_gives_no_assignment(contoso: Contoso) -> None:
    app = contoso.saml_app()
    with pytest.raises(SignInRefused, match="AADSTS50105"):
        app.sign_in(DAVE)
    app.assign(stable_id(TRAINEES))
    assert app.sign_in(DAVE).text("NameID") == DAVE


def test_search_needs_the_index_and_finds_words(contoso: Contoso) -> None:
    query = {"$search": '"displayName:super"'}
    assert error_of(contoso.graph.get("/groups", params=query))[:2] == (400, "Request_UnsupportedQuery")
    found = contoso.graph.get("/groups", params=query, headers=EVENTUAL).json()["value"]
    assert [row["displayName"] for row in found] == ["Connect Supervisors"]
    wrong = contoso.graph.get("/groups", params={"$search": "super"}, headers=EVENTUAL)
    assert wrong.status_code == 400


def test_sorting_what_was_filtered_needs_the_index(contoso: Contoso) -> None:
    query = {"$filter": "startswith(displayName,'Connect')", "$orderby": "displayName desc", "$count": "true"}
    assert error_of(contoso.graph.get("/groups", params=query))[2] == "Sorting not supported for current query."
    rows = contoso.graph.get("/groups", params=query, headers=EVENTUAL).json()["value"]
    assert [row["displayName"] for row in rows] == ["Connect Trainees", "Connect Supervisors", "Connect Agents"]


def test_other_than_is_an_advanced_query(contoso: Contoso) -> None:
    query = {"$filter": "displayName ne 'Connect Agents'", "$count": "true"}
    assert "NotEqualsMatch" in error_of(contoso.graph.get("/groups", params=query))[2]
    assert contoso.graph.get("/groups", params=query, headers=EVENTUAL).json()["@odata.count"] == 2


def test_without_the_header_there_is_no_count(contoso: Contoso) -> None:
    assert "@odata.count" not in contoso.graph.get("/groups", params={"$count": "true"}).json()
    counted = contoso.graph.get("/groups", params={"$count": "true"}, headers=EVENTUAL).json()
    assert counted["@odata.count"] == 3


def test_members_that_are_not_known_everywhere_are_left_out(contoso: Contoso) -> None:
    contoso.hide("entra.users", stable_id(DAVE), seconds=30)
    path = f"/groups/{stable_id(TRAINEES)}/members"
    assert contoso.graph.get(path).json()["value"] == []
    with contoso.later(seconds=31):
        assert len(contoso.graph.get(path).json()["value"]) == 1
