"""A breakage changes what setups made, and is taken back to the letter whatever happened meanwhile."""

import copy
from pathlib import Path

import pytest

from sandbox.aws.seed import LEGACY_INSTANCE_ID
from sandbox.breakages import BREAKAGES, NotPossible, put_everything_right
from sandbox.breakages.places import Place
from sandbox.entra.metadata import federation_metadata
from sandbox.entra.seed import TENANT_ID
from sandbox.seed import seed
from sandbox.world import World
from tests.sandbox.contoso import REPLY_URL
from tests.sandbox.federations import trust
from tests.sandbox.finished_setup import everything, finish_setup, finished_world


@pytest.fixture
def finished() -> World:
    """A world of its own with a finished setup, without Handoff."""
    return finished_world()


def test_every_breakage_changes_something_and_takes_exactly_that_back(finished: World) -> None:
    beginning = everything(finished)
    for key, breakage in BREAKAGES.items():
        breakage.break_it(finished)
        assert breakage.broken_since(finished) is not None, key
        assert everything(finished) != beginning, key
        breakage.put_right(finished)
        assert breakage.broken_since(finished) is None, key
        assert everything(finished) == beginning, key


def test_what_is_broken_survives_a_restart(tmp_path: Path) -> None:
    world = World(tmp_path / "world.json")
    seed(world)
    finish_setup(world)
    beginning = everything(world)
    for key in ("role-value", "role-deleted", "certificate"):
        BREAKAGES[key].break_it(world)
    again = World(tmp_path / "world.json")
    assert [key for key, one in BREAKAGES.items() if one.broken_since(again)] == [
        "certificate",
        "role-value",
        "role-deleted",
    ]
    put_everything_right(again)
    assert everything(again) == beginning


def test_what_others_changed_meanwhile_stays(finished: World) -> None:
    (application,) = finished.table("entra.applications").values()
    (role,) = finished.table("iam.roles").values()
    BREAKAGES["reply-url"].break_it(finished)
    BREAKAGES["policy"].break_it(finished)
    application["displayName"] = "Renamed"
    role["policies"]["Another"] = "{}"
    put_everything_right(finished)
    assert application["web"]["redirectUris"] == [REPLY_URL]
    assert application["displayName"] == "Renamed"
    assert set(role["policies"]) == {"Connect", "Another"}


def test_what_people_repaired_themselves_counts_as_right(finished: World) -> None:
    (role,) = finished.table("iam.roles").values()
    BREAKAGES["trust-audience"].break_it(finished)
    role["AssumeRolePolicyDocument"] = repaired = trust(Sid="Repaired")
    assert BREAKAGES["trust-audience"].broken_since(finished) is None
    BREAKAGES["trust-audience"].put_right(finished)
    assert role["AssumeRolePolicyDocument"] == repaired


def test_a_certificate_that_aws_was_given_stays(finished: World) -> None:
    (principal,) = finished.table("entra.servicePrincipals").values()
    (provider,) = finished.table("iam.saml_providers").values()
    BREAKAGES["certificate"].break_it(finished)
    new = principal["preferredTokenSigningKeyThumbprint"]
    document = federation_metadata(finished, tenant_id=TENANT_ID, app_id=principal["appId"])
    provider["SAMLMetadataDocument"] = document.decode()
    assert BREAKAGES["certificate"].broken_since(finished) is None
    BREAKAGES["certificate"].put_right(finished)
    assert principal["preferredTokenSigningKeyThumbprint"] == new
    assert new in finished.table("entra.signingKeys")


@pytest.mark.parametrize(
    ("key", "table"), [("user-deleted", "connect.users"), ("assignment", "entra.assignments")]
)
def test_what_was_made_again_is_not_there_twice_afterwards(finished: World, key: str, table: str) -> None:
    before = copy.deepcopy(finished.table(table))
    BREAKAGES[key].break_it(finished)
    (gone,) = before.keys() - finished.table(table).keys()
    finished.table(table)["again"] = before[gone]
    assert BREAKAGES[key].broken_since(finished) is None
    put_everything_right(finished)
    assert len(finished.table(table)) == len(before)


def test_what_belonged_to_something_deleted_since_does_not_come_back(finished: World) -> None:
    BREAKAGES["assignment"].break_it(finished)
    BREAKAGES["user-deleted"].break_it(finished)
    finished.table("entra.servicePrincipals").clear()
    finished.table("connect.instances").clear()
    put_everything_right(finished)
    assert finished.table("entra.assignments") == {}
    assert len(finished.table("connect.users")) == 1


def test_an_identifier_that_somebody_else_took_stays_theirs(finished: World) -> None:
    (application,) = finished.table("entra.applications").values()
    BREAKAGES["identifier"].break_it(finished)
    finished.table("entra.applications")["other"] = {
        **application,
        "identifierUris": ["urn:amazon:webservices"],
    }
    put_everything_right(finished)
    assert application["identifierUris"] != ["urn:amazon:webservices"]


def test_two_breakages_never_touch_the_same_place(finished: World) -> None:
    BREAKAGES["user-deleted"].break_it(finished)
    BREAKAGES["role-deleted"].break_it(finished)
    BREAKAGES["trust-audience"].put_right(finished)
    assert BREAKAGES["user-case"].possible(finished) == ""  # the other user
    with pytest.raises(NotPossible, match="No role"):
        BREAKAGES["trust-audience"].break_it(finished)
    put_everything_right(finished)
    BREAKAGES["trust-audience"].break_it(finished)
    for key in ("trust-provider", "role-deleted"):
        with pytest.raises(NotPossible, match="Something else is broken at the same place"):
            BREAKAGES[key].break_it(finished)
    put_everything_right(finished)
    BREAKAGES["role-deleted"].break_it(finished)


def test_before_anything_is_set_up_nothing_can_be_broken_and_it_is_said_why() -> None:
    world = World()
    seed(world)
    beginning = everything(world)
    for breakage in BREAKAGES.values():
        assert breakage.possible(world) == breakage.missing
        with pytest.raises(NotPossible, match="yet"):
            breakage.break_it(world)
    assert everything(world) == beginning


def test_only_what_setups_made_is_broken(finished: World) -> None:
    by_hand = {"AssumeRolePolicyDocument": trust(Principal={"Service": "lambda.amazonaws.com"}), "policies": {}}
    finished.table("iam.roles")["other"] = by_hand
    finished.table("connect.users")["legacy"] = {
        "Id": "legacy",
        "instance": LEGACY_INSTANCE_ID,
        "Username": "old.user",
    }
    for breakage in BREAKAGES.values():
        assert not {"other", "legacy"} & {place.key for place in breakage.places(finished)}, breakage.key


def test_a_place_without_surroundings_is_left_alone(finished: World) -> None:
    for place in (Place("iam.roles", "none", ("policies", "x")), Place("entra.settings", "clock", ("a", "b"))):
        place.write(finished, ["value"])
        assert place.read(finished) == []


def test_what_followed_from_a_breakage_stays_if_others_changed_it_since(finished: World) -> None:
    (application,) = finished.table("entra.applications").values()
    (principal,) = finished.table("entra.servicePrincipals").values()
    BREAKAGES["reply-url"].break_it(finished)
    principal["replyUrls"] = ["https://other.example"]
    put_everything_right(finished)
    assert application["web"]["redirectUris"] == [REPLY_URL]
    assert principal["replyUrls"] == ["https://other.example"]
