"""What people do to the basic SAML settings of the application in Entra."""

import re

from sandbox.breakages import made
from sandbox.breakages.breakage import Breakage
from sandbox.breakages.edits import becoming
from sandbox.breakages.places import Place
from sandbox.entra import directory
from sandbox.entra.new_objects import copied
from sandbox.rows import Row
from sandbox.world import World

_PRINCIPALS, _APPLICATIONS = "entra.servicePrincipals", "entra.applications"
_BOTH = (_APPLICATIONS, _PRINCIPALS)
_REGION = re.compile(r"https://(?:([a-z]{2}(?:-[a-z]+)+-\d)\.)?signin\.aws\.amazon\.com/")


def _relay_states(world: World) -> list[Place]:
    settings = "samlSingleSignOnSettings"
    rows = [row for row in made.principals(world) if (row[settings] or {}).get("relayState")]
    return [Place(_PRINCIPALS, row["id"], (settings, "relayState")) for row in rows]


def _of_another_instance(relay_state: str) -> str:
    return re.sub(r"/federate/[^?/]+", "/federate/11111111-1111-1111-1111-111111111111", relay_state)


RELAY_STATE = Breakage(
    key="relay-state",
    side="azure",
    title="Somebody pastes the relay state of another instance",
    changes="The Relay State of the application names a Connect instance that is not in this account.",
    sees="Entra and AWS both let people in, and then they land on a page that does not exist:",
    words="404 Not Found",
    lesson="The relay state says where people land. Nothing checks it before they get there.",
    places=_relay_states,
    edit=becoming(_of_another_instance),
    tables=(_PRINCIPALS,),
    missing="No application with a relay state has been made in Entra yet.",
)


def _reply_urls(world: World) -> list[Place]:
    rows = [row for row in made.applications(world) if _REGION.match("".join(row["web"]["redirectUris"][:1]))]
    return [Place(_APPLICATIONS, row["id"], ("web", "redirectUris")) for row in rows]


def _in_another_region(world: World, place: Place) -> None:
    application = world.table(place.table)[place.key]
    (first, *_) = application["web"]["redirectUris"]
    match = _REGION.match(first)
    region = "us-west-2" if match is None or match[1] != "us-west-2" else "eu-west-1"
    place.write(world, [[f"https://{region}.signin.aws.amazon.com/saml"]])
    pass_on(world, application)


def pass_on(world: World, application: Row) -> None:
    """Entra copies some settings of an application to its service principal."""
    principal = directory.principal_of(world, application["appId"])
    if principal is not None:
        principal.update(copied(application))


REPLY_URL = Breakage(
    key="reply-url",
    side="azure",
    title="Somebody moves the reply URL to another region",
    changes="The Reply URL of the application is the sign-in address of another AWS region.",
    sees="Entra sends people to that region, whose address the role does not trust:",
    words="Not authorized to perform sts:AssumeRoleWithSAML",
    lesson="SAML:aud in the role's trust policy is compared with the reply URL, not with the identifier.",
    places=_reply_urls,
    edit=_in_another_region,
    tables=_BOTH,
    missing="No application with a reply URL at AWS has been made in Entra yet.",
)


def _identifiers(world: World) -> list[Place]:
    rows = [row for row in made.applications(world) if row["identifierUris"]]
    return [Place(_APPLICATIONS, row["id"], ("identifierUris",)) for row in rows]


def _tidied(world: World, place: Place) -> None:
    application = world.table(place.table)[place.key]
    place.write(world, [[f"https://connect.contoso.example/{application['appId']}"]])
    pass_on(world, application)


IDENTIFIER = Breakage(
    key="identifier",
    side="azure",
    title="Somebody replaces the identifier with an address of their own",
    changes="The Identifier (Entity ID) of the application is no longer urn:amazon:webservices.",
    sees="Entra names the new identifier as the audience, and AWS feels not addressed:",
    words="Response does not contain the required audience",
    lesson="AWS accepts two audiences only. What follows a # is cut off, so #2 tells two applications apart.",
    places=_identifiers,
    edit=_tidied,
    tables=_BOTH,
    missing="No application with an identifier has been made in Entra yet.",
)


EVERY = (RELAY_STATE, REPLY_URL, IDENTIFIER)
