"""Where the sandbox and Microsoft's subset of Graph differ on purpose, each time with the reason."""

NOT_IN_THE_SUBSET = {
    "GET /users/{}/appRoleAssignments": "GET /groups/{}/appRoleAssignments",
    "POST /users/{}/appRoleAssignments": "POST /groups/{}/appRoleAssignments",
    "GET /servicePrincipals/{}/owners": "GET /applications/{}/owners",
    "DELETE /applications/{}/owners/{}/$ref": "DELETE /servicePrincipals/{}/claimsMappingPolicies/{}/$ref",
    "DELETE /servicePrincipals/{}/owners/{}/$ref": "DELETE /servicePrincipals/{}/claimsMappingPolicies/{}/$ref",
}
"""Routes of the sandbox that the subset leaves out because no setup needs them, each with a twin in it that
Microsoft documents in the same words; the twin's description is what they are held against."""

ONLY_REFUSED = {
    "POST /servicePrincipals/{}/synchronization/jobs/{}/provisionOnDemand": (
        "it provisions people and groups, while the AWS application only imports roles"
    ),
}
"""Routes that answer 501 and say that the sandbox does not simulate it, and why it need not."""

NOT_SIMULATED = {
    "GET /domains": "/organization names the verified domains, with less permission",
    "POST /applications": "only a template makes an application that can do SAML in the portal",
    "POST /groups": "people and groups are the tenant's own; Handoff only reads them",
    "POST /servicePrincipals": "the template makes it together with the application",
}
"""Operations of the subset that the sandbox does not have, and why nobody misses them."""
