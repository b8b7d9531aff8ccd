"""The operations of Identity Center's services, for the registry of all (sandbox.aws.operations)."""

from collections.abc import Mapping

from sandbox.aws.calls import Operation
from sandbox.aws.identity_center import (
    applications,
    assignments,
    device_authorization,
    groups,
    instances,
    portal_api,
    tags,
    users,
)
from sandbox.aws.identity_center.stores import resources

SSO_ADMIN: Mapping[str, Operation] = {
    "ListInstances": Operation(instances.list_all),
    "DescribeInstance": Operation(instances.describe, instances.named),
    "CreateInstance": Operation(instances.create),
    "ListApplications": Operation(applications.list_all, instances.named),
    "DescribeApplication": Operation(applications.describe, applications.named),
    "UpdateApplication": Operation(applications.update, applications.named),
    "ListApplicationProviders": Operation(applications.list_providers),
    "CreateApplication": Operation(applications.create, instances.named),
    "CreateApplicationAssignment": Operation(assignments.create, applications.named),
    "DescribeApplicationAssignment": Operation(assignments.describe, applications.named),
    "DeleteApplicationAssignment": Operation(assignments.delete, applications.named),
    "ListApplicationAssignments": Operation(assignments.list_all, applications.named),
    "ListApplicationAssignmentsForPrincipal": Operation(assignments.list_for_principal, instances.named),
    "GetApplicationAssignmentConfiguration": Operation(assignments.get_configuration, applications.named),
    "PutApplicationAssignmentConfiguration": Operation(assignments.put_configuration, applications.named),
    "ListTagsForResource": Operation(tags.list_all, tags.named),
    "TagResource": Operation(tags.tag, tags.named),
    "UntagResource": Operation(tags.untag, tags.named),
}

IDENTITY_STORE: Mapping[str, Operation] = {
    "ListUsers": Operation(users.list_all, resources("user")),
    "DescribeUser": Operation(users.describe, resources("user")),
    "GetUserId": Operation(users.get_id, resources("user")),
    "CreateUser": Operation(users.create, resources("user")),
    "DeleteUser": Operation(users.delete, resources("user")),
    "ListGroups": Operation(groups.list_all, resources("group")),
    "DescribeGroup": Operation(groups.describe, resources("group")),
    "GetGroupId": Operation(groups.get_id, resources("group")),
    "CreateGroup": Operation(groups.create, resources("group")),
    "DeleteGroup": Operation(groups.delete, resources("group")),
    "CreateGroupMembership": Operation(groups.add_member, resources("user", "group", "membership")),
    "DeleteGroupMembership": Operation(groups.remove_member, resources("membership")),
    "GetGroupMembershipId": Operation(groups.get_membership_id, resources("user", "group", "membership")),
    "ListGroupMemberships": Operation(groups.list_members, resources("group", "membership")),
    "ListGroupMembershipsForMember": Operation(groups.list_of_member, resources("user", "membership")),
    "IsMemberInGroups": Operation(groups.is_member, resources("user", "group", "membership")),
}

SSO_OIDC: Mapping[str, Operation] = {
    "RegisterClient": Operation(device_authorization.register_client, None, unsigned=True),
    "StartDeviceAuthorization": Operation(device_authorization.start_device_authorization, None, unsigned=True),
    "CreateToken": Operation(device_authorization.create_token, None, unsigned=True),
}

PORTAL: Mapping[str, Operation] = {
    "ListAccounts": Operation(portal_api.list_accounts, None, unsigned=True),
    "ListAccountRoles": Operation(portal_api.list_account_roles, None, unsigned=True),
    "GetRoleCredentials": Operation(portal_api.get_role_credentials, None, unsigned=True, writes=True),
    "Logout": Operation(portal_api.logout, None, unsigned=True),
}
