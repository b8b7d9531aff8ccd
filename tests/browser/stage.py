"""A demo whose three people have setups in every interesting state: `python -m tests.browser.stage`.

It is put together from the same parts as `manage.py serve --sandbox`, and says where everything is as one
line of JSON before the entry links.
"""

import json
import os
import threading
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wizard.settings")
django.setup()

from django.conf import settings  # noqa: E402 - only now are there settings to read
from django.core.management import call_command  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from sandbox.aws import seed as aws  # noqa: E402
from sandbox.breakages import BREAKAGES  # noqa: E402
from sandbox.faults import Fault  # noqa: E402
from sandbox.world import World  # noqa: E402
from tests.cast import ROUTE, Cast, ask, do_by_hand, metadata  # noqa: E402
from wizard.actions.drift import look_again  # noqa: E402
from wizard.actions.runs import ask_for_plan, carry_out_plan  # noqa: E402
from wizard.actions.setups import start_setup  # noqa: E402
from wizard.management import ports  # noqa: E402
from wizard.management.cast import PARTICIPANTS, demo_setup  # noqa: E402
from wizard.management.commands.serve import Command  # noqa: E402
from wizard.management.embedded import everything  # noqa: E402
from wizard.management.sandboxed import sandbox  # noqa: E402
from wizard.management.tour import Tour  # noqa: E402
from wizard.models import Kind, Person, Role, Run, RunState  # noqa: E402

UNTOUCHED = 16
BROKEN = ("user-case", "certificate", "policy")
UP_TO_THE_CERTIFICATE = ("aws-instance", "azure-connect", "azure-application", "azure-certificate")


def proven() -> dict[str, str]:
    """A setup with a proven login."""
    tour = _tour("Proven")
    assert tour.check_login()
    done = Run.objects.get(setup=tour.setup, step_key="aws-users", kind=Kind.CARRY_OUT)
    check = Run.objects.filter(setup=tour.setup, kind=Kind.AGREEMENT).latest("created_at")
    return {"proven": str(tour.setup.pk), "done": str(done.pk), "agreed": str(check.pk)}


def broken(world: World) -> dict[str, str]:
    """A setup whose login check fails in many places, as a look for changes has found too."""
    tour = _tour("Broken")
    Run.objects.filter(setup=tour.setup).update(finished_at=now() - timedelta(minutes=10))
    for name in BROKEN:
        BREAKAGES[name].break_it(world)
    assert not tour.check_login()
    check = Run.objects.filter(setup=tour.setup, kind=Kind.AGREEMENT).latest("created_at")
    look = _finished(look_again(tour.setup, by=tour.setup.memberships.get(role=Role.AWS).person))
    return {"broken": str(tour.setup.pk), "disagreed": str(check.pk), "looked": str(look.pk)}


def _tour(name: str) -> Tour:
    tour = Tour(ROUTE.key, say=lambda line: None)
    tour.prepare()
    tour.setup.name = name
    tour.setup.save()
    tour.take_steps()
    return tour


def halfway(world: World) -> dict[str, str]:
    """Mostly done by hand so far: one step is out of date, one has failed, one waits for its cloud."""
    cast = _cast("Halfway")
    setup = cast.setup
    _carry_out(cast, "aws-connect", aws_region=aws.REGION)
    do_by_hand(cast, *UP_TO_THE_CERTIFICATE)
    _carry_out(cast, "aws-saml-provider", provider_name="Halfway")
    world.faults.plan("CreateRole", Fault.DENY)
    failed = _carry_out(cast, "aws-role", role_name="Halfway")
    do_by_hand(cast, "azure-certificate", metadata_xml=metadata("renewed"))
    plan = _finished(ask_for_plan(setup, ROUTE.step("aws-saml-provider"), by=cast.wes))
    waiting = Run.objects.create(
        setup=setup,
        step_key="azure-application",
        kind=Kind.CARRY_OUT,
        state=RunState.QUEUED,
        asked_by=cast.asha,
        next_attempt_at=now() + timedelta(days=1),
        waiting_because="Entra asks to slow down. Handoff tries again in 30 s.",
    )
    return {
        "halfway": str(setup.pk),
        "plan": str(plan.pk),
        "failed": str(failed.pk),
        "waiting": str(waiting.pk),
    }


def begun_by_hand() -> dict[str, str]:
    """A setup whose next step is to hand over the metadata."""
    cast = _cast("By hand")
    do_by_hand(cast, "aws-connect", "aws-instance", "azure-connect", "azure-application")
    return {"by_hand": str(cast.setup.pk)}


def _cast(name: str) -> Cast:
    """A setup of Petra's."""
    asha, wes, petra = (Person.objects.get(email=one.email) for one in PARTICIPANTS)
    setup = start_setup(by=petra, name=name, route=ROUTE.key, participants=PARTICIPANTS)
    return Cast(setup=setup, elsewhere=setup, asha=asha, wes=wes, petra=petra, olga=petra, otto=petra)


def _carry_out(cast: Cast, key: str, **answers: str) -> Run:
    plan = _finished(ask(cast, key, **answers))
    assert plan.succeeded, plan.error_message
    return _finished(carry_out_plan(plan, by=cast.wes))


def _finished(run: Run) -> Run:
    pause = threading.Event()
    while run.active:
        pause.wait(0.02)
        run.refresh_from_db()
    return run


def untouched() -> list[str]:
    """Setups for tests that work in one of their own."""
    return [str(_cast(f"Untouched {n + 1}").setup.pk) for n in range(UNTOUCHED)]


def prepare(world: World) -> dict[str, Any]:
    """Where everything is, by name."""
    places = {"start": str(demo_setup().pk), **halfway(world), **begun_by_hand(), **proven(), **broken(world)}
    return {**places, "untouched": untouched()}


def main() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    with sandbox(settings.STATE_DIR) as clouds, everything(0) as server:
        ports.remember(settings.STATE_DIR, clouds)
        command = Command()
        command.stdout.write("Places " + json.dumps(prepare(clouds.world)))
        host, port = server.bind_addr
        command._welcome(f"http://{host}:{port}", sandbox=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
