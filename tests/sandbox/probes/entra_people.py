"""Assignments, groups, provisioning and sign-in of Entra: what the sandbox refuses, and what it accepts."""

from tests.sandbox.probes.probe import Probe

SUBJECTS = {
    "Assignments": (
        Probe(
            "The same assignment twice is refused: Request_BadRequest “Permission being assigned already "
            "exists on the object”",
            "Graph facts 6",
            "test_entra_principals.py::test_the_same_assignment_twice_is_refused",
            "test_entra_principals.py::test_people_and_groups_are_assigned_listed_and_removed",
        ),
        Probe(
            "An assignment needs a role of the application: Request_BadRequest “Permission being assigned "
            "was not found on application”",
            "Graph facts 1.b",
            "test_entra_principals.py::test_an_assignment_needs_a_known_principal_and_a_known_role",
            "test_entra_principals.py::test_people_and_groups_are_assigned_listed_and_removed",
        ),
        Probe(
            "A fresh person or group cannot be assigned yet: Request_BadRequest “Not a valid reference "
            "update.”",
            "Graph facts 3.1",
            "test_entra_replication.py::test_a_fresh_person_or_group_cannot_be_assigned_yet",
            "test_entra_replication.py::test_a_fresh_person_or_group_cannot_be_assigned_yet",
        ),
        Probe(
            "A fresh role cannot be assigned yet: Request_BadRequest “Permission being assigned was not "
            "found on application”",
            "Graph facts 3.1",
            "test_entra_replication.py::test_a_fresh_role_cannot_be_assigned_yet",
            "test_entra_replication.py::test_a_fresh_role_cannot_be_assigned_yet",
        ),
        Probe(
            "An assignment from the group's side names that group: Request_BadRequest",
            "Graph facts 1.b",
            "test_entra_principals.py::test_a_group_can_be_assigned_from_its_own_side",
            "test_entra_principals.py::test_a_group_can_be_assigned_from_its_own_side",
        ),
        Probe(
            "Nested groups give no assignment: AADSTS50105 “to block users unless they are specifically "
            "granted”",
            "Graph facts 3.8",
            "test_entra_queries.py::test_a_nested_group_gives_no_assignment",
            "test_entra_queries.py::test_a_nested_group_gives_no_assignment",
        ),
    ),
    "Groups and paging": (
        Probe(
            "A page holds 1 to 999: Request_BadRequest “Invalid page size specified: '…'. Must be between "
            "1 and … inclusive.”",
            "Graph facts 1.b",
            "test_entra_lists.py::test_a_page_of_another_size_than_1_to_999_is_refused",
            "test_entra_lists.py::test_members_come_in_pages",
        ),
        Probe(
            "A place in a list must be Graph's own: Directory_ExpiredPageToken “Skiptoken is invalid.”",
            "Graph facts 1.b",
            "test_entra_lists.py::test_a_place_in_a_list_nobody_gave_is_refused",
            "test_entra_graph.py::test_people_come_in_pages",
        ),
        Probe(
            "A cast to people needs ConsistencyLevel and $count: Request_UnsupportedQuery",
            "Graph facts 1.b",
            "test_entra_graph.py::test_the_cast_to_people_is_an_advanced_query",
            "test_entra_graph.py::test_the_cast_to_people_is_an_advanced_query",
        ),
        Probe(
            "A $search needs ConsistencyLevel: Request_UnsupportedQuery",
            "Graph facts 3.8",
            "test_entra_queries.py::test_search_needs_the_index_and_finds_words",
            "test_entra_queries.py::test_search_needs_the_index_and_finds_words",
        ),
        Probe(
            "A filter names what can be filtered: BadRequest “Invalid filter clause:”",
            "Graph facts 1.a",
            "test_entra_applications.py::test_a_filter_the_directory_does_not_know_is_refused",
            "test_entra_graph.py::test_filters_find_people_and_groups",
        ),
        Probe(
            "A $select names what is there: 400 “Could not find a property named”",
            "Graph facts 5",
            "test_entra_applications.py::test_select_reduces_and_refuses_unknown_names",
            "test_entra_applications.py::test_select_reduces_and_refuses_unknown_names",
        ),
    ),
    "Synchronization": (
        Probe(
            "Credentials are tried at AWS: AmazonWebServicesCredentialValidationFailure",
            "Graph facts 1.a",
            "test_entra_synchronization.py::test_credentials_aws_refuses_are_refused",
            "test_entra_synchronization.py::test_credentials_that_may_list_roles_are_valid",
        ),
        Probe(
            "An inactive key is no credential: InvalidClientTokenId",
            "Graph facts 1.a",
            "test_entra_synchronization.py::test_an_inactive_key_is_refused",
            "test_entra_synchronization.py::test_credentials_that_may_list_roles_are_valid",
        ),
        Probe(
            "Secrets have two names, in a list named value: InternalError “Requested value '…' was not found.”",
            "Graph facts 1.a",
            "test_entra_synchronization.py::test_a_secret_under_an_unknown_name_is_refused",
            "test_entra_synchronization.py::test_secrets_are_never_shown_and_can_be_taken_away",
        ),
        Probe(
            "An application has one job: 409 “A job of the template”",
            "Graph facts 1.a",
            "test_entra_synchronization.py::test_an_application_has_one_job",
            "test_entra_synchronization.py::test_a_new_job_is_disabled_and_not_configured",
        ),
        Probe(
            "Roles come after a cycle, and none before",
            "Graph facts 1.a",
            "test_entra_synchronization.py::test_a_started_job_imports_roles_after_one_cycle",
            "test_entra_synchronization.py::test_a_started_job_imports_roles_after_one_cycle",
        ),
        Probe(
            "Only roles of exactly one SAML provider come",
            "AWS facts 1.4",
            "test_entra_synchronization.py::test_only_roles_of_exactly_one_saml_provider_are_imported",
            "test_entra_synchronization.py::test_an_imported_role_can_be_assigned_and_is_sent",
        ),
        Probe(
            "Both ARNs together have fewer than 240 signs",
            "AWS facts 1.4",
            "test_entra_synchronization.py::test_a_role_with_too_long_arns_is_left_out",
            "test_entra_synchronization.py::test_an_imported_role_can_be_assigned_and_is_sent",
        ),
        Probe(
            "A key revoked later stops the job: Quarantine",
            "Graph facts 1.a",
            ""
            "test_entra_synchronization.py::test_a_key_that_is_revoked_later_puts_the_job_in_quarantine_until_it_works_again",
            ""
            "test_entra_synchronization.py::test_a_key_that_is_revoked_later_puts_the_job_in_quarantine_until_it_works_again",
        ),
        Probe(
            "A job without credentials stops: Quarantine",
            "Graph facts 1.a",
            "test_entra_synchronization.py::test_a_job_without_credentials_ends_in_quarantine",
            "test_entra_synchronization.py::test_a_started_job_imports_roles_after_one_cycle",
        ),
        Probe(
            "A paused job does nothing",
            "Graph facts 1.a",
            "test_entra_synchronization.py::test_a_paused_job_does_nothing_until_it_is_started",
            "test_entra_synchronization.py::test_a_paused_job_does_nothing_until_it_is_started",
        ),
    ),
    "Sign-in": (
        Probe(
            "Who is not assigned is refused: AADSTS50105 “to block users unless they are specifically granted”",
            "Graph facts 3.8",
            "test_entra_sign_in.py::test_who_is_not_assigned_directly_or_by_a_direct_group_is_refused",
            "test_entra_sign_in.py::test_a_member_of_an_assigned_group_gets_what_aws_needs",
        ),
        Probe(
            "Custom claims need a signing key of the application: AADSTS50146 “This application is "
            "required to be configured with an application-specific signing key.”",
            "Graph facts 3.2",
            "test_entra_sign_in.py::test_custom_claims_need_a_signing_certificate",
            "test_entra_sign_in.py::test_only_the_active_certificate_signs",
        ),
        Probe(
            "Without a certificate nothing is signed: AADSTS500031 “Cannot find signing certificate "
            "configured.”",
            "Graph facts 3.5",
            "test_entra_sign_in.py::test_an_application_without_certificate_cannot_be_signed_in_to",
            "test_entra_sign_in.py::test_an_expired_active_certificate_is_replaced_by_a_valid_one",
        ),
        Probe(
            "A reply URL must be registered: AADSTS500113 “No reply address is registered for the "
            "application.”",
            "Graph facts 1.b",
            "test_entra_sign_in.py::test_an_application_without_reply_url_is_refused",
            "test_entra_sign_in.py::test_a_reply_url_of_its_own_is_posted_to_as_it_is",
        ),
        Probe(
            "A disabled person is refused: AADSTS50057 “The user account is disabled.”",
            "Issue 3, point 2",
            "test_entra_sign_in.py::test_a_disabled_person_is_refused",
            "test_entra_sign_in.py::test_a_member_of_an_assigned_group_gets_what_aws_needs",
        ),
        Probe(
            "A deleted application is unknown: AADSTS700016 “was not found in the directory”",
            "Graph facts 1.c",
            "test_entra_sign_in.py::test_a_deleted_application_is_unknown",
            "test_entra_sign_in.py::test_a_member_of_an_assigned_group_gets_what_aws_needs",
        ),
        Probe(
            "A disabled application lets nobody in: AADSTS7000112 “is disabled.”",
            "Graph facts 4",
            "test_entra_sign_in.py::test_a_disabled_service_principal_or_application_lets_nobody_in",
            "test_entra_sign_in.py::test_a_disabled_service_principal_or_application_lets_nobody_in",
        ),
        Probe(
            "Strangers are refused by where they come from: AADSTS50034",
            "Issue 3, point 2",
            "test_entra_sign_in.py::test_strangers_are_refused_by_where_they_come_from",
            "test_entra_sign_in.py::test_the_letter_case_of_the_directory_is_sent_not_the_typed_one",
        ),
        Probe(
            "A request names a known issuer, a registered reply URL and the password: AADSTS75011 “doesn't "
            "match requested authentication method”",
            "Issue 3, point 2",
            "test_entra_saml_requests.py::test_a_wrong_request_is_refused",
            "test_entra_saml_requests.py::test_the_password_is_the_one_way_to_sign_in",
        ),
        Probe(
            "A request is packed as the binding says: AADSTS75005 “The request is not a valid Saml2 "
            "protocol message.”",
            "Issue 3, point 2",
            "test_entra_saml_requests.py::test_a_request_that_is_packed_wrongly_is_refused",
            "test_entra_saml_requests.py::test_a_request_can_come_as_a_form",
        ),
        Probe(
            "There is a request: AADSTS750054 “SAMLRequest or SAMLResponse must be present as query string "
            "parameters in HTTP request for SAML Redirect binding.”",
            "Issue 3, point 2",
            "test_entra_saml_requests.py::test_an_address_without_a_request_is_refused",
            "test_entra_saml_requests.py::test_the_answer_names_the_request_and_carries_the_relay_state",
        ),
        Probe(
            "An assertion holds as it was signed: InvalidSignature",
            "Issue 3, point 2",
            "test_entra_sign_in.py::test_a_changed_assertion_does_not_verify",
            "test_entra_sign_in.py::test_the_signature_holds_for_another_library_too",
        ),
    ),
}
