"""What AWS answers to a wrong assertion: what the sandbox refuses, and what it accepts."""

from tests.sandbox.probes.probe import Probe

SUBJECTS = {
    "SAML redemption (table 2.2)": (
        Probe(
            "No Role attribute, or a misspelt one: InvalidSamlResponse “Your request included an invalid "
            "SAML response. To logout, click here.”",
            "AWS facts 2.2",
            "test_aws_pages.py::test_without_a_role_the_response_is_invalid",
            "test_aws_pages.py::test_a_good_response_ends_where_the_relay_state_says",
        ),
        Probe(
            "No RoleSessionName, or an empty one: InvalidIdentityToken “RoleSessionName is required in "
            "AuthnResponse”",
            "AWS facts 2.2",
            "test_aws_assume_role_with_saml.py::test_a_missing_session_name_is_named",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "RoleSessionName with other signs, too short or too long: InvalidIdentityToken "
            "“RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}”",
            "AWS facts 2.2",
            "test_aws_assume_role_with_saml.py::test_a_session_name_aws_cannot_carry_is_refused",
            "test_aws_saml_claims.py::test_a_session_name_aws_can_carry_is_taken",
        ),
        Probe(
            "SourceIdentity with other signs, or of AWS's: InvalidIdentityToken “Source Identity must "
            'match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"”',
            "AWS facts 2.2",
            "test_aws_assume_role_with_saml.py::test_a_source_identity_aws_cannot_carry_is_refused",
            "test_aws_saml_claims.py::test_a_source_identity_aws_can_carry_is_taken",
        ),
        Probe(
            "The role is missing or misspelt: AccessDenied “Not authorized to perform”",
            "AWS facts 2.2",
            "test_aws_assume_role_with_saml.py::test_a_role_in_other_letter_case_is_refused",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "The trust lacks the action, the provider or the Recipient: AccessDenied “Not authorized to "
            "perform”",
            "AWS facts 2.2",
            "test_aws_assume_role_with_saml.py::test_a_trust_that_does_not_fit_is_refused",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "The role was made a moment ago: AccessDenied “Not authorized to perform”",
            "AWS facts 2.2, 7",
            "test_aws_assume_role_with_saml.py::test_a_role_made_a_moment_ago_is_denied_at_first",
            "test_aws_assume_role_with_saml.py::test_a_role_made_a_moment_ago_is_denied_at_first",
        ),
        Probe(
            "Signed with another certificate than the provider's metadata holds: InvalidIdentityToken "
            "“Response signature invalid”",
            "AWS facts 2.2",
            "test_aws_assume_role_with_saml.py::test_another_certificate_than_the_providers_is_refused",
            "test_aws_assume_role_with_saml.py::test_both_certificates_count_while_metadata_holds_both",
        ),
        Probe(
            "The new metadata has not spread: InvalidIdentityToken “Response signature invalid”",
            "AWS facts 2.2, 7",
            "test_aws_spreading.py::test_new_metadata_counts_a_moment_later",
            "test_aws_spreading.py::test_new_metadata_counts_a_moment_later",
        ),
        Probe(
            "The issuer is not the metadata's, at the API: InvalidIdentityToken “Issuer not present in "
            "specified provider”",
            "AWS facts 2.2",
            "test_aws_assume_role_with_saml.py::test_another_issuer_is_refused",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "The issuer is not the metadata's, in the browser: InvalidIdentityToken “Failed to assume role:”",
            "AWS facts 2.2",
            "test_aws_pages.py::test_another_issuer_is_refused_in_the_words_of_the_page",
            "test_aws_pages.py::test_a_good_response_ends_where_the_relay_state_says",
        ),
        Probe(
            "There is no such provider: InvalidIdentityToken “Specified provider doesn't exist”",
            "AWS facts 2.2",
            "test_aws_assume_role_with_saml.py::test_an_unknown_provider_is_refused",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
        Probe(
            "DurationSeconds is over the role's maximum: ValidationError “The requested DurationSeconds "
            "exceeds the MaxSessionDuration set for this role.”",
            "AWS facts 2.2",
            "test_aws_assume_role_with_saml.py::test_no_longer_session_than_the_role_allows",
            "test_aws_saml_claims.py::test_as_long_a_session_as_the_role_allows",
        ),
        Probe(
            "The audience is another's: InvalidIdentityToken “Response does not contain the required "
            "audience.”",
            "AWS facts 2.2",
            "test_aws_pages.py::test_the_browser_is_as_strict_as_the_api",
            "test_aws_pages.py::test_a_good_response_ends_where_the_relay_state_says",
        ),
        Probe(
            "Metadata with a byte-order mark, bad XML or a bad certificate: InvalidInput “Could not parse "
            "metadata”",
            "AWS facts 2.2",
            "test_aws_saml_providers.py::test_unusable_metadata_is_refused",
            "test_aws_saml_providers.py::test_good_metadata_becomes_a_provider",
        ),
        Probe(
            "The response is older than five minutes: ExpiredTokenException “Token must be redeemed within "
            "5 minutes of issuance”",
            "AWS facts 2.2",
            "test_aws_assume_role_with_saml.py::test_a_response_older_than_five_minutes_is_refused",
            "test_aws_assume_role_with_saml.py::test_a_response_just_under_five_minutes_old_is_good",
        ),
        Probe(
            "The response's own end has come: ExpiredTokenException “Response has expired”",
            "AWS facts 2.1 Freshness",
            "test_aws_assume_role_with_saml.py::test_a_response_whose_own_end_has_come_is_refused",
            "test_aws_assume_role_with_saml.py::test_a_response_just_under_five_minutes_old_is_good",
        ),
        Probe(
            "A private key that is none: InvalidInput “Invalid private key.”",
            "AWS facts 2.2",
            "test_aws_saml_encryption.py::test_a_key_that_is_none_is_refused",
            "test_aws_saml_encryption.py::test_a_key_makes_encryption_possible",
        ),
        Probe(
            "The last private key while encryption is required: InvalidInput “Failed to remove private key.”",
            "AWS facts 2.2",
            "test_aws_saml_encryption.py::test_the_last_key_stays_while_encryption_is_required",
            "test_aws_saml_encryption.py::test_the_last_key_stays_while_encryption_is_required",
        ),
        Probe(
            "A private key that is not there: InvalidInput “Failed to remove private key because the Key "
            "ID does not match a private key.”",
            "AWS facts 2.2",
            "test_aws_saml_encryption.py::test_keys_are_added_and_removed_one_by_one",
            "test_aws_saml_encryption.py::test_keys_are_added_and_removed_one_by_one",
        ),
        Probe(
            "A private key added and one removed at once: InvalidInput “Unable to add and remove private "
            "keys in the same request.”",
            "AWS facts 2.2",
            "test_aws_saml_encryption.py::test_keys_are_added_and_removed_one_by_one",
            "test_aws_saml_encryption.py::test_keys_are_added_and_removed_one_by_one",
        ),
        Probe(
            "An update of nothing: InvalidInput “Unable to update identity provider. No updates are "
            "defined for metadata or encryption assertion.”",
            "AWS facts 2.2",
            "test_aws_saml_encryption.py::test_an_update_of_nothing_is_refused",
            "test_aws_saml_providers.py::test_an_update_replaces_the_certificate_and_keeps_the_provider",
        ),
        Probe(
            "Encryption required without a private key: InvalidInput “Unable to set assertion encryption "
            "mode to Required because no private key is provided.”",
            "AWS facts 2.2",
            "test_aws_saml_encryption.py::test_encryption_cannot_be_required_without_a_key",
            "test_aws_saml_encryption.py::test_a_key_makes_encryption_possible",
        ),
        Probe(
            "A third private key: LimitExceeded “Private key limit of … is reached.”",
            "AWS facts 2.2",
            "test_aws_saml_encryption.py::test_a_third_key_is_refused",
            "test_aws_saml_encryption.py::test_a_key_makes_encryption_possible",
        ),
        Probe(
            "STS is switched off in the region: RegionDisabledException “STS is not activated in this "
            "region for account:”",
            "AWS facts 2.2",
            "test_aws_pages.py::test_a_region_whose_sts_is_switched_off_takes_nobody",
            "test_aws_pages.py::test_a_region_whose_sts_is_switched_off_takes_nobody",
        ),
        Probe(
            "The trusted provider is unknown or has not spread: MalformedPolicyDocument “Invalid principal "
            "in policy:”",
            "AWS facts 2.2",
            "test_aws_roles.py::test_the_trusted_provider_must_exist",
            "test_aws_roles.py::test_a_provider_made_a_moment_ago_is_no_principal_yet",
        ),
        Probe(
            "Connect has no user with exactly that name: UserNotOnboarded “has been authenticated, but has "
            "not been onboarded to this application”",
            "AWS facts 2.2",
            "test_aws_pages.py::test_a_name_in_other_letter_case_is_not_onboarded",
            "test_aws_pages.py::test_a_good_response_ends_where_the_relay_state_says",
        ),
        Probe(
            "The role may not get a token for the instance: AccessDeniedException “Please contact your AWS "
            "account administrator”",
            "AWS facts 2.2",
            "test_aws_pages.py::test_a_policy_for_another_instance_is_access_denied",
            "test_aws_pages.py::test_a_good_response_ends_where_the_relay_state_says",
        ),
        Probe(
            "The instance was opened directly, or twelve hours are over: SessionExpired “Session expired”",
            "AWS facts 2.2",
            "test_aws_pages.py::test_the_instance_opened_directly_says_session_expired",
            "test_aws_pages.py::test_who_signed_in_can_come_back_until_twelve_hours_are_over",
        ),
        Probe(
            "A second instance in another region (Global Resiliency) is not simulated: NotSimulated",
            "AWS facts 2.2",
            "test_aws_permissions.py::test_what_is_not_simulated_says_so",
            "test_aws_connect.py::test_the_seeded_instances_are_there",
        ),
        Probe(
            "Identity Center's application has a wrong ACS URL: UnknownAcs “An error occurred when we "
            "tried to process your request.”",
            "AWS facts 2.2",
            "test_identity_center_portal.py::test_a_wrong_acs_url_cannot_be_processed",
            "test_identity_center_portal.py::test_olga_reaches_the_agent_workspace",
        ),
        Probe(
            "The relay state names no instance of the region: 404 “404 Not Found”",
            "AWS facts 2.2, 3.1",
            "test_aws_pages.py::test_a_wrong_relay_state_is_not_found",
            "test_aws_pages.py::test_a_good_response_ends_where_the_relay_state_says",
        ),
        Probe(
            "The relay state is empty, and people land in the console: SignedOut “You are not signed in to "
            "the console.”",
            "AWS facts 2.2",
            "test_aws_pages.py::test_the_federation_page_needs_a_console_session",
            "test_aws_pages.py::test_without_relay_state_people_land_in_the_console",
        ),
        Probe(
            "A destination on another site is not approved: UnapprovedOrigin",
            "AWS facts 3.1",
            "test_aws_pages.py::test_a_destination_on_another_site_must_be_approved",
            "test_aws_pages.py::test_an_approved_site_is_where_people_end",
        ),
        Probe(
            "What is no response at all: InvalidIdentityToken “Invalid base64 SAMLResponse”",
            "AWS facts 2.1",
            "test_aws_assume_role_with_saml.py::test_what_is_no_response_is_refused",
            "test_aws_assume_role_with_saml.py::test_a_fitting_response_gets_the_role",
        ),
    ),
}
