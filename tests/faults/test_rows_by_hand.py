"""F31: between two steps somebody deletes, renames or exchanges what Handoff made: seen, never silent."""

from datetime import timedelta

from django.utils.timezone import now

from sandbox.breakages import BREAKAGES
from sandbox.world import World
from tests.cast import Cast, plan, start, work
from tests.faults.stages import Stage
from wizard.management.tour import ANSWERS
from wizard.models import Revision, RunState
from wizard.record import SetupRecord


def reach(cast: Cast, world: World, key: str) -> Stage:
    """Everything before the step is done, long ago; its run waits."""
    stage = Stage.before(cast, world, key)
    Revision.objects.update(at=now() - timedelta(hours=1))
    return stage


def test_a_provider_that_was_deleted_stops_the_role_with_its_name_and_a_way_on(
    cast: Cast, world: World
) -> None:
    stage = reach(cast, world, "aws-role")
    world.table("iam.saml_providers").clear()
    stage.carry_out()
    run = stage.run
    assert (run.state, run.error_code) == (RunState.FAILED, "not-found")
    assert run.error_hint
    assert not world.table("iam.roles").get(f"role/ConnectSSO-{cast.setup.marker}")


def test_the_plan_of_its_step_then_says_that_it_would_be_made_anew(cast: Cast, world: World) -> None:
    reach(cast, world, "aws-role")
    world.table("iam.saml_providers").clear()
    seen = plan(cast, "aws-saml-provider")
    assert [row["change"] for row in seen.result] == ["create"]


def test_an_application_that_was_renamed_is_found_by_its_id_and_keeps_its_new_name(
    cast: Cast, world: World
) -> None:
    stage = reach(cast, world, "azure-claims")
    record = SetupRecord(cast.setup)
    app_id = record.revisions["app_id"].value
    for table in ("entra.applications", "entra.servicePrincipals"):
        for row in world.table(table).values():
            if row["appId"] == app_id:
                row["displayName"] = "Renamed by hand"
    stage.carry_out()
    assert stage.problems() == []
    names = {row["displayName"] for row in world.table("entra.applications").values() if row["appId"] == app_id}
    assert names == {"Renamed by hand"}


def test_an_application_that_was_deleted_stops_the_next_step_and_is_not_made_anew_unasked(
    cast: Cast, world: World
) -> None:
    stage = reach(cast, world, "azure-certificate")
    for table in ("entra.applications", "entra.servicePrincipals"):
        world.table(table).clear()
    stage.carry_out()
    assert stage.run.state == RunState.FAILED
    assert stage.run.error_hint
    assert not world.table("entra.applications")
    seen = plan(cast, "azure-application", **ANSWERS.get("azure-application", {}))
    assert seen.result[0]["change"] == "create"


def test_a_certificate_that_was_exchanged_is_shown_before_it_is_changed_back(cast: Cast, world: World) -> None:
    reach(cast, world, "aws-saml-provider")
    BREAKAGES["certificate"].break_it(world)
    seen = plan(cast, "azure-certificate")
    assert "change" in {row["change"] for row in seen.result}


def test_what_was_deleted_between_the_plan_and_its_run_is_named_in_the_log(cast: Cast, world: World) -> None:
    """The run brings about what the plan promised to be there, and says so; it does not pretend."""
    reach(cast, world, "aws-role")
    run = start(cast, "aws-saml-provider")
    world.table("iam.saml_providers").clear()
    assert work(run).succeeded
    assert any("Creat" in line.text for line in run.lines.all())
