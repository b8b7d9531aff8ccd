"""The operations of Amazon Connect. To add one: one function, one line here."""

from collections.abc import Mapping

from sandbox.aws.calls import Operation
from sandbox.aws.connect import (
    approved_origins,
    attributes,
    federation,
    instance_creation,
    instances,
    profile_lists,
    tags,
    user_search,
    users,
)

CONNECT: Mapping[str, Operation] = {
    "ListInstances": Operation(instances.list_all, instances.in_region, also=("ds:DescribeDirectories",)),
    "DescribeInstance": Operation(
        instances.describe, instances.named, instances.instance_context, also=("ds:DescribeDirectories",)
    ),
    "CreateInstance": Operation(
        instance_creation.create,
        instances.in_region,
        also=(
            "ds:CheckAlias",
            "ds:CreateAlias",
            "ds:AuthorizeApplication",
            "ds:UnauthorizeApplication",
            "ds:CreateIdentityPoolDirectory",
            "ds:DescribeDirectories",
        ),
        tagging="connect:TagResource",
    ),
    "DeleteInstance": Operation(
        instance_creation.delete,
        instances.named,
        instances.instance_context,
        also=("ds:DescribeDirectories", "ds:DeleteDirectory", "ds:UnauthorizeApplication"),
    ),
    "ListInstanceAttributes": Operation(attributes.list_all, instances.named, instances.instance_context),
    "DescribeInstanceAttribute": Operation(attributes.describe, instances.named, instances.instance_context),
    "AssociateApprovedOrigin": Operation(
        approved_origins.associate, instances.named, instances.instance_context
    ),
    "DisassociateApprovedOrigin": Operation(
        approved_origins.disassociate, instances.named, instances.instance_context
    ),
    "ListApprovedOrigins": Operation(approved_origins.list_all, instances.named, instances.instance_context),
    "TagResource": Operation(tags.tag, tags.named),
    "UntagResource": Operation(tags.untag, tags.named),
    "ListTagsForResource": Operation(tags.list_all, tags.named),
    "DescribeSecurityProfile": Operation(
        profile_lists.describe_security_profile, profile_lists.security_profile, instances.instance_context
    ),
    "DescribeRoutingProfile": Operation(
        profile_lists.describe_routing_profile, profile_lists.routing_profile, instances.instance_context
    ),
    "ListSecurityProfiles": Operation(
        profile_lists.list_security_profiles, instances.named, instances.instance_context
    ),
    "ListRoutingProfiles": Operation(
        profile_lists.list_routing_profiles, instances.named, instances.instance_context
    ),
    "ListUsers": Operation(users.list_all, instances.named, instances.instance_context),
    "SearchUsers": Operation(user_search.search, instances.named, instances.instance_context),
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
    "UpdateUserPhoneConfig": Operation(users.update_phone, users.agents, instances.instance_context),
    "DeleteUser": Operation(users.delete, users.agents, instances.instance_context),
    "GetFederationToken": Operation(
        federation.get_federation_token, federation.own_user, instances.instance_context
    ),
}
