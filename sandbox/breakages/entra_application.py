"""What people do to the application in Entra."""

import json
import re
from datetime import timedelta

from sandbox.breakages import made
from sandbox.breakages.breakage import Breakage
from sandbox.breakages.edits import becoming
from sandbox.breakages.places import Place
from sandbox.entra import directory
from sandbox.entra.graph_certificates import add_key
from sandbox.entra.new_objects import copied
from sandbox.rows import Row
from sandbox.world import World

NO_APPLICATION = "No application with SAML sign-on has been made in Entra yet."
_PRINCIPALS, _APPLICATIONS, _KEYS = "entra.servicePrincipals", "entra.applications", "entra.signingKeys"
_BOTH = (_APPLICATIONS, _PRINCIPALS)
_REGION = re.compile(r"https://(?:([a-z]{2}(?:-[a-z]+)+-\d)\.)?signin\.aws\.amazon\.com/")
_REFUSED = "Not authorized to perform sts:AssumeRoleWithSAML"


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
    tables=(_PRINCIPALS, _KEYS),
    missing="No application with a signing certificate has been made in Entra yet.",
)


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
    _pass_on(world, application)


def _pass_on(world: World, application: Row) -> None:
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
    words=_REFUSED,
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
    _pass_on(world, application)


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
    _pass_on(world, world.table(place.table)[place.key])


ROLE_VALUE = Breakage(
    key="role-value",
    side="azure",
    title="Somebody misspells the role in the app role",
    changes="The value of the app role, which Entra sends as the Role claim, lacks the last letter "
    "of the role’s name.",
    sees="Entra offers AWS a role that is not there, and AWS does not say which:",
    words=_REFUSED,
    lesson="The Role claim must repeat the ARNs of role and provider letter by letter.",
    places=_role_values,
    edit=_misspell,
    tables=_BOTH,
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

EVERY = (CERTIFICATE, RELAY_STATE, REPLY_URL, IDENTIFIER, ROLE_VALUE, SESSION_NAME)
