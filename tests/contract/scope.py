"""Where the sandbox and Microsoft's subset of Graph differ on purpose, each time with the reason."""

NOT_IN_THE_SUBSET = {
    "GET /users/{}/appRoleAssignments": "GET /groups/{}/appRoleAssignments",
    "POST /users/{}/appRoleAssignments": "POST /groups/{}/appRoleAssignments",
}
"""Routes of the sandbox that the subset leaves out, each with its twin there: Microsoft documents them for
users in the same words as for groups (api-reference, user-post-approleassignments)."""

NOT_SIMULATED: dict[str, str] = {}
"""Operations of the subset that the sandbox does not answer, and why nobody misses them."""
