"""What an engineer can do about a change: take it back, or keep it. Nothing happens by itself."""

from typing import Any

import pytest

from federation.progress import State
from sandbox.breakages import BREAKAGES
from sandbox.world import World
from tests.cast import Cast, Window, plan, text, work
from tests.finished import age, look, problems
from wizard.actions.runs import carry_out_plan
from wizard.models import Event, Kind, Run
from wizard.queries.overview import Overview
from wizard.record import SetupRecord


def broken(cast: Cast, world: World, key: str) -> None:
    BREAKAGES[key].break_it(world)
    look(cast)


def state(cast: Cast, key: str) -> State:
    return Overview(cast.setup).by_key[key].state


def read_back(cast: Cast) -> Run:
    return work(Run.objects.filter(setup=cast.setup, kind=Kind.OBSERVE).latest("created_at"))


def test_the_page_of_the_step_shows_both_values_since_when_and_both_ways_out(
    cast: Cast, asha: Window, world: World
) -> None:
    broken(cast, world, "session-name")
    page = text(asha.look("step", cast.setup.pk, "azure-claims"))
    assert "Somebody changed this in Azure" in page
    assert "It was last found right on" in page
    assert "userprincipalname" in page
    assert "mailnickname" in page
    assert "Carry out the step again" in page
    assert "Keep this Attribute that becomes the Connect user name" in page
    assert "Check what will change" in page


def test_carrying_the_step_out_again_shows_first_what_would_change_back(cast: Cast, world: World) -> None:
    broken(cast, world, "reply-url")
    seen = plan(cast, "azure-application")
    assert {row["change"] for row in seen.result} >= {"change"}
    assert work(carry_out_plan(seen, by=cast.asha)).succeeded
    assert state(cast, "azure-application") is State.DONE


def test_what_is_there_can_be_kept_and_is_read_back(cast: Cast, asha: Window, world: World) -> None:
    broken(cast, world, "session-name")
    asha.send("keep", cast.setup.pk, "azure-claims", data={"code": "claim-session-name"})
    assert SetupRecord(cast.setup).revisions["session_name_source"].text == "mailnickname"
    assert read_back(cast).succeeded
    assert state(cast, "azure-claims") is State.DONE
    assert Event.objects.get(setup=cast.setup, key="kept-as-is").person == cast.asha
    age()
    look(cast)
    assert problems(cast) == {}


def test_a_setting_that_works_as_well_can_be_kept(cast: Cast, asha: Window, world: World) -> None:
    """AWS's global sign-in address, for one."""
    for row in world.table("entra.applications").values():
        row["web"]["redirectUris"] = ["https://signin.aws.amazon.com/saml"]
    look(cast)
    asha.send("keep", cast.setup.pk, "azure-application", data={"code": "reply-url"})
    assert read_back(cast).succeeded
    assert SetupRecord(cast.setup).revisions["reply_url"].text == "https://signin.aws.amazon.com/saml"
    assert state(cast, "azure-application") is State.DONE


def test_a_certificate_is_kept_by_a_plan_because_its_metadata_must_be_fetched(
    cast: Cast, asha: Window, world: World
) -> None:
    broken(cast, world, "certificate")
    asha.send("keep", cast.setup.pk, "azure-certificate", data={"code": "certificate-active"})
    asked = work(Run.objects.filter(kind=Kind.PLAN, step_key="azure-certificate").latest("created_at"))
    assert asked.result[0]["what"] == "the certificate of the record"
    assert work(carry_out_plan(asked, by=cast.asha)).succeeded
    assert state(cast, "azure-certificate") is State.DONE
    assert state(cast, "aws-saml-provider") is State.STALE


@pytest.mark.parametrize("breakage", ["policy", "trust-provider", "role-deleted"])
def test_what_nobody_could_sign_in_with_cannot_be_kept(
    cast: Cast, wes: Window, world: World, breakage: str
) -> None:
    broken(cast, world, breakage)
    page = text(wes.look("step", cast.setup.pk, "aws-role"))
    assert "What is there now cannot stay" in page
    before = SetupRecord(cast.setup).fingerprints
    answer = wes.send("keep", cast.setup.pk, "aws-role", data={"code": "role-policy-instance"})
    assert answer.status_code == 302
    assert SetupRecord(cast.setup).fingerprints == before


@pytest.mark.parametrize("breakage", ["identifier", "reply-url", "relay-state"])
def test_what_does_not_fit_the_other_side_cannot_be_kept(
    cast: Cast, asha: Window, world: World, breakage: str
) -> None:
    broken(cast, world, breakage)
    assert "What is there now cannot stay" in text(asha.look("step", cast.setup.pk, "azure-application"))
    asha.send("keep", cast.setup.pk, "azure-application", data={"code": breakage})
    assert state(cast, "azure-application") is State.PROBLEM


def test_what_is_right_again_meanwhile_is_not_kept(cast: Cast, asha: Window, world: World) -> None:
    broken(cast, world, "session-name")
    BREAKAGES["session-name"].put_right(world)
    look(cast)
    asha.send("keep", cast.setup.pk, "azure-claims", data={"code": "claim-session-name"})
    assert SetupRecord(cast.setup).revisions["session_name_source"].number == 1


def test_only_the_engineer_of_the_side_can_keep_it(
    cast: Cast, wes: Window, petra: Window, olga: Window, world: World
) -> None:
    broken(cast, world, "reply-url")
    for window in (wes, petra, olga):
        answer = window.send("keep", cast.setup.pk, "azure-application", data={"code": "reply-url"})
        assert answer.status_code == 403


# --- look again now ---


@pytest.mark.parametrize(
    ("who", "status"), [("olga", 302), ("asha", 302), ("wes", 302), ("petra", 403), ("otto", 404)]
)
def test_the_owner_and_the_engineers_can_look_again_now(
    cast: Cast, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    window: Window = request.getfixturevalue(who)
    offered = "Look again now" in text(window.look("status", cast.setup.pk))
    assert offered == (status == 302)
    assert window.send("look-again", cast.setup.pk).status_code == status


def test_a_look_ends_on_a_page_that_says_that_all_is_as_it_was(cast: Cast, olga: Window, world: World) -> None:
    run = Run.objects.get(pk=olga.send("look-again", cast.setup.pk).url.split("/")[-2])
    assert "Handoff is looking now" in text(olga.look("status", cast.setup.pk))
    work(run)
    page = text(olga.look("run", run.pk))
    assert "Everything agrees." in page
    assert "Back to the status" in page


def test_where_nothing_is_done_there_is_nothing_to_look_at(cast: Cast, otto: Window) -> None:
    assert "Look again now" not in text(otto.look("status", cast.elsewhere.pk))
    answer: Any = otto.send("look-again", cast.elsewhere.pk)
    assert "nothing that could have changed" in text(otto.get(answer.url))
