"""What somebody breaks behind Handoff's back is told to its owner with both values, and nothing is repaired."""

from typing import Any

from federation.progress import State
from sandbox.breakages import BREAKAGES
from sandbox.world import World
from tests.cast import Cast, Window, step, text
from tests.finished import look, problems
from wizard.models import Event
from wizard.queries.history import failures_of
from wizard.queries.overview import Overview
from wizard.queries.timeline import timeline

SHOWN: dict[str, dict[str, set[str]]] = {
    "certificate": {"azure-certificate": {"certificate-active"}},
    "relay-state": {"azure-application": {"relay-state"}},
    "reply-url": {"azure-application": {"reply-url"}},
    "identifier": {"azure-application": {"identifier"}},
    "role-value": {"azure-claims": {"role-value"}},
    "session-name": {"azure-claims": {"claim-session-name"}},
    "assignment": {"azure-assignments": {"assignment-missing"}},
    "application-disabled": {
        "azure-application": {"application-enabled"},
        "azure-access-url": {"sign-in-enabled"},
    },
    "role-deleted": {"aws-role": {"role-exists"}},
    "trust-audience": {"aws-role": {"role-trust-audience"}},
    "trust-provider": {"aws-role": {"role-trust-provider", "role-trust-audience"}},
    "policy": {"aws-role": {"role-policy-instance"}},
    "provider-deleted": {"aws-saml-provider": {"provider-exists"}},
    "provider-metadata": {"aws-saml-provider": {"provider-certificate"}},
    "user-case": {"aws-users": {"connect-user-case"}},
    "user-email": {"aws-users": {"connect-user-case"}},
    "user-deleted": {"aws-users": {"connect-user-missing"}},
}
"""Breakage to the steps that turn into problems, with the findings that say why."""

NOT_SHOWN = {
    "person-disabled": "Whether an account is enabled is not among what User.ReadBasic.All may read, and "
    "Handoff asks for no more; an account that ends is a decision about a person, not about the setup.",
    "clock": "It changes no object: Entra's clock shows only in a response, so in the login check.",
}


READS = ("Get", "List", "Describe", "Simulate", "GET ")
SIGNS_IN = "POST /{tenant}/oauth2/v2.0/token"


def newest_events(cast: Cast) -> list[str]:
    rows = Event.objects.filter(setup=cast.setup).order_by("-id")
    return [row.key for row in rows[:5]]


def application(world: World) -> dict[str, Any]:
    return next(r for r in world.table("entra.servicePrincipals").values() if r["samlSingleSignOnSettings"])


def test_each_breakage_becomes_its_owners_problem_with_both_values_and_ends_by_itself(
    cast: Cast, world: World
) -> None:
    assert set(SHOWN) | set(NOT_SHOWN) == set(BREAKAGES)
    look(cast)
    assert problems(cast) == {}
    for key, breakage in BREAKAGES.items():
        breakage.break_it(world)
        look(cast)
        assert problems(cast) == SHOWN.get(key, {}), key
        if key in SHOWN:
            _shown_to(cast, key, breakage.side)
        breakage.put_right(world)
        look(cast)
        assert problems(cast) == {}, key
        assert Overview(cast.setup).complete
        if key in SHOWN:
            assert newest_events(cast)[0] == "drift-ended", key


def _shown_to(cast: Cast, key: str, side: str) -> None:
    overview = Overview(cast.setup)
    assert {ball.side.value for ball in overview.balls} == {side}, key
    for step_key, codes in SHOWN[key].items():
        assert overview.by_key[step_key].state is State.PROBLEM
        run = overview.problem(step(step_key))
        assert run is not None
        for row in failures_of(run, step_key):
            assert row["code"] in codes
            assert row["owner"] == side
            assert row["expected"]
            assert row["actual"]
            assert row["expected"] != row["actual"]
    told = Event.objects.filter(setup=cast.setup, key="drift-found").latest("id").data
    assert told["was"] != told["now"]


def test_a_look_only_reads(cast: Cast, world: World) -> None:
    for name in ("certificate", "policy", "user-deleted"):
        BREAKAGES[name].break_it(world)
    world.journal.clear()
    look(cast)
    called = {call.operation for call in world.journal.calls}
    assert len(called) > 10
    assert {name for name in called - {SIGNS_IN} if not name.startswith(READS)} == set()
    assert {name for name in called - {SIGNS_IN} if not name.startswith(READS)} == set()


def test_the_timeline_says_what_it_was_what_it_is_and_between_which_moments(cast: Cast, world: World) -> None:
    BREAKAGES["reply-url"].break_it(world)
    run = look(cast)
    said = timeline(cast.setup, values=True)[0].sentence
    assert "Somebody changed “Create the enterprise application” in Microsoft Entra." in said
    assert "It was https://eu-central-1.signin.aws.amazon.com/saml" in said
    assert "it is https://us-west-2.signin.aws.amazon.com/saml" in said
    right = Overview(cast.setup).history.right_at["azure-application"]
    assert f"after {right:%-d %b %Y %H:%M}" in said
    assert run.finished_at is not None
    assert right < run.finished_at


def test_the_manager_sees_that_something_changed_but_no_values(
    cast: Cast, petra: Window, asha: Window, world: World
) -> None:
    BREAKAGES["reply-url"].break_it(world)
    run = look(cast)
    status = text(petra.look("status", cast.setup.pk))
    assert "Somebody changed “Create the enterprise application” in Microsoft Entra" in status
    assert "Somebody changed it: Asha must look at it" in status
    assert "Asha (Azure): Create the enterprise application" in status
    for page in (status, text(petra.look("run", run.pk))):
        assert "us-west-2.signin" not in page
        assert "eu-central-1.signin" not in page
    assert "us-west-2.signin" in text(asha.look("status", cast.setup.pk))


def test_an_outsider_sees_none_of_it(cast: Cast, otto: Window, world: World) -> None:
    BREAKAGES["policy"].break_it(world)
    run = look(cast)
    assert otto.look("run", run.pk).status_code == 404
    assert otto.send("look-again", cast.setup.pk).status_code == 404
    assert otto.send("keep", cast.setup.pk, "azure-certificate").status_code == 404


def test_what_stands_is_told_once_and_keeps_the_day_it_was_noticed(cast: Cast, world: World) -> None:
    BREAKAGES["policy"].break_it(world)
    first = look(cast)
    look(cast)
    assert Event.objects.filter(setup=cast.setup, key="drift-found").count() == 1
    assert Overview(cast.setup).problem(step("aws-role")) == first


def test_another_change_of_the_same_thing_is_told_again(cast: Cast, world: World) -> None:
    settings = application(world)["samlSingleSignOnSettings"]
    for state in ("https://one.example/", "https://two.example/"):
        settings["relayState"] = state
        look(cast)
    told = Event.objects.filter(setup=cast.setup, key="drift-found").order_by("id")
    assert [row.data["now"] for row in told] == ["https://one.example/", "https://two.example/"]
