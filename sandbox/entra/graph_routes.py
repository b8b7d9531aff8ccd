"""Every Graph operation the sandbox answers: add one here and a function in a `graph_*` module."""

from dataclasses import dataclass

from sandbox.entra import graph_applications as applications
from sandbox.entra import graph_assignments as assignments
from sandbox.entra import graph_certificates as certificates
from sandbox.entra import graph_people as people
from sandbox.entra import graph_policies as policies
from sandbox.entra import graph_principals as principals
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

_READ = (may.READ_APPLICATIONS,)
_WRITE = (may.WRITE_APPLICATIONS,)
_ASSIGN = (may.ASSIGN_ROLES, may.READ_APPLICATIONS)
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
    Route("GET", "/groups", people.list_groups, (may.READ_GROUPS,)),
    Route("GET", "/groups/{id}", people.get_group, (may.READ_GROUPS,)),
    Route("GET", _MEMBERS, people.members, (may.READ_GROUPS,)),
    Route("GET", f"{_MEMBERS}/microsoft.graph.user", people.member_users, (may.READ_GROUPS,)),
    Route("GET", f"{_MEMBERS}/graph.user", people.member_users, (may.READ_GROUPS,)),
    Route("GET", "/groups/{id}/appRoleAssignments", assignments.list_of_group, (may.READ_ASSIGNMENTS,)),
    Route("POST", "/groups/{id}/appRoleAssignments", assignments.assign_from, _ASSIGN),
    Route("GET", "/applicationTemplates", applications.list_templates),
    Route("GET", "/applicationTemplates/{id}", applications.get_template),
    Route("POST", "/applicationTemplates/{id}/instantiate", applications.instantiate, _WRITE),
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
)
