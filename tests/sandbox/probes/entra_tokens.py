"""Tokens and permissions of Entra: what the sandbox refuses, and what it accepts."""

from tests.sandbox.probes.probe import Probe

SUBJECTS = {
    "Token flows": (
        Probe(
            "A client secret must be right: AADSTS7000215 “Invalid client secret provided.”",
            "Graph facts 2",
            "test_entra_tokens.py::test_a_wrong_secret_is_refused_in_entras_words",
            "test_entra_tokens.py::test_msal_gets_a_token_for_the_application",
        ),
        Probe(
            "A client's assertion is signed with a registered certificate: AADSTS700027",
            "Graph facts 2",
            "test_entra_tokens.py::test_an_assertion_signed_with_another_key_is_refused",
            "test_entra_tokens.py::test_msal_proves_itself_with_a_certificate",
        ),
        Probe(
            "The client must be known: AADSTS700016 “was not found in the directory”",
            "Graph facts 2",
            "test_entra_tokens.py::test_other_wrong_requests_are_refused",
            "test_entra_tokens.py::test_msal_gets_a_token_for_the_application",
        ),
        Probe(
            "An application asks for .default only: AADSTS1002012 “The provided value for scope”",
            "Graph facts 2",
            "test_entra_tokens.py::test_other_wrong_requests_are_refused",
            "test_entra_tokens.py::test_msal_gets_a_token_for_the_application",
        ),
        Probe(
            "A code needs the verifier it was made for (PKCE): AADSTS501481",
            "Graph facts 2",
            "test_entra_tokens.py::test_a_code_needs_the_verifier_it_was_made_for",
            "test_entra_tokens.py::test_msal_signs_a_person_in_with_pkce",
        ),
        Probe(
            "A code works once: AADSTS54005 “OAuth2 Authorization code was already redeemed”",
            "Graph facts 2",
            "test_entra_tokens.py::test_a_code_works_once",
            "test_entra_tokens.py::test_a_code_works_once",
        ),
        Probe(
            "A code expires: AADSTS70008",
            "Graph facts 2",
            "test_entra_tokens.py::test_a_code_expires",
            "test_entra_tokens.py::test_msal_signs_a_person_in_with_pkce",
        ),
        Probe(
            "A code belongs to its redirect URI: AADSTS500112",
            "Graph facts 2",
            "test_entra_tokens.py::test_a_code_is_bound_to_its_redirect_uri",
            "test_entra_tokens.py::test_msal_signs_a_person_in_with_pkce",
        ),
        Probe(
            "A redirect URI must be registered: AADSTS50011 “specified in the request does not match the "
            "redirect URIs configured for the application”",
            "Graph facts 2",
            "test_entra_tokens.py::test_a_wrong_sign_in_request_ends_on_an_error_page",
            "test_entra_tokens.py::test_the_answer_can_come_as_a_redirect",
        ),
        Probe(
            "A tenant must exist: AADSTS90002 “not found. Check to make sure you have the correct tenant ID”",
            "Graph facts 2",
            "test_entra_tokens.py::test_an_unknown_tenant_is_refused",
            "test_entra_tokens.py::test_msal_gets_a_token_for_the_application",
        ),
        Probe(
            "A token expires: InvalidAuthenticationToken",
            "Graph facts 6",
            "test_entra_tokens.py::test_a_token_expires",
            "test_entra_tokens.py::test_msal_renews_a_person_token_silently",
        ),
        Probe(
            "Graph wants a token: InvalidAuthenticationToken “Access token is empty.”",
            "Graph facts 6",
            "test_entra_graph.py::test_nobody_gets_in_without_a_token",
            "test_entra_graph.py::test_me_is_the_person_of_the_token",
        ),
    ),
    "Consent": (
        Probe(
            "Somebody without a fitting role cannot consent: AADSTS90094 “Admin consent is required for "
            "the permissions requested by”",
            "Graph facts 2",
            "test_entra_consent.py::test_somebody_else_needs_an_administrator",
            "test_entra_consent.py::test_an_administrator_consents_by_signing_in",
        ),
        Probe(
            "Consent for the tenant needs an administrator: AADSTS90094 “Admin consent is required for the "
            "permissions requested by”",
            "Graph facts 2",
            "test_entra_consent.py::test_consent_for_the_tenant_needs_an_administrator",
            "test_entra_consent.py::test_after_consent_for_the_tenant_everybody_can_sign_in",
        ),
        Probe(
            "A refresh is good for what was consented to: AADSTS65001 “The user or administrator has not "
            "consented to use the application with ID”",
            "Graph facts 2",
            "test_entra_consent.py::test_a_refresh_is_good_for_what_was_consented_to_and_nothing_else",
            "test_entra_consent.py::test_a_refresh_is_good_for_what_was_consented_to_and_nothing_else",
        ),
        Probe(
            "A revoked consent ends silent renewal: invalid_grant “The user or administrator has not "
            "consented to use the application with ID”",
            "Graph facts 2",
            "test_entra_consent.py::test_a_revoked_consent_ends_silent_renewal",
            "test_entra_tokens.py::test_msal_renews_a_person_token_silently",
        ),
        Probe(
            "A person may decline: access_denied “User declined to consent to access the app.”",
            "Graph facts 2",
            "test_entra_tokens.py::test_a_person_may_decline",
            "test_entra_tokens.py::test_msal_signs_a_person_in_with_pkce",
        ),
        Probe(
            "A scope must exist: AADSTS650053 “that doesn't exist on the resource”",
            "Graph facts 2",
            "test_entra_tokens.py::test_a_wrong_sign_in_request_ends_on_an_error_page",
            "test_entra_consent.py::test_anybody_may_consent_to_reading_their_own_profile",
        ),
    ),
    "Permissions": (
        Probe(
            "A missing permission of an application: Authorization_RequestDenied “Insufficient privileges "
            "to complete the operation.”",
            "Graph facts 2, 6",
            "test_entra_graph.py::test_an_application_without_permissions_is_denied",
            "test_entra_tokens.py::test_msal_gets_a_token_for_the_application",
        ),
        Probe(
            "A person needs the scope and the directory role: Authorization_RequestDenied “Insufficient "
            "privileges to complete the operation.”",
            "Graph facts 2",
            "test_entra_graph.py::test_an_engineer_needs_the_scope_and_the_directory_role",
            "test_entra_graph.py::test_an_engineer_needs_the_scope_and_the_directory_role",
        ),
        Probe(
            "Claims policies have a scope of their own: Authorization_RequestDenied “Insufficient "
            "privileges to complete the operation.”",
            "Graph facts 2",
            "test_entra_graph.py::test_a_policy_call_needs_its_own_scope",
            "test_entra_graph.py::test_a_policy_call_needs_its_own_scope",
        ),
        Probe(
            "Provisioning has a scope of its own: Authorization_RequestDenied “Insufficient privileges to "
            "complete the operation.”",
            "Graph facts 2",
            "test_entra_synchronization.py::test_provisioning_needs_its_own_permission_and_a_directory_role",
            "test_entra_synchronization.py::test_provisioning_needs_its_own_permission_and_a_directory_role",
        ),
        Probe(
            "OwnedBy changes what one owns, application and service principal both: "
            "Authorization_RequestDenied “Insufficient privileges to complete the operation.”",
            "Graph facts 2",
            "test_entra_owners.py::test_what_others_made_it_may_read_but_not_change",
            "test_entra_owners.py::test_what_an_application_made_is_its_own",
        ),
        Probe(
            "Restoring needs scope and directory role: Authorization_RequestDenied “Insufficient "
            "privileges to complete the operation.”",
            "Graph facts 2",
            "test_entra_deleted_items.py::test_restoring_needs_scope_and_directory_role",
            "test_entra_deleted_items.py::test_restoring_needs_scope_and_directory_role",
        ),
        Probe(
            "Sign-in logs need scope and directory role: 403 “Insufficient privileges to complete the "
            "operation.”",
            "Graph facts 2",
            "test_entra_logs.py::test_logs_need_scope_and_directory_role",
            "test_entra_logs.py::test_sign_ins_are_logged_with_the_code_of_a_refusal",
        ),
        Probe(
            "Reading people's basics leaves the rest empty",
            "Graph facts 1",
            "test_entra_graph.py::test_basic_reading_of_people_leaves_the_rest_empty",
            "test_entra_graph.py::test_basic_reading_of_people_leaves_the_rest_empty",
        ),
    ),
}
