"""Who may do what in AWS: what the sandbox refuses, and what it accepts."""

from tests.sandbox.probes.probe import Probe

SUBJECTS = {
    "Trust": (
        Probe(
            "A trust policy is JSON that names principals and actions of STS: MalformedPolicyDocument "
            "“AssumeRole policy may only specify STS AssumeRole actions.”",
            "AWS facts 1.4",
            "test_aws_roles.py::test_a_trust_policy_nobody_could_use_is_refused",
            "test_aws_roles.py::test_a_role_comes_back_as_it_was_made",
        ),
        Probe(
            "A trust policy names somebody: MalformedPolicyDocument “Missing required field Principal "
            "cannot be empty!”",
            "AWS facts 1.4",
            "test_aws_odd_input.py::test_a_trust_policy_that_says_nothing_is_refused",
            "test_aws_roles.py::test_a_role_comes_back_as_it_was_made",
        ),
        Probe(
            "A trusted provider must exist: MalformedPolicyDocument “Invalid principal in policy:”",
            "AWS facts 1.4, 2.2",
            "test_aws_roles.py::test_the_trusted_provider_must_exist",
            "test_aws_roles.py::test_a_role_comes_back_as_it_was_made",
        ),
        Probe(
            "A provider made a moment ago is no principal yet: MalformedPolicyDocument “Invalid principal "
            "in policy:”",
            "AWS facts 7",
            "test_aws_roles.py::test_a_provider_made_a_moment_ago_is_no_principal_yet",
            "test_aws_roles.py::test_a_provider_made_a_moment_ago_is_no_principal_yet",
        ),
        Probe(
            "A user made a moment ago is no principal yet: MalformedPolicyDocument “Invalid principal in "
            "policy:”",
            "AWS facts 7",
            "test_aws_roles.py::test_a_user_made_a_moment_ago_is_no_principal_yet",
            "test_aws_roles.py::test_a_user_made_a_moment_ago_is_no_principal_yet",
        ),
        Probe(
            "A refused trust leaves the old one: MalformedPolicyDocument “Syntax errors in policy.”",
            "AWS facts 1.4",
            "test_aws_roles.py::test_a_refused_trust_leaves_the_old_one",
            "test_aws_spreading.py::test_a_new_trust_policy_counts_a_moment_later",
        ),
    ),
    "ExternalId and AssumeRole": (
        Probe(
            "The ExternalId must be there and be the one the trust names: AccessDenied “is not authorized "
            "to perform”",
            "AWS facts 5",
            "test_aws_assume_role.py::test_a_missing_or_wrong_external_id_is_denied",
            "test_aws_assume_role.py::test_the_right_external_id_opens_the_role",
        ),
        Probe(
            "An ExternalId has 2 to 1224 signs of the pattern: ValidationError “at '…' failed to satisfy "
            "constraint”",
            "AWS facts 5",
            "test_aws_assume_role.py::test_what_the_model_forbids_is_refused",
            "test_aws_assume_role.py::test_the_right_external_id_opens_the_role",
        ),
        Probe(
            "The trust must name the caller: AccessDenied “is not authorized to perform”",
            "AWS facts 5",
            "test_aws_assume_role.py::test_a_trust_that_does_not_name_the_caller_is_denied",
            "test_aws_assume_role.py::test_the_trust_may_name_the_user_the_account_or_everybody",
        ),
        Probe(
            "From another account the caller's own policy must allow it too: AccessDenied “because no "
            "identity-based policy allows the … action”",
            "AWS facts 5",
            "test_aws_assume_role.py::test_from_another_account_the_callers_own_policy_must_allow_it_as_well",
            "test_aws_assume_role.py::test_inside_an_account_the_trust_in_a_user_is_enough",
        ),
        Probe(
            "A missing role is refused in the same words as a foreign one: AccessDenied “is not authorized "
            "to perform”",
            "AWS facts 5",
            "test_aws_assume_role.py::test_a_role_that_is_not_there_is_denied_in_the_same_words",
            "test_aws_assume_role.py::test_the_right_external_id_opens_the_role",
        ),
        Probe(
            "Root assumes no role: AccessDenied “Roles may not be assumed by root accounts.”",
            "AWS facts 1.1",
            "test_aws_assume_role.py::test_root_may_assume_no_role",
            "test_aws_assume_role.py::test_the_right_external_id_opens_the_role",
        ),
        Probe(
            "A session is no longer than the role allows: ValidationError “The requested DurationSeconds "
            "exceeds the MaxSessionDuration set for this role.”",
            "AWS facts 1.4",
            "test_aws_assume_role.py::test_no_longer_session_than_the_role_allows",
            "test_aws_assume_role.py::test_a_role_taken_from_a_role_lasts_an_hour_at_most",
        ),
        Probe(
            "A role taken from a role lasts an hour at most: ValidationError “exceeds the 1 hour session "
            "limit for roles assumed by role chaining.”",
            "AWS facts 5",
            "test_aws_assume_role.py::test_a_role_taken_from_a_role_lasts_an_hour_at_most",
            "test_aws_assume_role.py::test_a_role_taken_from_a_role_lasts_an_hour_at_most",
        ),
        Probe(
            "STS can be switched off in a region: RegionDisabledException “STS is not activated in this "
            "region for account:”",
            "AWS facts 2.2",
            "test_aws_assume_role.py::test_a_region_whose_sts_is_switched_off_refuses",
            "test_aws_assume_role.py::test_the_right_external_id_opens_the_role",
        ),
    ),
    "Who is calling": (
        Probe(
            "A key must be known: InvalidClientTokenId “The security token included in the request is "
            "invalid.”",
            "AWS facts 6",
            "test_aws_permissions.py::test_an_unknown_key_is_refused",
            "test_aws_permissions.py::test_the_engineer_is_who_the_key_says",
        ),
        Probe(
            "The secret must be the key's: SignatureDoesNotMatch “The request signature we calculated does "
            "not match the signature you provided.”",
            "AWS facts 6",
            "test_aws_permissions.py::test_a_wrong_secret_is_refused",
            "test_aws_permissions.py::test_the_engineer_is_who_the_key_says",
        ),
        Probe(
            "A call must be signed: MissingAuthenticationToken “Request is missing Authentication Token”",
            "AWS facts 6",
            "test_aws_permissions.py::test_an_unsigned_call_is_refused",
            "test_aws_permissions.py::test_the_roots_key_is_the_accounts",
        ),
        Probe(
            "A temporary key needs its token: InvalidClientTokenId “The security token included in the "
            "request is invalid.”",
            "AWS facts 5",
            "test_aws_assume_role_with_saml.py::test_a_session_key_without_its_token_is_worth_nothing",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "A session ends: ExpiredToken “The security token included in the request is expired”",
            "AWS facts 1.4",
            "test_aws_assume_role_with_saml.py::test_a_session_ends",
            "test_aws_assume_role_with_saml.py::test_a_session_ends",
        ),
        Probe(
            "An inactive key opens nothing: InvalidClientTokenId “The security token included in the "
            "request is invalid.”",
            "AWS facts 1.5",
            "test_aws_users.py::test_an_inactive_key_opens_nothing_until_it_is_active_again",
            "test_aws_users.py::test_an_inactive_key_opens_nothing_until_it_is_active_again",
        ),
        Probe(
            "A deleted key opens nothing: InvalidClientTokenId “The security token included in the request "
            "is invalid.”",
            "AWS facts 1.8",
            "test_aws_users.py::test_a_deleted_key_is_worth_nothing",
            "test_aws_users.py::test_a_key_signs_calls_within_its_users_policy",
        ),
        Probe(
            "A key made a moment ago is not known everywhere: InvalidClientTokenId “The security token "
            "included in the request is invalid.”",
            "AWS facts 7",
            "test_aws_users.py::test_a_new_key_takes_a_moment_to_be_known_everywhere",
            "test_aws_users.py::test_a_new_key_takes_a_moment_to_be_known_everywhere",
        ),
    ),
    "Authorisation": (
        Probe(
            "A refusal of IAM names caller, action and resource: AccessDenied “because no identity-based "
            "policy allows the … action”",
            "AWS facts 5",
            "test_aws_permissions.py::test_a_refusal_names_user_action_and_resource",
            "test_aws_permissions.py::test_the_limited_engineer_may_read",
        ),
        Probe(
            "A refusal of Connect has a code of its own: AccessDeniedException “is not authorized to perform”",
            "AWS facts 6",
            "test_aws_permissions.py::test_connect_refuses_in_its_own_way",
            "test_aws_permissions.py::test_the_limited_engineer_may_read",
        ),
        Probe(
            "A policy for one prefix covers no other name: AccessDenied “is not authorized to perform”",
            "AWS facts 5",
            "test_aws_permissions.py::test_a_policy_for_one_prefix_covers_no_other_name",
            "test_aws_permissions.py::test_a_policy_for_one_prefix_covers_no_other_name",
        ),
        Probe(
            "A policy for a user's key covers no other call: AccessDenied “is not authorized to perform”",
            "AWS facts 1.5",
            "test_aws_users.py::test_a_key_signs_calls_within_its_users_policy",
            "test_aws_users.py::test_a_key_signs_calls_within_its_users_policy",
        ),
        Probe(
            "A denial wins: AccessDenied “with an explicit deny in”",
            "AWS facts 5",
            "test_aws_permissions.py::test_an_explicit_deny_wins",
            "test_aws_permissions.py::test_the_limited_engineer_may_read",
        ),
        Probe(
            "A condition on the boundary is looked at: AccessDenied “is not authorized to perform”",
            "AWS facts 5",
            "test_aws_permissions.py::test_a_boundary_condition_is_looked_at",
            "test_aws_permissions.py::test_a_boundary_condition_is_looked_at",
        ),
        Probe(
            "A boundary limits what the own policy allows: AccessDenied “because no … allows the … action”",
            "AWS facts 5",
            "test_aws_managed_policies.py::test_a_boundary_limits_what_the_own_policy_allows",
            "test_aws_managed_policies.py::test_a_boundary_limits_what_the_own_policy_allows",
        ),
        Probe(
            "Making an instance needs permissions for its directory: AccessDeniedException “is not "
            "authorized to perform”",
            "AWS facts 1.2, 5",
            "test_aws_permissions.py::test_creating_an_instance_needs_the_directory_permissions_too",
            "test_aws_permissions.py::test_creating_an_instance_needs_the_right_to_its_service_role_too",
        ),
        Probe(
            "Making an instance needs permissions for its service role: AccessDeniedException “is not "
            "authorized to perform”",
            "AWS facts 1.2, 5",
            "test_aws_permissions.py::test_creating_an_instance_needs_the_right_to_its_service_role_too",
            "test_aws_permissions.py::test_creating_an_instance_needs_the_right_to_its_service_role_too",
        ),
        Probe(
            "Another account sees and changes nothing of this one: NoSuchEntity “Manifest not found for arn”",
            "AWS facts 1.1",
            "test_aws_permissions.py::test_another_account_sees_nothing_of_this_one",
            "test_aws_permissions.py::test_the_limited_engineer_may_read",
        ),
        Probe(
            "A permission counts a moment after it was given: AccessDeniedException “is not authorized to "
            "perform”",
            "AWS facts 7",
            "test_aws_spreading.py::test_a_new_permission_counts_a_moment_later",
            "test_aws_spreading.py::test_a_new_permission_counts_a_moment_later",
        ),
        Probe(
            "What AWS can and the sandbox cannot is said: NotSimulated “The Handoff sandbox does not simulate”",
            "Issue 3",
            "test_aws_permissions.py::test_what_is_not_simulated_says_so",
            "test_aws_permissions.py::test_the_limited_engineer_may_read",
        ),
    ),
}
