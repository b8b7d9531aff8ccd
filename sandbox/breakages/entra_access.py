"""What people do to who may sign in, and what time does to Entra."""

from sandbox.breakages import made
from sandbox.breakages.breakage import Breakage
from sandbox.breakages.edits import becoming, gone
from sandbox.breakages.places import Place
from sandbox.world import World

_NO_APPLICATION = "No application with SAML sign-on has been made in Entra yet."


def _assignments(world: World) -> list[Place]:
    return [Place("entra.assignments", row["id"]) for row in made.assignments(world)]


ASSIGNMENT = Breakage(
    key="assignment",
    side="azure",
    title="Somebody removes the assignments of the application",
    changes="Nobody is assigned to the application any more, neither people nor groups.",
    sees="Entra itself stops people, before AWS hears of them:",
    words="AADSTS50105: Your administrator has configured the application",
    lesson="Only who is assigned with the AWS role, or is a direct member of a group that is, can sign in.",
    places=_assignments,
    edit=gone,
    tables=("entra.assignments",),
    missing="Nobody is assigned to an application with SAML sign-on yet.",
)


def _first_person(world: World) -> list[Place]:
    enabled = [user for user in made.people(world) if user["accountEnabled"]]
    return [Place("entra.users", user["id"], ("accountEnabled",)) for user in enabled[:1]]


PERSON_DISABLED = Breakage(
    key="person-disabled",
    side="azure",
    title="Somebody disables a person’s account in Entra",
    changes="The account of the first person who may sign in is disabled, as when somebody leaves.",
    sees="Entra stops this one person; everybody else still gets in:",
    words="AADSTS50057: The user account is disabled.",
    lesson="One person failing while others get in points to the person, not to the setup.",
    places=_first_person,
    edit=becoming(lambda _: False),
    tables=("entra.users",),
    missing="Nobody is assigned to an application with SAML sign-on yet.",
)


def _enabled_applications(world: World) -> list[Place]:
    rows = [row for row in made.principals(world) if row["accountEnabled"]]
    return [Place("entra.servicePrincipals", row["id"], ("accountEnabled",)) for row in rows]


APPLICATION_DISABLED = Breakage(
    key="application-disabled",
    side="azure",
    title="Somebody switches the application off",
    changes="“Enabled for users to sign-in?” is set to No in the properties of the enterprise application.",
    sees="Entra stops everybody, assigned or not:",
    words="AADSTS7000112",
    lesson="Everything can fit and still be switched off.",
    places=_enabled_applications,
    edit=becoming(lambda _: False),
    tables=("entra.servicePrincipals",),
    missing=_NO_APPLICATION,
)


def _clock(world: World) -> list[Place]:
    return [Place("entra.settings", "clock")] if made.principals(world) else []


def _run_late(world: World, place: Place) -> None:
    place.write(world, [{"seconds": -1200}])


CLOCK = Breakage(
    key="clock",
    side="azure",
    title="Entra’s clock is 20 minutes late",
    changes="Every response says that it was issued 20 minutes before it was. The real Entra keeps good "
    "time; a response that waits in a browser tab looks just like this.",
    sees="AWS finds the response too old at once:",
    words="Token must be redeemed within 5 minutes of issuance",
    lesson="A response lives for five minutes. Old ones must be replaced by signing in again.",
    places=_clock,
    edit=_run_late,
    tables=("entra.settings",),
    missing=_NO_APPLICATION,
)

EVERY = (ASSIGNMENT, PERSON_DISABLED, APPLICATION_DISABLED, CLOCK)
