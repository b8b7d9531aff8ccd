"""The items of the Azure side: what its engineer answers, then what its steps give."""

from federation import values
from federation.agreement import access_url_of_application, metadata_of_tenant
from federation.items.item import Item, names, text
from federation.people import SignInPerson
from federation.saml.metadata import read_metadata

DESTINATIONS = {
    "agent-workspace": "Agent workspace",
    "ccp": "Contact Control Panel (CCP)",
    "admin": "Admin website",
}


SESSION_NAME_SOURCES = {
    "userprincipalname": "User principal name (recommended), such as alice@contoso.com",
    "mail": "E-mail address",
    "mailnickname": "Mail nickname, such as alice",
}


CERTIFICATE_CHOICES = {
    "setup": "The certificate of this setup (made if there is none)",
    "active": "The certificate that is active in Entra now",
    "new": "A new certificate",
}


ENTRA_SIGN_IN_WAYS = {
    "person": "Sign in with Microsoft as yourself (authorization code with PKCE)",
    "application": "The app registration this server is configured with (client secret or certificate)",
}


def _people_dump(people: tuple[SignInPerson, ...]) -> list[dict[str, str]]:
    return [person.as_dict() for person in people]


def _people_load(rows: list[dict[str, str]]) -> tuple[SignInPerson, ...]:
    return tuple(SignInPerson(**row) for row in rows)


def _write_people(people: tuple[SignInPerson, ...]) -> str:
    return "\n".join(f"{p.session_name}, {p.first_name}, {p.last_name}" for p in people)


def _metadata_summary(xml: str) -> str:
    metadata = read_metadata(xml)
    certificates = ", ".join(f"{c.thumbprint} until {c.not_after:%Y-%m-%d}" for c in metadata.certificates)
    return f"{metadata.entity_id}, certificate {certificates}"


ENTRA_SIGN_IN = Item(
    "entra_sign_in",
    "How Handoff signs in to Entra",
    "Handoff makes the calls of the Azure side with this sign-in.",
    values.choice(ENTRA_SIGN_IN_WAYS),
    choices=ENTRA_SIGN_IN_WAYS,
)


DIRECTORY = Item(
    "directory",
    "Tenant",
    "The Entra directory your people sign in to.",
    values.matching(
        r"[0-9a-fA-F-]{36}|(?=.{4,253}$)[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+",
        what="a tenant id or domain",
        expected="Expected the tenant id or a domain of the tenant, such as contoso.onmicrosoft.com.",
    ),
    expected="the tenant id or one of its domains, such as contoso.onmicrosoft.com.",
)


APP_NAME = text(
    "app_name",
    "Name of the enterprise application",
    "People see this name in My Apps.",
    most=120,
)


DESTINATION = Item(
    "destination",
    "Where people land after signing in",
    "The relay state tells Connect which page to open.",
    values.choice(DESTINATIONS),
    choices=DESTINATIONS,
)


SESSION_NAME_SOURCE = Item(
    "session_name_source",
    "Attribute that becomes the Connect user name",
    "Entra sends it as RoleSessionName; the Connect user must be called exactly so, letter case included.",
    values.choice(SESSION_NAME_SOURCES),
    choices=SESSION_NAME_SOURCES,
)


SESSION_DURATION = Item(
    "session_duration",
    "Session duration in seconds",
    "How long the AWS session lasts. Connect itself ends every session after 12 hours.",
    values.session_duration,
)


CERTIFICATE_CHOICE = Item(
    "certificate_choice",
    "Certificate that Entra signs with",
    "Whenever it changes, AWS must get the new metadata before people can sign in again.",
    values.choice(CERTIFICATE_CHOICES),
    choices=CERTIFICATE_CHOICES,
)


PRINCIPALS = names(
    "principals",
    "People and groups who may sign in",
    "One on each line: a user principal name, or the name of a group. Members of nested groups do not count.",
)


TENANT_ID = Item(
    "tenant_id",
    "Tenant id",
    "The metadata must come from this tenant.",
    values.guid,
    expected="the Directory (tenant) ID on the overview page of Entra.",
)


TENANT_NAME = text("tenant_name", "Tenant name", "So that you see you are in the right tenant.")


ENTRA_CALLER = text("entra_caller", "Signed in to Entra as", "Who makes the calls of the Azure side.", most=512)


APP_ID = Item(
    "app_id",
    "Application (client) id",
    "Names the application in the metadata address and in the user access URL.",
    values.guid,
)


APP_OBJECT_ID = Item(
    "app_object_id",
    "Object id of the application",
    "Graph calls need it to change the application.",
    values.guid,
)


SERVICE_PRINCIPAL_ID = Item(
    "service_principal_id",
    "Object id of the enterprise application",
    "Graph calls need it to assign people and to add certificates.",
    values.guid,
)


IDENTIFIER = text(
    "identifier",
    "Identifier (entity ID)",
    "Entra sends it as the audience, without what follows a #; AWS accepts only its own.",
    expected="urn:amazon:webservices, with #2 (or #3 …) if another application already has it.",
)


REPLY_URL = Item(
    "reply_url",
    "Reply URL",
    "Where Entra sends the response. The role must trust exactly this address.",
    values.https_url,
    expected="https://REGION.signin.aws.amazon.com/saml",
)


RELAY_STATE = Item(
    "relay_state",
    "Relay state",
    "Sends people on to the instance; without it they land in the AWS console.",
    values.https_url,
    expected="https://REGION.console.aws.amazon.com/connect/federate/INSTANCE_ID",
)


METADATA_XML = Item(
    "metadata_xml",
    "Federation metadata XML",
    "Carries Entra's certificate. IAM accepts only responses signed with it.",
    lambda raw: read_metadata(raw).xml,
    agree=metadata_of_tenant,
    fingerprint=lambda xml: read_metadata(xml).fingerprint,
    summary=_metadata_summary,
    lines=True,
    upload=True,
    expected="the file “Federation Metadata XML” of the application's Single sign-on page.",
)


CERTIFICATE_THUMBPRINT = Item(
    "certificate_thumbprint",
    "Thumbprint of the active certificate",
    "The certificate Entra signs with must be the one in the metadata.",
    values.matching(
        r"[0-9A-Fa-f]{40}", what="a thumbprint", expected="Expected the 40 hexadecimal digits Entra shows."
    ),
)


ROLE_VALUE = text(
    "role_value",
    "Value of the app role",
    "What Entra sends as the Role claim: role ARN, comma, provider ARN.",
    most=240,
)


APP_ROLE_ID = Item("app_role_id", "Id of the app role", "Assignments refer to it.", values.guid)


PEOPLE: Item[tuple[SignInPerson, ...]] = Item(
    "people",
    "People who will sign in",
    "Each needs a Connect user of exactly this name.",
    values.people_lines,
    dump=_people_dump,
    load=_people_load,
    write=_write_people,
    fingerprint=lambda people: "\n".join(sorted(map(repr, people))),
    lines=True,
    expected="one person on each line: user name, first name, last name.",
)


USER_ACCESS_URL = Item(
    "user_access_url",
    "User access URL",
    "The address to give to the people: sign-in begins here.",
    values.web_address,
    agree=access_url_of_application,
    expected="https://launcher.myapps.microsoft.com/api/signin/APP_ID?tenantId=TENANT_ID",
)
