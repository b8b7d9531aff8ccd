"""What AWS demands of an assertion: what the sandbox refuses, and what it accepts."""

from tests.sandbox.probes.probe import Probe

SUBJECTS = {
    "The sign-in endpoint and the response (table 2.1)": (
        Probe(
            "Transport, a POST to the sign-in address: 405",
            "AWS facts 2.1 Transport",
            "test_aws_pages.py::test_other_addresses_show_an_error_page",
            "test_aws_pages.py::test_a_good_response_ends_where_the_relay_state_says",
        ),
        Probe(
            "ACS and Recipient, the address that receives the response: AccessDenied “Not authorized to "
            "perform”",
            "AWS facts 2.1 ACS/Recipient",
            "test_aws_pages.py::test_a_response_for_another_address_is_refused",
            "test_aws_pages.py::test_the_global_address_takes_the_response_meant_for_it",
        ),
        Probe(
            "ACS and Recipient, an address that the trust names: AccessDenied “Not authorized to perform”",
            "AWS facts 2.1 ACS/Recipient",
            "test_aws_assume_role_with_saml.py::test_a_recipient_the_trust_does_not_name_is_refused",
            "test_aws_assume_role_with_saml.py::test_the_regional_sign_in_address_is_trusted_too",
        ),
        Probe(
            "ACS and Recipient, the address of one provider is that provider's own: AccessDenied “Not "
            "authorized to perform”",
            "AWS facts 2.1 ACS/Recipient",
            "test_aws_saml_once.py::test_the_address_of_a_provider_is_that_providers_own",
            "test_aws_pages.py::test_the_address_of_the_provider_takes_its_responses",
        ),
        Probe(
            "GovCloud, whose audience is none in the commercial partition: InvalidIdentityToken “Response "
            "does not contain the required audience.”",
            "AWS facts 2.1 GovCloud",
            "test_aws_saml_claims.py::test_the_audience_of_another_partition_is_refused",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "Subject, a NameID: AccessDenied “Not authorized to perform”",
            "AWS facts 2.1 Subject",
            "test_aws_assume_role_with_saml.py::test_a_response_without_name_id_is_refused",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "Subject, confirmed exactly once: InvalidIdentityToken “Invalid SAML response”",
            "AWS facts 2.1 Subject",
            "test_aws_saml_claims.py::test_a_subject_not_confirmed_exactly_once_is_refused",
            "test_aws_saml_claims.py::test_a_subject_confirmed_once_is_known",
        ),
        Probe(
            "Subject, the confirmation has NotOnOrAfter and Recipient: InvalidIdentityToken “Invalid SAML "
            "response”",
            "AWS facts 2.1 Subject",
            "test_aws_assume_role_with_saml.py::test_a_confirmation_without_its_data_is_refused",
            "test_aws_saml_claims.py::test_a_subject_confirmed_once_is_known",
        ),
        Probe(
            "Subject, the confirmation's end has not come: ExpiredTokenException “Response has expired”",
            "AWS facts 2.1 Subject",
            "test_aws_assume_role_with_saml.py::test_a_confirmation_whose_end_has_come_is_refused",
            "test_aws_assume_role_with_saml.py::test_a_response_just_under_five_minutes_old_is_good",
        ),
        Probe(
            "Subject, confirmed by its bearer, in a response of SAML 2.0 that says success: "
            "InvalidIdentityToken “Invalid SAML response”",
            "AWS facts 2.1 Subject",
            "test_aws_odd_responses.py::test_what_saml_does_not_know_is_refused",
            "test_aws_odd_responses.py::test_a_comment_is_no_part_of_a_name_and_does_not_end_it",
        ),
        Probe(
            "Audience, AWS's own or Identity Center's: InvalidIdentityToken “Response does not contain the "
            "required audience.”",
            "AWS facts 2.1 Audience",
            "test_aws_assume_role_with_saml.py::test_another_audience_is_refused",
            "test_aws_assume_role_with_saml.py::test_the_audience_of_identity_center_is_accepted",
        ),
        Probe(
            "Audience, without a suffix: InvalidIdentityToken “Response does not contain the required "
            "audience.”",
            "AWS facts 2.1 Audience",
            "test_aws_assume_role_with_saml.py::test_an_identifier_with_a_suffix_is_no_audience",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "Role, both ARNs with a comma and no blank: AccessDenied “Not authorized to perform”",
            "AWS facts 2.1 Role",
            "test_aws_saml_claims.py::test_a_role_value_with_a_blank_or_one_arn_names_no_role",
            "test_aws_assume_role_with_saml.py::test_the_role_value_may_name_the_provider_first",
        ),
        Probe(
            "Role, the one that is asked for is named: AccessDenied “Not authorized to perform”",
            "AWS facts 2.1 Role",
            "test_aws_assume_role_with_saml.py::test_a_role_the_assertion_does_not_name_is_refused",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "Role, several are a choice, and of no other role: AccessDeniedException",
            "AWS facts 2.1 Role",
            "test_aws_pages.py::test_with_several_roles_one_is_chosen",
            "test_aws_pages.py::test_with_several_roles_one_is_chosen",
        ),
        Probe(
            "RoleSessionName, one value: InvalidIdentityToken “RoleSessionName in AuthnResponse must match”",
            "AWS facts 2.1 RoleSessionName",
            "test_aws_saml_claims.py::test_two_session_names_are_refused",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "RoleSessionName, one attribute: InvalidIdentityToken “RoleSessionName in AuthnResponse must "
            "match”",
            "AWS facts 2.1 RoleSessionName",
            "test_aws_odd_responses.py::test_a_session_name_said_in_two_attributes_is_refused",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "RoleSessionName, no blank before or after it: InvalidIdentityToken “RoleSessionName in "
            "AuthnResponse must match”",
            "AWS facts 2.1 RoleSessionName",
            "test_aws_saml_claims.py::test_blanks_around_the_session_name_are_not_taken_away",
            "test_aws_saml_claims.py::test_a_session_name_aws_can_carry_is_taken",
        ),
        Probe(
            "SessionDuration, a whole number from 900 to 43200: InvalidIdentityToken “SessionDuration in "
            "AuthnResponse must be an integer between 900 and 43200”",
            "AWS facts 2.1 SessionDuration",
            "test_aws_assume_role_with_saml.py::test_a_session_duration_out_of_bounds_is_refused",
            "test_aws_saml_claims.py::test_a_session_duration_at_its_bounds_is_taken",
        ),
        Probe(
            "SessionDuration, the earlier of it and SessionNotOnOrAfter ends the session: SignedOut “You "
            "are not signed in to the console.”",
            "AWS facts 2.1 SessionDuration",
            "test_aws_pages.py::test_the_console_session_ends_with_the_session_duration",
            "test_aws_assume_role_with_saml.py::test_the_identity_providers_end_of_session_wins",
        ),
        Probe(
            "PrincipalTag, the trust allows sts:TagSession: AccessDenied “Not authorized to perform”",
            "AWS facts 2.1 PrincipalTag",
            "test_aws_assume_role_with_saml.py::test_session_tags_need_the_trust_to_allow_tagging",
            "test_aws_assume_role_with_saml.py::test_session_tags_need_the_trust_to_allow_tagging",
        ),
        Probe(
            "TransitiveTagKeys, the trust allows sts:TagSession: AccessDenied “Not authorized to perform”",
            "AWS facts 2.1 TransitiveTagKeys",
            "test_aws_saml_claims.py::test_keys_that_pass_on_need_the_trust_to_allow_tagging_too",
            "test_aws_saml_claims.py::test_keys_that_pass_on_need_the_trust_to_allow_tagging_too",
        ),
        Probe(
            "SourceIdentity, the trust allows sts:SetSourceIdentity: AccessDenied “Not authorized to perform”",
            "AWS facts 2.1 SourceIdentity",
            "test_aws_assume_role_with_saml.py::test_a_source_identity_needs_the_trust_to_allow_setting_it",
            "test_aws_assume_role_with_saml.py::test_a_source_identity_needs_the_trust_to_allow_setting_it",
        ),
        Probe(
            "Attribute names, in AWS's letter case: AccessDenied “Not authorized to perform”",
            "AWS facts 2.1 Attribute names",
            "test_aws_assume_role_with_saml.py::test_attribute_names_are_case_sensitive",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "Order of attributes is free, the pair of ARNs belongs together: AccessDenied “Not authorized "
            "to perform”",
            "AWS facts 2.1 Order",
            "test_aws_saml_claims.py::test_a_role_value_with_a_blank_or_one_arn_names_no_role",
            "test_aws_assume_role_with_saml.py::test_the_role_value_may_name_the_provider_first",
        ),
        Probe(
            "Signature, there is one: InvalidIdentityToken “Response signature invalid”",
            "AWS facts 2.1 Signature",
            "test_aws_assume_role_with_saml.py::test_an_unsigned_response_is_refused",
            ""
            "test_aws_assume_role_with_saml.py::test_a_signed_response_around_an_unsigned_assertion_counts_as_well",
        ),
        Probe(
            "Signature, it covers what is read: InvalidIdentityToken",
            "AWS facts 2.1 Signature",
            "test_aws_forged_responses.py::test_a_forged_response_never_becomes_a_session",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "Freshness, five minutes from the issue: ExpiredTokenException “Token must be redeemed within "
            "5 minutes of issuance”",
            "AWS facts 2.1 Freshness",
            "test_aws_assume_role_with_saml.py::test_a_response_older_than_five_minutes_is_refused",
            "test_aws_assume_role_with_saml.py::test_a_response_just_under_five_minutes_old_is_good",
        ),
        Probe(
            "Freshness, also for an open choice of roles: ExpiredTokenException “Token must be redeemed "
            "within 5 minutes of issuance”",
            "AWS facts 2.1 Freshness",
            "test_aws_pages.py::test_who_leaves_the_choice_of_roles_open_is_too_late",
            "test_aws_pages.py::test_with_several_roles_one_is_chosen",
        ),
        Probe(
            "Freshness, not from the future: InvalidIdentityToken “Response is not yet valid”",
            "AWS facts 2.1 Freshness",
            "test_aws_assume_role_with_saml.py::test_a_response_from_the_future_is_refused",
            "test_aws_assume_role_with_saml.py::test_a_response_just_under_five_minutes_old_is_good",
        ),
        Probe(
            "Freshness, issued by a clock that is at most a little ahead: InvalidIdentityToken “Response "
            "is not yet valid”",
            "AWS facts 2.1 Freshness",
            "test_aws_odd_responses.py::test_a_response_issued_in_an_hour_is_refused_whatever_its_conditions",
            "test_aws_odd_responses.py::test_a_provider_whose_clock_is_a_little_ahead_is_believed",
        ),
        Probe(
            "Size, 100,000 characters at the API: ValidationError “failed to satisfy constraint”",
            "AWS facts 2.1 Size",
            "test_aws_assume_role_with_saml.py::test_a_response_over_a_hundred_thousand_characters_is_refused",
            "test_aws_saml_claims.py::test_a_response_just_under_a_hundred_thousand_characters_is_taken",
        ),
        Probe(
            "Encryption, where it is required a plain assertion is refused: InvalidIdentityToken “Response "
            "assertion must be encrypted”",
            "AWS facts 2.1 Encryption",
            "test_aws_saml_once.py::test_a_plain_assertion_is_refused_where_encryption_is_required",
            "test_aws_saml_encryption.py::test_a_key_makes_encryption_possible",
        ),
        Probe(
            "Encryption, an encrypted assertion is not simulated: NotSimulated “encrypted assertions”",
            "AWS facts 2.1 Encryption",
            "test_aws_saml_once.py::test_an_encrypted_assertion_is_honestly_not_simulated",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "A response is taken once: InvalidIdentityToken “Response has already been redeemed”",
            "Issue 3, point 1",
            "test_aws_saml_once.py::test_a_response_is_good_once",
            "test_aws_saml_once.py::test_an_account_can_take_a_response_again_as_sts_really_does",
        ),
        Probe(
            "The page takes a response once, and so does the API: InvalidIdentityToken “Response has "
            "already been redeemed”",
            "Issue 3, point 1",
            "test_aws_pages.py::test_the_page_takes_a_response_once",
            ""
            "test_aws_pages.py::test_a_response_the_browser_brought_to_the_page_can_be_captured_for_the_api_once",
        ),
    ),
}
