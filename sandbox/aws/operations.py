"""Every operation the sandbox simulates. To add one: one function, one line here."""

from collections.abc import Mapping

from sandbox.aws import sts
from sandbox.aws.calls import Operation
from sandbox.aws.connect import federation, instances, profile_lists, users
from sandbox.aws.iam import account, role_policies, roles, saml_providers

OPERATIONS: Mapping[str, Mapping[str, Operation]] = {
    "sts": {
        "GetCallerIdentity": Operation(sts.get_caller_identity, None),
        "AssumeRoleWithSAML": Operation(sts.assume_role_with_saml, None, unsigned=True),
    },
    "iam": {
        "CreateSAMLProvider": Operation(
            saml_providers.create, saml_providers.of_name, tagging="iam:TagSAMLProvider"
        ),
        "GetSAMLProvider": Operation(saml_providers.get, saml_providers.of_arn),
        "UpdateSAMLProvider": Operation(saml_providers.update, saml_providers.of_arn),
        "DeleteSAMLProvider": Operation(saml_providers.delete, saml_providers.of_arn),
        "ListSAMLProviders": Operation(saml_providers.list_all),
        "TagSAMLProvider": Operation(saml_providers.tag, saml_providers.of_arn),
        "ListSAMLProviderTags": Operation(saml_providers.list_tags, saml_providers.of_arn),
        "CreateRole": Operation(roles.create, roles.named, roles.boundary, tagging="iam:TagRole"),
        "GetRole": Operation(roles.get, roles.named),
        "ListRoles": Operation(roles.list_all, roles.below_path),
        "UpdateRole": Operation(roles.update, roles.named),
        "UpdateAssumeRolePolicy": Operation(roles.update_trust, roles.named),
        "TagRole": Operation(roles.tag, roles.named),
        "ListRoleTags": Operation(roles.list_tags, roles.named),
        "DeleteRole": Operation(roles.delete, roles.named),
        "PutRolePolicy": Operation(role_policies.put, roles.named, roles.boundary),
        "GetRolePolicy": Operation(role_policies.get, roles.named),
        "ListRolePolicies": Operation(role_policies.list_names, roles.named),
        "DeleteRolePolicy": Operation(role_policies.delete, roles.named, roles.boundary),
        "ListAttachedRolePolicies": Operation(role_policies.list_attached, roles.named),
        "GetAccountSummary": Operation(account.summary),
        "SimulatePrincipalPolicy": Operation(account.simulate, account.source),
    },
    "connect": {
        "ListInstances": Operation(instances.list_all, instances.in_region, also=("ds:DescribeDirectories",)),
        "DescribeInstance": Operation(
            instances.describe, instances.named, instances.instance_context, also=("ds:DescribeDirectories",)
        ),
        "CreateInstance": Operation(
            instances.create,
            instances.in_region,
            also=(
                "ds:CheckAlias",
                "ds:CreateAlias",
                "ds:AuthorizeApplication",
                "ds:UnauthorizeApplication",
                "ds:CreateIdentityPoolDirectory",
                "ds:DescribeDirectories",
                "iam:CreateServiceLinkedRole",
            ),
            tagging="connect:TagResource",
        ),
        "ListSecurityProfiles": Operation(
            profile_lists.list_security_profiles, instances.named, instances.instance_context
        ),
        "ListRoutingProfiles": Operation(
            profile_lists.list_routing_profiles, instances.named, instances.instance_context
        ),
        "ListUsers": Operation(users.list_all, instances.named, instances.instance_context),
        "DescribeUser": Operation(users.describe, users.agents, instances.instance_context),
        "CreateUser": Operation(
            users.create, users.agent_and_profiles, instances.instance_context, tagging="connect:TagResource"
        ),
        "UpdateUserIdentityInfo": Operation(users.update_identity, users.agents, instances.instance_context),
        "UpdateUserSecurityProfiles": Operation(
            users.update_profiles, users.agent_and_profiles, instances.instance_context
        ),
        "UpdateUserRoutingProfile": Operation(
            users.update_profiles, users.agent_and_profiles, instances.instance_context
        ),
        "DeleteUser": Operation(users.delete, users.agents, instances.instance_context),
        "GetFederationToken": Operation(
            federation.get_federation_token, federation.own_user, instances.instance_context
        ),
    },
}
