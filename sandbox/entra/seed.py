"""The tenant the sandbox starts with: Contoso, its people, groups and app registrations."""

import uuid
from datetime import timedelta

from sandbox.entra import consent
from sandbox.entra.keys import graph_time, self_signed
from sandbox.rows import Row
from sandbox.world import World

TENANT_ID = "72f9b6a4-58f1-4c3d-9a0e-5d1b3f7c2e11"
TENANT_NAME = "Contoso"
INITIAL_DOMAIN = "contoso.onmicrosoft.com"
DOMAIN = "contoso.example"
DOMAINS = (INITIAL_DOMAIN, DOMAIN)

CLIENT_ID = "3f0c6a52-7d1e-4b8f-9c2a-6e5d4f3b2a10"
CLIENT_SECRET = "sandbox~client.secret~of~Handoff"  # noqa: S105 - opens nothing but the sandbox
LIMITED_CLIENT_ID = "9b7e1d34-2c5f-4e6a-8d0b-1f2e3d4c5b6a"
LIMITED_CLIENT_SECRET = "sandbox~client.secret~without~permissions"  # noqa: S105 - opens only the sandbox

ADMIN = "asha@contoso.example"
READER = "rita.reader@contoso.example"
ALICE = "alice.agent@contoso.example"
BOB = "bob.builder@contoso.example"
CAROL = "carol.lead@contoso.example"
DAVE = "dave.trainee@contoso.example"
GUEST = "gwen_partner.example#EXT#@contoso.onmicrosoft.com"

AGENTS = "Connect Agents"
SUPERVISORS = "Connect Supervisors"
TRAINEES = "Connect Trainees"

APPLICATION_PERMISSIONS = (
    "Application.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "GroupMember.Read.All",
    "LicenseAssignment.Read.All",
    "Organization.Read.All",
    "Policy.ReadWrite.ApplicationConfiguration",
    "Synchronization.ReadWrite.All",
    "User.Read.All",
)
DELEGATED_PERMISSIONS = (
    "Application.Read.All",
    "Application.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "GroupMember.Read.All",
    "LicenseAssignment.Read.All",
    "Policy.ReadWrite.ApplicationConfiguration",
    "Synchronization.ReadWrite.All",
    "User.Read",
    "User.ReadBasic.All",
)
"""What an administrator of Contoso consented to for everybody who signs in to Handoff."""
CYCLE_SECONDS = 20
"""How long a synchronization cycle takes in a seeded world: the real 40 minutes would only bore."""

# Well-known SKU of Entra ID P1, which assigning groups to applications needs.
_PREMIUM = {
    "skuId": "078d2b04-f1bd-4111-bbd4-b4b1b354cef4",
    "skuPartNumber": "AAD_PREMIUM",
    "servicePlans": [
        {
            "servicePlanId": "41781fb2-bc02-4b7c-bd55-b576c07bb09d",
            "servicePlanName": "AAD_PREMIUM",
            "provisioningStatus": "Success",
            "appliesTo": "User",
        }
    ],
}


def stable_id(name: str) -> str:
    """The object id of something seeded: the same in every new world."""
    return str(uuid.uuid5(uuid.UUID(TENANT_ID), name))


def seed(world: World) -> None:
    """Fill the Entra tables of a new world."""
    with world.changing():
        _tenant(world)
        for user in _people():
            world.table("entra.users")[user["id"]] = user
        world.table("entra.directoryRoles")[stable_id(ADMIN)] = {"roles": ["Cloud Application Administrator"]}
        world.table("entra.directoryRoles")[stable_id(READER)] = {"roles": ["Global Reader"]}
        _group(world, TRAINEES, (DAVE,))
        _group(world, AGENTS, (ALICE, BOB, TRAINEES))
        _group(world, SUPERVISORS, (CAROL,))
        _registration(world, "Handoff", CLIENT_ID, CLIENT_SECRET, permissions=APPLICATION_PERMISSIONS)
        consent.grant(world, client_id=CLIENT_ID, user_id=None, scopes=DELEGATED_PERMISSIONS)
        _registration(world, "Handoff without permissions", LIMITED_CLIENT_ID, LIMITED_CLIENT_SECRET)


def _tenant(world: World) -> None:
    now = world.now()
    world.table("entra.tenants")[TENANT_ID] = {
        "id": TENANT_ID,
        "displayName": TENANT_NAME,
        "tenantType": "AAD",
        "createdDateTime": graph_time(now),
        "verifiedDomains": [
            {"name": name, "isDefault": name == DOMAIN, "isInitial": name == INITIAL_DOMAIN, "type": "Managed"}
            for name in DOMAINS
        ],
    }
    # Signs id tokens, and the responses of applications that have no certificate of their own.
    world.table("entra.tenantKeys")[TENANT_ID] = self_signed(
        "accounts.accesscontrol.windows.net", start=now, end=now + timedelta(days=1825)
    )
    world.table("entra.settings")["synchronization"] = {"seconds": CYCLE_SECONDS}
    world.table("entra.subscribedSkus")[f"{TENANT_ID}_{_PREMIUM['skuId']}"] = {
        "id": f"{TENANT_ID}_{_PREMIUM['skuId']}",
        "accountId": TENANT_ID,
        "appliesTo": "User",
        "capabilityStatus": "Enabled",
        "consumedUnits": 6,
        "prepaidUnits": {"enabled": 25, "suspended": 0, "warning": 0},
        **_PREMIUM,
    }


def _people() -> list[Row]:
    return [
        _person(ADMIN, "Asha", "Rao", job="Cloud engineer"),
        _person(READER, "Rita", "Reader", job="Auditor"),
        _person(ALICE, "Alice", "Agent", job="Contact centre agent"),
        _person(BOB, "Bob", "Builder", job="Contact centre agent"),
        _person(CAROL, "Carol", "Lead", job="Supervisor"),
        _person(DAVE, "Dave", "Trainee", job="Trainee"),
        _person(GUEST, "Gwen", "Partner", job="Consultant", mail="gwen@partner.example", kind="Guest"),
    ]


def _person(upn: str, first: str, last: str, *, job: str, mail: str = "", kind: str = "Member") -> Row:
    return {
        "id": stable_id(upn),
        "accountEnabled": True,
        "businessPhones": [],
        "displayName": f"{first} {last}",
        "givenName": first,
        "jobTitle": job,
        "mail": mail or upn,
        "mailNickname": upn.partition("@")[0],
        "mobilePhone": None,
        "officeLocation": None,
        "onPremisesSamAccountName": None,
        "employeeId": None,
        "preferredLanguage": None,
        "surname": last,
        "userPrincipalName": upn,
        "userType": kind,
    }


def _group(world: World, name: str, members: tuple[str, ...]) -> None:
    group_id = stable_id(name)
    world.table("entra.groups")[group_id] = {
        "id": group_id,
        "deletedDateTime": None,
        "createdDateTime": graph_time(world.now()),
        "description": f"People of {name}",
        "displayName": name,
        "groupTypes": [],
        "mail": None,
        "mailEnabled": False,
        "mailNickname": name.replace(" ", ""),
        "membershipRule": None,
        "securityEnabled": True,
        "visibility": None,
    }
    world.table("entra.members")[group_id] = {"members": [stable_id(member) for member in members]}


def _registration(
    world: World, name: str, client_id: str, secret: str, *, permissions: tuple[str, ...] = ()
) -> None:
    """An app registration that may sign in itself and people. `certificates` are PEM."""
    world.table("entra.registrations")[client_id] = {
        "id": client_id,
        "displayName": name,
        "secret": secret,
        "certificates": [],
        "permissions": list(permissions),
    }
