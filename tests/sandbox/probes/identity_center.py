"""IAM Identity Center: what the sandbox refuses, and what it accepts."""

from tests.sandbox.probes.probe import Probe

SUBJECTS = {
    "Instances and applications": (
        Probe(
            "A management account has one instance: ValidationException “Organization management account "
            "is not allowed to perform the operation.”",
            "AWS facts 4",
            "test_identity_center_admin.py::test_no_second_instance_in_a_management_account",
            "test_identity_center_admin.py::test_the_management_account_finds_its_instance",
        ),
        Probe(
            "An instance is known in its region only: AccessDeniedException “is not authorized to perform”",
            "AWS facts 4",
            "test_identity_center_admin.py::test_an_instance_is_in_one_region",
            "test_identity_center_admin.py::test_an_instance_is_in_one_region",
        ),
        Probe(
            "A member account does not see into the instance: AccessDeniedException “is not authorized to "
            "perform”",
            "AWS facts 4",
            "test_identity_center_admin.py::test_a_member_account_sees_the_instance_but_not_into_it",
            "test_identity_center_admin.py::test_the_management_account_finds_its_instance",
        ),
        Probe(
            "No API makes a SAML application: ValidationException “This API does not support creating SAML "
            "2.0 customer managed applications.”",
            "AWS facts 4",
            "test_identity_center_admin.py::test_a_saml_application_cannot_be_made_by_the_api",
            "test_identity_center_admin.py::test_what_the_console_made_is_listed_and_described",
        ),
        Probe(
            "An unknown application is not found: ResourceNotFoundException “Could not find the "
            "application with arn”",
            "AWS facts 4",
            "test_identity_center_admin.py::test_an_unknown_application_is_not_found",
            "test_identity_center_admin.py::test_applications_come_in_pages",
        ),
        Probe(
            "SAML applications always need assignments: ValidationException “is not supported for this "
            "action.”",
            "AWS facts 4",
            "test_identity_center_admin.py::test_saml_applications_always_need_assignments",
            "test_identity_center_admin.py::test_saml_applications_always_need_assignments",
        ),
        Probe(
            "Who may only read is named: AccessDeniedException “is not authorized to perform”",
            "AWS facts 4",
            "test_identity_center_admin.py::test_who_may_only_read_is_named_in_the_refusal",
            "test_identity_center_admin.py::test_an_application_is_renamed_and_disabled",
        ),
    ),
    "Assignments": (
        Probe(
            "Nobody is assigned twice: ConflictException",
            "AWS facts 4",
            "test_identity_center_admin.py::test_users_and_groups_are_assigned_once",
            "test_identity_center_admin.py::test_users_and_groups_are_assigned_once",
        ),
        Probe(
            "Who is assigned is in the store, and of the type: ResourceNotFoundException “not found.”",
            "AWS facts 4",
            "test_identity_center_admin.py::test_a_principal_must_be_in_the_store_and_of_the_type",
            "test_identity_center_admin.py::test_an_assignment_is_found_by_principal_and_deleted",
        ),
        Probe(
            "A fresh user cannot be assigned for a while: ResourceNotFoundException “not found.”",
            "AWS facts 7",
            "test_identity_center_admin.py::test_a_fresh_user_is_unknown_to_assignments_for_a_while",
            "test_identity_center_admin.py::test_a_fresh_user_is_unknown_to_assignments_for_a_while",
        ),
        Probe(
            "Who is not assigned opens nothing: NotAssigned",
            "AWS facts 4",
            "test_identity_center_portal.py::test_who_is_not_assigned_sees_no_application",
            "test_identity_center_portal.py::test_olga_reaches_the_agent_workspace",
        ),
    ),
    "Identity store": (
        Probe(
            "A user has names and a name of its own: ConflictException “Duplicate UserName”",
            "AWS facts 4",
            "test_identity_center_store.py::test_an_incomplete_or_second_user_is_refused",
            "test_identity_center_store.py::test_a_user_is_made_found_and_deleted",
        ),
        Probe(
            "A name has no blanks: ValidationException “Member must satisfy regular expression pattern:”",
            "AWS facts 4",
            "test_identity_center_store.py::test_patterns_take_all_scripts_but_no_blanks",
            "test_identity_center_store.py::test_patterns_take_all_scripts_but_no_blanks",
        ),
        Probe(
            "A user has one mail address: ValidationException “Member must have … less than or equal to”",
            "AWS facts 4",
            "test_identity_center_store.py::test_more_than_one_address_is_refused",
            "test_identity_center_store.py::test_a_user_is_made_found_and_deleted",
        ),
        Probe(
            "A group takes a member once: ConflictException “Member and Group relationship already exists”",
            "AWS facts 4",
            "test_identity_center_store.py::test_groups_take_members_once",
            "test_identity_center_store.py::test_groups_take_members_once",
        ),
        Probe(
            "Another store is not there: ResourceNotFoundException “IdentityStore not present for "
            "IdentityStoreId:”",
            "AWS facts 4",
            "test_identity_center_store.py::test_another_identity_store_is_not_present",
            "test_identity_center_store.py::test_a_store_may_be_named_by_its_arn",
        ),
    ),
    "What is done by hand at the console": (
        Probe(
            "Metadata of the external provider must be whole, and the change confirmed: 400 “Could not "
            "parse metadata. Paste the whole federation metadata XML.”",
            "AWS facts 4",
            "test_identity_center_console.py::test_bad_metadata_is_told_beside_the_field_and_nothing_is_lost",
            "test_identity_center_console.py::test_the_source_changes_to_entra_and_back",
        ),
        Probe(
            "Provisioning needs an external source: “needs an external identity provider”",
            "AWS facts 4",
            "test_identity_center_console.py::test_provisioning_needs_an_external_source",
            "test_identity_center_console.py::test_a_token_is_shown_once_and_there_are_two_at_most",
        ),
        Probe(
            "There are two access tokens at most: “two access tokens at most”",
            "AWS facts 4",
            "test_identity_center_console.py::test_a_token_is_shown_once_and_there_are_two_at_most",
            "test_identity_center_console.py::test_a_token_is_shown_once_and_there_are_two_at_most",
        ),
        Probe(
            "An application's fields are checked one by one: 400 “Enter a whole address that begins with "
            "https://.”",
            "AWS facts 4",
            "test_identity_center_console.py::test_a_wrong_field_is_told_and_the_rest_kept",
            "test_identity_center_console.py::test_settings_of_an_application_are_changed",
        ),
        Probe(
            "Attributes are mapped to what Identity Center knows: 400 “is not an attribute of IAM Identity "
            "Center”",
            "AWS facts 4",
            "test_identity_center_console.py::test_a_wrong_mapping_is_told_in_its_row",
            "test_identity_center_console.py::test_mappings_are_kept",
        ),
        Probe(
            "The subject must be mapped: 400 “Subject is required.”",
            "AWS facts 4",
            "test_identity_center_console.py::test_the_subject_must_be_mapped",
            "test_identity_center_console.py::test_a_fresh_application_maps_only_the_subject",
        ),
        Probe(
            "Who may only read changes nothing at the console: 403 “is not authorized to perform”",
            "AWS facts 4",
            "test_identity_center_console.py::test_who_may_only_read_changes_nothing",
            "test_identity_center_console.py::test_the_engineer_sees_the_instance",
        ),
        Probe(
            "A fresh application sends no Role: InvalidSamlResponse “Your request included an invalid SAML "
            "response.”",
            "AWS facts 4",
            "test_identity_center_portal.py::test_without_mappings_aws_calls_the_response_invalid",
            "test_identity_center_portal.py::test_olga_reaches_the_agent_workspace",
        ),
    ),
    "SCIM and the external provider": (
        Probe(
            "A token of SCIM must be known, and lives a year: 401 “Authorization header is invalid or "
            "missing.”",
            "AWS facts 4",
            "test_identity_center_scim.py::test_a_wrong_token_is_unauthorized",
            "test_identity_center_scim.py::test_a_token_lives_a_year",
        ),
        Probe(
            "A user has four attributes, single addresses and no odd signs: 400 “Request is unparsable, "
            "syntactically incorrect, or violates schema.”",
            "AWS facts 4",
            "test_identity_center_scim.py::test_what_identity_center_does_not_support_violates_the_schema",
            "test_identity_center_scim.py::test_a_user_arrives_in_the_identity_store",
        ),
        Probe(
            "A user's name is taken once: 409 “already exists.”",
            "AWS facts 4",
            "test_identity_center_scim.py::test_a_second_user_of_the_name_conflicts",
            "test_identity_center_scim.py::test_a_user_arrives_in_the_identity_store",
        ),
        Probe(
            "A request changes a hundred members at most: 400 “Request is unparsable, syntactically "
            "incorrect, or violates schema.”",
            "AWS facts 4",
            "test_identity_center_scim.py::test_a_hundred_members_a_request",
            "test_identity_center_scim.py::test_a_group_takes_and_loses_members",
        ),
        Probe(
            "A wrong response of the external provider signs nobody in: SignatureInvalid “An unexpected "
            "error has occurred.”",
            "AWS facts 4",
            "test_identity_center_portal.py::test_a_wrong_response_is_an_unexpected_error",
            "test_identity_center_portal.py::test_a_response_of_the_external_provider_signs_in",
        ),
        Probe(
            "Who was not provisioned is unknown: UserNotFound “An unexpected error has occurred.”",
            "AWS facts 4",
            "test_identity_center_with_entra.py::test_who_was_not_provisioned_is_unknown_to_identity_center",
            "test_identity_center_with_entra.py::test_from_the_portal_through_entra_to_the_agent_workspace",
        ),
    ),
    "Credentials by the device flow": (
        Probe(
            "A code is confirmed first: AuthorizationPendingException “authorization_pending”",
            "AWS facts 5",
            "test_identity_center_sign_in.py::test_until_then_it_is_pending_and_too_many_questions_slow_down",
            "test_identity_center_sign_in.py::test_a_confirmed_code_gives_a_token_once",
        ),
        Probe(
            "A code works once: InvalidGrantException “Invalid device code provided”",
            "AWS facts 5",
            "test_identity_center_sign_in.py::test_a_confirmed_code_gives_a_token_once",
            "test_identity_center_sign_in.py::test_a_confirmed_code_gives_a_token_once",
        ),
        Probe(
            "A code expires, and can be denied: ExpiredTokenException “The device code has expired.”",
            "AWS facts 5",
            "test_identity_center_sign_in.py::test_a_code_expires_and_can_be_denied",
            "test_identity_center_sign_in.py::test_a_confirmed_code_gives_a_token_once",
        ),
        Probe(
            "A role is for who is assigned: ForbiddenException “No access”",
            "AWS facts 5",
            "test_identity_center_sign_in.py::test_a_role_is_only_for_who_is_assigned",
            "test_identity_center_sign_in.py::test_the_credentials_work_as_the_role_allows",
        ),
    ),
}
