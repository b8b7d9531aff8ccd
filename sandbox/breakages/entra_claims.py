"""What people do to what Entra says about a person: its signature and its claims."""

import json
import re
from datetime import timedelta

from sandbox.breakages import made
from sandbox.breakages.breakage import Breakage
from sandbox.breakages.edits import becoming
from sandbox.breakages.entra_application import pass_on
from sandbox.breakages.places import Place
from sandbox.entra.graph_certificates import add_key
from sandbox.world import World

_PRINCIPALS, _APPLICATIONS = "entra.servicePrincipals", "entra.applications"


def _active_certificates(world: World) -> list[Place]:
    name = "preferredTokenSigningKeyThumbprint"
    return [Place(_PRINCIPALS, row["id"], (name,)) for row in made.principals(world) if row[name]]


def _make_another_active(world: World, place: Place) -> None:
    principal, now = world.table(place.table)[place.key], world.now()
    key = add_key(world, principal, "CN=renewed", start=now, end=now + timedelta(days=365))
    place.write(world, [key["thumbprint"]])


CERTIFICATE = Breakage(
    key="certificate",
    side="azure",
    title="Somebody makes another certificate active in Entra",
    changes="The application gets a second signing certificate, and Entra signs with that one from now on.",
    sees="Entra lets people in as before, but AWS does not know the new signature:",
    words="Response signature invalid",
    lesson="A new certificate needs the AWS engineer: its metadata must be in IAM before it becomes active.",
    places=_active_certificates,
    edit=_make_another_active,
    tables=(_PRINCIPALS, "entra.signingKeys"),
    missing="No application with a signing certificate has been made in Entra yet.",
)


def _role_values(world: World) -> list[Place]:
    return [
        Place(_APPLICATIONS, row["id"], ("appRoles", f"id={role['id']}", "value"))
        for row in made.applications(world)
        for role in row["appRoles"]
        if role["isEnabled"] and ":role/" in (role["value"] or "")
    ]


def _misspell(world: World, place: Place) -> None:
    (value,) = place.read(world)
    place.write(world, [re.sub(r"(:role/[^,]*)[^,]", r"\1", value, count=1)])
    pass_on(world, world.table(place.table)[place.key])


ROLE_VALUE = Breakage(
    key="role-value",
    side="azure",
    title="Somebody misspells the role in the app role",
    changes="The value of the app role, which Entra sends as the Role claim, lacks the last letter "
    "of the role’s name.",
    sees="Entra offers AWS a role that is not there, and AWS does not say which:",
    words="Not authorized to perform sts:AssumeRoleWithSAML",
    lesson="The Role claim must repeat the ARNs of role and provider letter by letter.",
    places=_role_values,
    edit=_misspell,
    tables=(_APPLICATIONS, _PRINCIPALS),
    missing="No application has an app role with the ARN of an AWS role yet.",
)


def _definitions(world: World) -> list[Place]:
    rows = [row for row in made.policies(world) if "/RoleSessionName" in row["definition"][0]]
    return [Place("entra.claimsMappingPolicies", row["id"], ("definition",)) for row in rows]


def _from_another_attribute(definition: list[str]) -> list[str]:
    document = json.loads(definition[0])
    for claim in document["ClaimsMappingPolicy"]["ClaimsSchema"]:
        if claim.get("SamlClaimType", "").endswith("/RoleSessionName"):
            short = str(claim.get("ID", "")).lower() == "mailnickname"
            claim["ID"] = "userprincipalname" if short else "mailnickname"
    return [json.dumps(document)]


SESSION_NAME = Breakage(
    key="session-name",
    side="azure",
    title="Somebody takes RoleSessionName from another attribute",
    changes="The claims policy fills RoleSessionName with another attribute of the person: alice.agent, say, "
    "where it was the whole user principal name.",
    sees="AWS lets people in, and Connect knows nobody of that name:",
    words="Your account has been authenticated, but has not been onboarded",
    lesson="RoleSessionName is the name Connect looks for. Both sides must agree on the attribute.",
    places=_definitions,
    edit=becoming(_from_another_attribute),
    tables=("entra.claimsMappingPolicies",),
    missing="No claims policy with RoleSessionName has been attached to an application yet.",
)

EVERY = (CERTIFICATE, ROLE_VALUE, SESSION_NAME)
