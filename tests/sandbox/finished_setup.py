"""What a finished setup leaves in both clouds, put there row by row: quick, and without Handoff."""

import copy
from datetime import timedelta
from functools import cache
from typing import Any

from sandbox.aws.seed import ACCOUNT, INSTANCE_ARN, INSTANCE_ID
from sandbox.entra import directory
from sandbox.entra.graph_certificates import add_key
from sandbox.entra.metadata import federation_metadata
from sandbox.entra.new_objects import CUSTOM_TEMPLATE_ID, copied, default_role, new_application, new_principal
from sandbox.entra.seed import AGENTS, ALICE, BOB, CLIENT_ID, stable_id
from sandbox.rows import Row
from sandbox.seed import seed
from sandbox.world import World
from tests.sandbox.contoso import RELAY_STATE, REPLY_URL, claims_policy
from tests.sandbox.federations import PROVIDER_ARN, ROLE_ARN, permissions, trust

POLICY_ID = "0f6ad5a4-7a0c-4a0e-9d2b-1d5c0e6f7a81"


def everything(world: World, *tables: str) -> dict[str, Any]:
    """All rows, or those of some tables."""
    kept = {name: rows for name, rows in world._tables.items() if rows and (not tables or name in tables)}
    return copy.deepcopy(kept)


def finished_world() -> World:
    """A seeded world with a finished setup. Keys take time: they are made once."""
    world = World()
    world._tables = copy.deepcopy(_finished_tables())
    return world


@cache
def _finished_tables() -> dict[str, Any]:
    world = World()
    seed(world)
    finish_setup(world)
    return world._tables


def finish_setup(world: World, *, name: str = "Amazon Connect") -> str:
    """Both halves of a setup; gives the application's client id."""
    with world.changing():
        application = _application(world, name)
        _claims_and_assignment(world, application)
        _aws(world, application["appId"])
    return str(application["appId"])


def _application(world: World, name: str) -> Row:
    template = {"id": CUSTOM_TEMPLATE_ID, "homePageUrl": None}
    application = new_application(world, template=template, name=name, client_id=CLIENT_ID)
    role = {**default_role("Connect"), "value": f"{ROLE_ARN},{PROVIDER_ARN}"}
    application["appRoles"].append(role)
    application["identifierUris"] = ["urn:amazon:webservices"]
    application["web"]["redirectUris"] = [REPLY_URL]
    principal = new_principal(application)
    principal["preferredSingleSignOnMode"] = "saml"
    principal["samlSingleSignOnSettings"] = {"relayState": RELAY_STATE}
    now = world.now()
    key = add_key(world, principal, "CN=first", start=now, end=now + timedelta(days=1000))
    principal["preferredTokenSigningKeyThumbprint"] = key["thumbprint"]
    principal.update(copied(application))
    world.table("entra.applications")[application["id"]] = application
    world.table("entra.servicePrincipals")[principal["id"]] = principal
    return application


def _claims_and_assignment(world: World, application: Row) -> None:
    principal = directory.principal_of(world, application["appId"])
    assert principal is not None
    policy = {"id": POLICY_ID, "definition": [claims_policy()], "displayName": "Connect"}
    world.table("entra.claimsMappingPolicies")[POLICY_ID] = policy
    world.table("entra.policyLinks")[principal["id"]] = {"policies": [POLICY_ID]}
    world.table("entra.assignments")["agents"] = {
        "id": "agents",
        "appRoleId": application["appRoles"][-1]["id"],
        "principalId": stable_id(AGENTS),
        "principalDisplayName": AGENTS,
        "principalType": "Group",
        "resourceId": principal["id"],
        "resourceDisplayName": principal["displayName"],
    }


def _aws(world: World, app_id: str) -> None:
    tenant_id = directory.tenant(world)["id"]
    document = federation_metadata(world, tenant_id=tenant_id, app_id=app_id).decode()
    world.table("iam.saml_providers")[PROVIDER_ARN] = {
        "account": ACCOUNT,
        "Arn": PROVIDER_ARN,
        "SAMLMetadataDocument": document,
        "Tags": [],
    }
    world.table("iam.roles")[f"{ACCOUNT}/connectsso"] = {
        "account": ACCOUNT,
        "RoleName": "ConnectSSO",
        "RoleId": "AROASANDBOX",
        "Arn": ROLE_ARN,
        "AssumeRolePolicyDocument": trust(),
        "MaxSessionDuration": 43200,
        "policies": {"Connect": permissions(f"{INSTANCE_ARN}/user/${{aws:userid}}")},
        "attached": [],
    }
    for name in (ALICE, BOB):
        user = {"Id": name, "instance": INSTANCE_ID, "Username": name, "IdentityInfo": {}}
        world.table("connect.users")[name] = user
