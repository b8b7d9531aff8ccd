"""The vocabulary of the handoff record: every item, its type, its check and why it is needed.

To add an item: one `Item(...)` here. Which side gives it follows from the step that gives or asks it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from federation import values
from federation.agreement import (
    access_url_of_application,
    metadata_of_tenant,
    no_agreement,
    same_account,
    same_account_and_region,
)
from federation.people import SignInPerson
from federation.saml.metadata import read_metadata

if TYPE_CHECKING:
    from federation.record import Record

T = TypeVar("T")

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
AWS_SIGN_IN_WAYS = {
    "chain": "The credentials this server already has (AWS default credential chain)",
    "profile": "A named profile of this server's AWS configuration",
}
ENTRA_SIGN_IN_WAYS = {
    "person": "Sign in with Microsoft as yourself (authorization code with PKCE)",
    "application": "The app registration this server is configured with (client secret or certificate)",
}


def _same(value: Any) -> Any:
    return value


def _canonical(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


@dataclass(frozen=True, eq=False)
class Item(Generic[T]):
    """One kind of value in the record.

    `read` turns typed text into the value or raises InvalidValue. `agree` compares a value with what the
    record already holds and raises InvalidValue. `dump`/`load` turn the value into JSON and back.
    `fingerprint` is equal for values that mean the same. `write` is the text a person could type for it,
    `summary` one line of it where that is too long to compare.
    `choices` (key to label) makes it a question with fixed answers; `lines` a text of many lines; `upload`
    a file. `suggested_by` names the item that lists likely answers.
    """

    key: str
    label: str
    why: str
    read: Callable[[str], T]
    expected: str = ""
    agree: Callable[[T, "Record"], None] = no_agreement
    dump: Callable[[T], Any] = _same
    load: Callable[[Any], T] = _same
    write: Callable[[T], str] = str
    fingerprint: Callable[[Any], str] = _canonical
    summary: Callable[[T], str] | None = None
    choices: dict[str, str] = field(default_factory=dict)
    lines: bool = False
    upload: bool = False
    suggested_by: "Item[Any] | None" = None

    def __repr__(self) -> str:
        return f"<Item {self.key}>"

    def brief(self, value: T) -> str:
        """The value in one line a person can compare."""
        return self.summary(value) if self.summary else self.write(value)


def _people_dump(people: tuple[SignInPerson, ...]) -> list[dict[str, str]]:
    return [person.as_dict() for person in people]


def _people_load(rows: list[dict[str, str]]) -> tuple[SignInPerson, ...]:
    return tuple(SignInPerson(**row) for row in rows)


def _lines(value: tuple[str, ...]) -> str:
    return "\n".join(value)


def _write_people(people: tuple[SignInPerson, ...]) -> str:
    return "\n".join(f"{p.session_name}, {p.first_name}, {p.last_name}" for p in people)


def _metadata_summary(xml: str) -> str:
    metadata = read_metadata(xml)
    certificates = ", ".join(f"{c.thumbprint} until {c.not_after:%Y-%m-%d}" for c in metadata.certificates)
    return f"{metadata.entity_id}, certificate {certificates}"


def _text(key: str, label: str, why: str, *, most: int = 256, **rest: Any) -> Item[str]:
    return Item(key, label, why, lambda raw: values.line(raw, what="a value", most=most), **rest)


def _names(key: str, label: str, why: str, **rest: Any) -> Item[tuple[str, ...]]:
    return Item(key, label, why, values.name_lines, dump=list, load=tuple, write=_lines, lines=True, **rest)


# --- answers of the AWS engineer -------------------------------------------------------------------

AWS_SIGN_IN = Item(
    "aws_sign_in",
    "How Handoff signs in to AWS",
    "Handoff makes the calls of the AWS side with these credentials.",
    values.choice(AWS_SIGN_IN_WAYS),
    choices=AWS_SIGN_IN_WAYS,
)
AWS_PROFILE = _text(
    "aws_profile",
    "Profile name",
    "Only with a named profile: its name in ~/.aws/config of this server.",
    most=64,
)
AWS_REGION = Item(
    "aws_region",
    "Region of the Connect instance",
    "An instance lives in one region; the sign-in address and the relay state carry it.",
    values.region,
    expected="the code of a region, such as eu-central-1.",
)
# Limits: botocore's Connect model, CreateInstance.InstanceAlias and DescribeInstance.InstanceId.
INSTANCES_SEEN = _names(
    "instances_seen",
    "Connect instances in the region",
    "Read from the account, so that you can choose instead of type.",
)
INSTANCE_ID = Item(
    "instance_id",
    "Existing instance",
    "The instance people will sign in to. It must have been created with SAML 2.0-based authentication.",
    values.instance_id,
    expected="the id of the instance, the last part of its ARN. The whole ARN will do too.",
    suggested_by=INSTANCES_SEEN,
)
NEW_INSTANCE_ALIAS = Item(
    "new_instance_alias",
    "Alias of a new instance",
    "Only if there is no instance yet: a new one is created under this alias. AWS limits how many in 30 days.",
    values.matching(
        r"(?!d-)(?=.{1,45}$)[\da-zA-Z]+(?:-+[\da-zA-Z]+)*",
        what="an alias",
        expected="Expected 1 to 45 letters, digits and hyphens, not beginning with “d-” or a hyphen.",
    ),
)
PROVIDER_NAME = Item(
    "provider_name",
    "Name of the SAML provider",
    "IAM keeps Entra's certificate under this name.",
    values.matching(
        r"[\w._-]{1,128}",
        what="a name",
        expected="Expected 1 to 128 letters, digits and . _ - (IAM refuses the others).",
    ),
)
ROLE_NAME = Item(
    "role_name",
    "Name of the role",
    "Everybody who signs in gets this IAM role for the moment of the sign-in.",
    values.matching(
        r"[\w+=,.@-]{1,64}",
        what="a name",
        expected="Expected 1 to 64 letters, digits and + = , . @ _ - (IAM allows no more than 64).",
    ),
)
SECURITY_PROFILE = _text(
    "security_profile",
    "Security profile of new users",
    "What the people may do in Connect. A fresh instance has Admin, Agent, CallCenterManager, QualityAnalyst.",
    most=128,
)
ROUTING_PROFILE = _text(
    "routing_profile",
    "Routing profile of new users",
    "Which queues the people serve. A fresh instance has Basic Routing Profile.",
    most=128,
)

# --- answers of the Azure engineer -----------------------------------------------------------------

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
APP_NAME = _text(
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
PRINCIPALS = _names(
    "principals",
    "People and groups who may sign in",
    "One on each line: a user principal name, or the name of a group. Members of nested groups do not count.",
)

# --- items the steps give --------------------------------------------------------------------------

AWS_ACCOUNT = Item(
    "aws_account",
    "AWS account",
    "The account that holds the instance, the provider and the role.",
    values.account_id,
    expected="12 digits, such as 111122223333.",
)
AWS_CALLER = _text("aws_caller", "Signed in to AWS as", "Who makes the calls of the AWS side.", most=2048)
INSTANCE_ARN = Item(
    "instance_arn",
    "Instance ARN",
    "Entra's relay state needs the region and the id of the instance; the role may only sign in to it.",
    values.instance_arn,
    expected="arn:aws:connect:REGION:ACCOUNT:instance/ID",
    agree=same_account_and_region,
)
INSTANCE_URL = Item(
    "instance_url",
    "Access URL of the instance",
    "Where people land in the end. Opening it directly never works with SAML: the sign-in begins in Entra.",
    values.https_url,
)
TENANT_ID = Item(
    "tenant_id",
    "Tenant id",
    "The metadata must come from this tenant.",
    values.guid,
    expected="the Directory (tenant) ID on the overview page of Entra.",
)
TENANT_NAME = _text("tenant_name", "Tenant name", "So that you see you are in the right tenant.")
ENTRA_CALLER = _text(
    "entra_caller", "Signed in to Entra as", "Who makes the calls of the Azure side.", most=512
)
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
IDENTIFIER = _text(
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
PROVIDER_ARN = Item(
    "provider_arn",
    "Provider ARN",
    "Entra's Role claim names it beside the role; the role's trust policy names it too.",
    values.provider_arn,
    agree=same_account,
    expected="arn:aws:iam::ACCOUNT:saml-provider/NAME",
)
ROLE_ARN = Item(
    "role_arn",
    "Role ARN",
    "Entra's Role claim tells AWS which role the person gets.",
    values.role_arn,
    agree=same_account,
    expected="arn:aws:iam::ACCOUNT:role/NAME",
)
ROLE_VALUE = _text(
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
CONNECT_USERS = _names(
    "connect_users", "Connect users", "The users in Connect that match the people who will sign in."
)
USER_ACCESS_URL = Item(
    "user_access_url",
    "User access URL",
    "The address to give to the people: sign-in begins here.",
    values.web_address,
    agree=access_url_of_application,
    expected="https://launcher.myapps.microsoft.com/api/signin/APP_ID?tenantId=TENANT_ID",
)

ITEMS: dict[str, Item[Any]] = {
    value.key: value for value in list(globals().values()) if isinstance(value, Item)
}
"""Every item by its key."""
