"""Every action of the AWS side, with its reason, and whether the caller may take it.

The steps' `permissions` are these tuples, so that an action and its reason are written once.
Source: Service Authorization Reference.
"""

from dataclasses import dataclass

from federation.arns import Arn
from federation.clouds.aws.account import AwsAccount
from federation.clouds.aws.errors import calling_aws
from federation.clouds.aws.identity import AwsIdentity, policy_source
from federation.errors import NotFound, PermissionMissing, UnexpectedResponse
from federation.steps.base import Permission

CONNECT = (
    Permission("connect:ListInstances", "to show the instances to choose from"),
    Permission("ds:DescribeDirectories", "AWS asks for it whenever instances are listed"),
    Permission("iam:GetRole", "to find the role behind the credentials, and to read back the new role"),
    Permission("iam:SimulatePrincipalPolicy", "to say beforehand which permissions are missing"),
)
INSTANCE = (
    Permission("connect:ListInstances", "to look whether the instance is already there"),
    Permission("connect:DescribeInstance", "to read its identity type, status and address"),
)
NEW_INSTANCE = (
    Permission("connect:CreateInstance", "to create the instance"),
    Permission("connect:TagResource", "to mark it as made by this setup"),
    Permission("ds:CheckAlias", "AWS checks the access URL with it"),
    Permission("ds:CreateAlias", "AWS reserves the access URL with it"),
    Permission("ds:AuthorizeApplication", "AWS connects the instance to its directory with it"),
    Permission("ds:UnauthorizeApplication", "AWS takes that back with it if creating fails"),
    Permission("ds:CreateIdentityPoolDirectory", "AWS makes the directory of the instance with it"),
    Permission("ds:DescribeDirectories", "AWS reads the directory with it"),
    Permission("iam:CreateServiceLinkedRole", "AWS makes Connect's own role with it"),
    Permission("iam:AttachRolePolicy", "AWS gives Connect's own role its policy with it"),
    Permission("iam:PutRolePolicy", "AWS gives Connect's own role its policy with it"),
)
PROVIDER = (
    Permission("iam:GetSAMLProvider", "to look whether the provider is there and what it holds"),
    Permission("iam:CreateSAMLProvider", "to create it"),
    Permission("iam:TagSAMLProvider", "to mark it as made by this setup"),
    Permission("iam:UpdateSAMLProvider", "to replace the metadata when the certificate changes"),
)
ROLE = (
    Permission("iam:GetRole", "to look whether the role is there and whom it trusts"),
    Permission("iam:CreateRole", "to create it"),
    Permission("iam:TagRole", "to mark it as made by this setup"),
    Permission("iam:UpdateRole", "to set its longest session"),
    Permission("iam:UpdateAssumeRolePolicy", "to set whom it trusts"),
    Permission("iam:PutRolePolicy", "to allow the sign-in to the instance, and nothing else"),
    Permission("iam:GetRolePolicy", "to read that policy back"),
    Permission("iam:ListRolePolicies", "to find the policies of a role somebody made by hand"),
    Permission("iam:ListAttachedRolePolicies", "to find managed policies somebody attached by hand"),
    Permission("iam:GetPolicy", "to find the version in force of such a policy"),
    Permission("iam:GetPolicyVersion", "to read what such a policy allows"),
    Permission("iam:ListRoles", "to find a role whose name differs in letter case only"),
    Permission("iam:GetSAMLProvider", "to tell a provider that is not there from one IAM does not know yet"),
)
USERS = (
    Permission("connect:ListUsers", "to look which people already have a user"),
    Permission("connect:DescribeUser", "to tell users made by this setup from others"),
    Permission("connect:ListSecurityProfiles", "to find the security profile by its name"),
    Permission("connect:ListRoutingProfiles", "to find the routing profile by its name"),
    Permission("connect:CreateUser", "to create the users that are missing"),
    Permission("connect:TagResource", "to mark them as made by this setup"),
)
UNDO_INSTANCE = (Permission("connect:DescribeInstance", "to look whether it is there; it is never deleted"),)
UNDO_PROVIDER = (
    Permission("iam:GetSAMLProvider", "to look whether it is there and carries this setup's tag"),
    Permission("iam:ListRoles", "to find roles that trust it and were not made by this setup"),
    Permission("iam:GetRole", "to read the tags of such roles"),
    Permission("iam:ListRolePolicies", "to look at a role of this setup that trusts it"),
    Permission("iam:ListAttachedRolePolicies", "to look at a role of this setup that trusts it"),
    Permission("iam:DeleteSAMLProvider", "to delete it"),
)
UNDO_ROLE = (
    Permission("iam:GetRole", "to look whether it carries this setup's tag, and when it was last used"),
    Permission("iam:ListRolePolicies", "to find policies somebody else added"),
    Permission("iam:ListAttachedRolePolicies", "to find managed policies somebody else attached"),
    Permission("iam:DeleteRolePolicy", "to delete the policy of this setup, which AWS wants gone first"),
    Permission("iam:DeleteRole", "to delete the role"),
)
UNDO_USERS = (
    Permission("connect:ListUsers", "to look which users are there"),
    Permission("connect:DescribeUser", "to tell users made by this setup from others"),
    Permission("connect:DeleteUser", "to delete the users made by this setup"),
)
EVERY = (*CONNECT, *INSTANCE, *PROVIDER, *ROLE, *USERS)
"""What a whole setup with an existing instance needs. NEW_INSTANCE comes on top when one is created."""


@dataclass(frozen=True)
class PermissionCheck:
    """`missing` in order of use; `unknown` is the reason why nothing could be said, else empty."""

    missing: tuple[Permission, ...] = ()
    unknown: str = ""


def check_permissions(account: AwsAccount, identity: AwsIdentity) -> PermissionCheck:
    """Ask IAM's policy simulator about everything a setup does. An estimate: conditions are not known."""
    source = policy_source(account, identity)
    if source is None:
        return PermissionCheck(unknown="IAM does not say which role or user stands behind these credentials.")
    try:
        denied = _denied(account, identity, source)
    except PermissionMissing as error:
        return PermissionCheck(unknown=f"The credentials may not use {error.permission}.")
    except (NotFound, UnexpectedResponse) as error:
        return PermissionCheck(unknown=error.message)
    wanted = {permission.name: permission for permission in reversed(EVERY)}
    return PermissionCheck(
        missing=tuple(wanted[name] for name in dict.fromkeys(p.name for p in EVERY) if name in denied)
    )


def _denied(account: AwsAccount, identity: AwsIdentity, source: str) -> set[str]:
    found: set[str] = set()
    for resource, actions in _by_resource(account, identity).items():
        with calling_aws("iam:SimulatePrincipalPolicy"):
            pages = account.iam.get_paginator("simulate_principal_policy").paginate(
                PolicySourceArn=source, ActionNames=actions, ResourceArns=[resource]
            )
            found |= {
                result["EvalActionName"]
                for page in pages
                for result in page["EvaluationResults"]
                if result["EvalDecision"] != "allowed"
            }
    return found


def _by_resource(account: AwsAccount, identity: AwsIdentity) -> dict[str, list[str]]:
    """The simulator needs a resource: a policy for our names only would deny the resource "*"."""
    groups: dict[str, list[str]] = {}
    for name in dict.fromkeys(permission.name for permission in EVERY):
        groups.setdefault(_resource(name, account, identity), []).append(name)
    return groups


def _resource(action: str, account: AwsAccount, identity: AwsIdentity) -> str:
    def arn(service: str, region: str, resource: str) -> str:
        return str(Arn(identity.partition, service, region, identity.account, resource))

    if action.endswith("SAMLProvider"):
        return arn("iam", "", f"saml-provider/ConnectSSO-{account.marker}")
    if action.startswith("iam:") and "Role" in action:
        return arn("iam", "", f"role/ConnectSSO-{account.marker}")
    if action.startswith("iam:GetPolicy"):
        return arn("iam", "", f"policy/ConnectSSO-{account.marker}")
    if action.startswith("connect:") and action != "connect:ListInstances":
        return arn("connect", account.region, "instance/00000000-0000-0000-0000-000000000000")
    return "*"
