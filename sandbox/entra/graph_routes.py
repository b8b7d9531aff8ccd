"""Every Graph operation the sandbox answers: add one here and a function in a `graph_*` module."""

from dataclasses import dataclass

from sandbox.entra import graph_applications as applications
from sandbox.entra import graph_assignments as assignments
from sandbox.entra import graph_certificates as certificates
from sandbox.entra import graph_consent as consent
from sandbox.entra import graph_deleted as deleted
from sandbox.entra import graph_groups as groups
from sandbox.entra import graph_logs as logs
from sandbox.entra import graph_people as people
from sandbox.entra import graph_policies as policies
from sandbox.entra import graph_principals as principals
from sandbox.entra import graph_secrets as secrets
from sandbox.entra import graph_synchronization as synchronization
from sandbox.entra import graph_templates as templates
from sandbox.entra import owners
from sandbox.entra import permissions as may
from sandbox.entra.graph_call import Handler
from sandbox.entra.permissions import Rule


@dataclass(frozen=True)
class Route:
    """`method` and `path` also name the operation for faults and in the journal."""

    method: str
    path: str
    handler: Handler
    rules: tuple[Rule, ...] = ()

    @property
    def operation(self) -> str:
        return f"{self.method} {self.path}"


_APPLICATION = "/applications/{id}"
_PRINCIPAL = "/servicePrincipals/{id}"
_ASSIGNED_TO = f"{_PRINCIPAL}/appRoleAssignedTo"
_LINKED = f"{_PRINCIPAL}/claimsMappingPolicies"
_POLICIES = "/policies/claimsMappingPolicies"
_MY_MEMBERSHIPS = "/me/transitiveMemberOf"
_MEMBERS = "/groups/{id}/members"
_ALL_MEMBERS = "/groups/{id}/transitiveMembers"
_DELETED = "/directory/deletedItems"
_SYNCHRONIZATION = f"{_PRINCIPAL}/synchronization"
_JOBS = f"{_SYNCHRONIZATION}/jobs"
_JOB = f"{_JOBS}/{{jobId}}"

_READ = (may.READ_APPLICATIONS,)
_WRITE = (may.WRITE_APPLICATIONS,)
_ASSIGN = (may.ASSIGN_ROLES, may.READ_APPLICATIONS)
_READ_SYNC = (may.READ_SYNCHRONIZATION,)
_SYNC = (may.WRITE_SYNCHRONIZATION,)
_LINK = (may.WRITE_APPLICATIONS, may.READ_POLICIES)

ROUTES = (
    Route("GET", "/organization", people.organization, (may.READ_ORGANIZATION,)),
    Route("GET", "/me", people.me),
    Route("GET", f"{_MY_MEMBERSHIPS}/microsoft.graph.directoryRole", people.my_directory_roles),
    Route("GET", f"{_MY_MEMBERSHIPS}/graph.directoryRole", people.my_directory_roles),
    Route("GET", "/subscribedSkus", people.subscribed_skus, (may.READ_LICENSES,)),
    Route("GET", "/users", people.list_users, (may.READ_USERS,)),
    Route("GET", "/users/{id}", people.get_user, (may.READ_USERS,)),
    Route("GET", "/users/{id}/appRoleAssignments", assignments.list_of_user, (may.READ_ASSIGNMENTS,)),
    Route("POST", "/users/{id}/appRoleAssignments", assignments.assign_from, _ASSIGN),
    Route("GET", "/groups", groups.list_groups, (may.READ_GROUPS,)),
    Route("GET", "/groups/{id}", groups.get_group, (may.READ_GROUPS,)),
    Route("GET", _MEMBERS, groups.members, (may.READ_GROUPS,)),
    Route("GET", f"{_MEMBERS}/microsoft.graph.user", groups.member_users, (may.READ_GROUPS,)),
    Route("GET", f"{_MEMBERS}/graph.user", groups.member_users, (may.READ_GROUPS,)),
    Route("GET", _ALL_MEMBERS, groups.transitive_members, (may.READ_GROUPS,)),
    Route("GET", f"{_ALL_MEMBERS}/microsoft.graph.user", groups.transitive_member_users, (may.READ_GROUPS,)),
    Route("GET", f"{_ALL_MEMBERS}/graph.user", groups.transitive_member_users, (may.READ_GROUPS,)),
    Route("GET", "/groups/{id}/appRoleAssignments", assignments.list_of_group, (may.READ_ASSIGNMENTS,)),
    Route("POST", "/groups/{id}/appRoleAssignments", assignments.assign_from, _ASSIGN),
    Route("GET", "/applicationTemplates", templates.list_templates),
    Route("GET", "/applicationTemplates/{id}", templates.get_template),
    Route("POST", "/applicationTemplates/{id}/instantiate", templates.instantiate, _WRITE),
    Route("GET", "/applications", applications.list_applications, _READ),
    Route("GET", "/applications(appId='{appId}')", applications.get_application_by_app_id, _READ),
    Route("GET", _APPLICATION, applications.get_application, _READ),
    Route("PATCH", _APPLICATION, applications.update_application, _WRITE),
    Route("DELETE", _APPLICATION, applications.delete_application, _WRITE),
    Route("GET", "/servicePrincipals", principals.list_principals, _READ),
    Route("GET", "/servicePrincipals(appId='{appId}')", principals.get_principal_by_app_id, _READ),
    Route("GET", _PRINCIPAL, principals.get_principal, _READ),
    Route("PATCH", _PRINCIPAL, principals.update_principal, _WRITE),
    Route("DELETE", _PRINCIPAL, principals.delete_principal, _WRITE),
    Route("POST", f"{_PRINCIPAL}/addTokenSigningCertificate", certificates.add_signing_certificate, _WRITE),
    Route("GET", _ASSIGNED_TO, assignments.list_assigned_to, _READ),
    Route("POST", _ASSIGNED_TO, assignments.assign_to, _ASSIGN),
    Route("GET", f"{_ASSIGNED_TO}/{{assignmentId}}", assignments.get_assigned_to, _READ),
    Route("DELETE", f"{_ASSIGNED_TO}/{{assignmentId}}", assignments.remove_assigned_to, (may.ASSIGN_ROLES,)),
    Route("GET", _LINKED, policies.list_assigned, _LINK),
    Route("POST", f"{_LINKED}/$ref", policies.assign, _LINK),
    Route("DELETE", f"{_LINKED}/{{policyId}}/$ref", policies.unassign, _LINK),
    Route("GET", _POLICIES, policies.list_policies, (may.READ_POLICIES,)),
    Route("POST", _POLICIES, policies.create_policy, (may.WRITE_POLICIES,)),
    Route("GET", f"{_POLICIES}/{{id}}", policies.get_policy, (may.READ_POLICIES,)),
    Route("PATCH", f"{_POLICIES}/{{id}}", policies.update_policy, (may.WRITE_POLICIES,)),
    Route("DELETE", f"{_POLICIES}/{{id}}", policies.delete_policy, (may.WRITE_POLICIES,)),
    Route("GET", f"{_POLICIES}/{{id}}/appliesTo", policies.applies_to, (may.READ_POLICIES,)),
    Route("GET", "/policies/defaultAppManagementPolicy", policies.app_management_policy, (may.READ_POLICIES,)),
    Route("GET", "/applications/{id}/owners", owners.list_of_application, _READ),
    Route("POST", "/applications/{id}/owners/$ref", owners.add_to_application, _WRITE),
    Route("DELETE", "/applications/{id}/owners/{ownerId}/$ref", owners.remove_from_application, _WRITE),
    Route("GET", f"{_PRINCIPAL}/owners", owners.list_of_principal, _READ),
    Route("POST", f"{_PRINCIPAL}/owners/$ref", owners.add_to_principal, _WRITE),
    Route("DELETE", f"{_PRINCIPAL}/owners/{{ownerId}}/$ref", owners.remove_from_principal, _WRITE),
    Route("GET", f"{_DELETED}/microsoft.graph.application", deleted.list_applications, _READ),
    Route("GET", f"{_DELETED}/graph.application", deleted.list_applications, _READ),
    Route("GET", f"{_DELETED}/microsoft.graph.servicePrincipal", deleted.list_principals, _READ),
    Route("GET", f"{_DELETED}/graph.servicePrincipal", deleted.list_principals, _READ),
    Route("GET", f"{_DELETED}/{{id}}", deleted.get_item, _READ),
    Route("DELETE", f"{_DELETED}/{{id}}", deleted.purge, (may.RESTORE,)),
    Route("POST", f"{_DELETED}/{{id}}/restore", deleted.restore, (may.RESTORE,)),
    Route("GET", "/auditLogs/provisioning", logs.provisioning, (may.READ_PROVISIONING_LOG,)),
    Route("GET", "/auditLogs/signIns", logs.sign_ins, (may.READ_SIGN_INS,)),
    Route("GET", "/oauth2PermissionGrants", consent.list_grants, (may.READ_GRANTS,)),
    Route("GET", f"{_SYNCHRONIZATION}/templates", synchronization.list_templates, _READ_SYNC),
    Route("GET", f"{_SYNCHRONIZATION}/templates/{{templateId}}", synchronization.get_template, _READ_SYNC),
    Route("GET", _JOBS, synchronization.list_jobs, _READ_SYNC),
    Route("POST", _JOBS, synchronization.create_job, _SYNC),
    Route("POST", f"{_JOBS}/validateCredentials", secrets.validate_credentials, _SYNC),
    Route("GET", _JOB, synchronization.get_job, _READ_SYNC),
    Route("DELETE", _JOB, synchronization.delete_job, _SYNC),
    Route("POST", f"{_JOB}/start", synchronization.start_job, _SYNC),
    Route("POST", f"{_JOB}/pause", synchronization.pause_job, _SYNC),
    Route("POST", f"{_JOB}/restart", synchronization.restart_job, _SYNC),
    Route("POST", f"{_JOB}/validateCredentials", secrets.validate_credentials, _SYNC),
    Route("POST", f"{_JOB}/provisionOnDemand", synchronization.provision_on_demand, _SYNC),
    Route("GET", f"{_SYNCHRONIZATION}/secrets", secrets.get_secrets, _READ_SYNC),
    Route("PUT", f"{_SYNCHRONIZATION}/secrets", secrets.put_secrets, _SYNC),
)
