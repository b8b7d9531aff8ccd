"""What people do to the role in IAM."""

import json
from typing import Any

from sandbox.aws.policies import listed
from sandbox.breakages import made
from sandbox.breakages.breakage import Breakage
from sandbox.breakages.edits import becoming_json, gone
from sandbox.breakages.places import Place
from sandbox.rows import Row
from sandbox.world import World

_NO_ROLE = "No role that trusts a SAML provider has been made in AWS yet."
_REFUSED = "Not authorized to perform sts:AssumeRoleWithSAML"
_ROLES = "iam.roles"
_GLOBAL, _FAR = "https://signin.aws.amazon.com/saml", "https://us-west-2.signin.aws.amazon.com/saml"
_OTHER_INSTANCE = "11111111-1111-1111-1111-111111111111"


def _roles(world: World) -> list[Place]:
    return [Place(_ROLES, key) for key, _ in made.roles(world)]


ROLE_DELETED = Breakage(
    key="role-deleted",
    side="aws",
    title="Somebody deletes the role",
    changes="The role that people get through the SAML provider is gone, with its policies.",
    sees="AWS does not tell a missing role from one that does not trust:",
    words=_REFUSED,
    lesson="Made again under the same name it works at once: Entra only knows its ARN.",
    places=_roles,
    edit=gone,
    tables=(_ROLES,),
    missing=_NO_ROLE,
)


def _trust_policies(world: World) -> list[Place]:
    return [Place(_ROLES, key, ("AssumeRolePolicyDocument",)) for key, _ in made.roles(world)]


def _trust_policies_with_audience(world: World) -> list[Place]:
    places = _trust_policies(world)
    return [place for place in places if "saml:aud" in str(place.read(world)[0]).lower()]


def _with_another_audience(trust: Row) -> None:
    for statement in listed(trust["Statement"]):
        for wanted in statement.get("Condition", {}).values():
            for name in [name for name in wanted if name.lower() == "saml:aud"]:
                regional = any(address != _GLOBAL for address in listed(wanted[name]))
                wanted[name] = _GLOBAL if regional else _FAR


TRUST_AUDIENCE = Breakage(
    key="trust-audience",
    side="aws",
    title="Somebody edits SAML:aud in the trust policy",
    changes="The role trusts AWS’s global sign-in address alone, as old guides show it, and no longer the "
    "one of the region.",
    sees="People come in through the address of the region:",
    words=_REFUSED,
    lesson="SAML:aud lists the reply URLs the role trusts. List the one of the region and the global one.",
    places=_trust_policies_with_audience,
    edit=becoming_json(_with_another_audience),
    tables=(_ROLES,),
    missing="No role whose trust policy has a condition on SAML:aud has been made in AWS yet.",
)


def _with_another_provider(trust: Row) -> None:
    for statement in listed(trust["Statement"]):
        principal = statement["Principal"]
        if isinstance(principal, dict) and "Federated" in principal:
            principal["Federated"] = [f"{arn}-old" for arn in listed(principal["Federated"])]


TRUST_PROVIDER = Breakage(
    key="trust-provider",
    side="aws",
    title="Somebody lets the role trust another SAML provider",
    changes="The trust policy names a provider that was used before and is gone.",
    sees="Role and provider are both there, but they no longer belong together:",
    words=_REFUSED,
    lesson="The trust policy must name the very provider that the Role claim names.",
    places=_trust_policies,
    edit=becoming_json(_with_another_provider),
    tables=(_ROLES,),
    missing=_NO_ROLE,
)


def _role_policies(world: World) -> list[Place]:
    return [
        Place(_ROLES, key, ("policies", name))
        for key, role in made.roles(world)
        for name, document in role["policies"].items()
        if ":instance/" in json.dumps(json.loads(document))
    ]


def _for_another_instance(policy: Row) -> None:
    for statement in listed(policy["Statement"]):
        statement["Resource"] = [_elsewhere(arn) for arn in listed(statement.get("Resource", []))]


def _elsewhere(arn: Any) -> str:
    base, found, _ = str(arn).partition(":instance/")
    return f"{base}:instance/{_OTHER_INSTANCE}/user/${{aws:userid}}" if found else base


POLICY = Breakage(
    key="policy",
    side="aws",
    title="Somebody edits the role’s policy for another instance",
    changes="The role may sign in to a Connect instance, but no longer to the one of this setup.",
    sees="People get the role, and Connect turns them away:",
    words="Access denied, Please contact your AWS account administrator for assistance.",
    lesson="connect:GetFederationToken is allowed for one instance; its ARN is part of the policy.",
    places=_role_policies,
    edit=becoming_json(_for_another_instance),
    tables=(_ROLES,),
    missing="No role whose policy names a Connect instance has been made in AWS yet.",
)


EVERY = (ROLE_DELETED, TRUST_AUDIENCE, TRUST_PROVIDER, POLICY)
