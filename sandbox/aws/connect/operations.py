"""The operations of Amazon Connect. To add one: one function, one line here."""

from collections.abc import Mapping

from sandbox.aws.calls import Operation
from sandbox.aws.connect import federation, instances, profile_lists, users

CONNECT: Mapping[str, Operation] = {
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
}
