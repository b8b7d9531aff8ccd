"""Quotas of AWS, what must be deleted first, and documents: what the sandbox refuses, and what it accepts."""

from tests.sandbox.probes.probe import Probe

SUBJECTS = {
    "Quotas": (
        Probe(
            "A user has two access keys, also if one is inactive: LimitExceeded “Cannot exceed quota for "
            "AccessKeysPerUser:”",
            "AWS facts 1.5",
            "test_aws_users.py::test_a_third_key_is_refused_even_if_one_is_inactive",
            "test_aws_users.py::test_a_third_key_is_refused_even_if_one_is_inactive",
        ),
        Probe(
            "An account has two Connect instances in a region unless AWS allows more: "
            "ServiceQuotaExceededException",
            "AWS facts 1.2",
            "test_aws_connect_creation.py::test_one_instance_too_many_is_refused",
            "test_aws_connect_creation.py::test_a_new_account_has_room_for_two_instances",
        ),
        Probe(
            "Too many creations and deletions lock an account for thirty days: "
            "ServiceQuotaExceededException “Your account has been flagged for an excessive number of "
            "creation and deletion attempts”",
            "AWS facts 1.2",
            "test_aws_connect_creation.py::test_too_many_attempts_lock_the_account_for_thirty_days",
            "test_aws_connect_creation.py::test_too_many_attempts_lock_the_account_for_thirty_days",
        ),
        Probe(
            "An instance has no more users than its quota: LimitExceededException “users per instance is "
            "reached”",
            "AWS facts 1.6",
            "test_aws_connect.py::test_no_more_users_than_the_quota",
            "test_aws_connect.py::test_a_user_comes_back_as_made",
        ),
        Probe(
            "An account has a hundred SAML providers at most: LimitExceeded “Cannot exceed quota for "
            "SAMLProvidersPerAccount:”",
            "AWS facts 1.3",
            "test_aws_saml_providers.py::test_an_account_has_a_hundred_providers_at_most",
            "test_aws_saml_providers.py::test_an_account_has_a_hundred_providers_at_most",
        ),
        Probe(
            "A provider's metadata holds ten certificates at most: LimitExceeded “Cannot exceed quota for "
            "KeysPerSAMLProvider:”",
            "AWS facts 1.3",
            "test_aws_saml_providers.py::test_more_than_ten_certificates_are_refused",
            "test_aws_limits.py::test_ten_certificates_are_taken",
        ),
        Probe(
            "A trust policy has 2048 characters at most: LimitExceeded “Cannot exceed quota for "
            "ACLSizePerRole:”",
            "AWS facts 1.4",
            "test_aws_roles.py::test_a_trust_policy_over_its_quota_is_refused",
            "test_aws_roles.py::test_a_role_comes_back_as_it_was_made",
        ),
        Probe(
            "The inline policies of a role have 10240 characters at most: LimitExceeded “Maximum policy "
            "size of … bytes exceeded for”",
            "AWS facts 1.4",
            "test_aws_roles.py::test_inline_policies_over_their_quota_are_refused",
            "test_aws_roles.py::test_an_inline_policy_comes_back_as_json",
        ),
        Probe(
            "The inline policies of a user have 2048 characters at most: LimitExceeded “Maximum policy "
            "size of … bytes exceeded for”",
            "AWS facts 1.5",
            "test_aws_users.py::test_an_inline_policy_too_many_is_refused",
            "test_aws_users.py::test_an_inline_policy_of_a_user_comes_back",
        ),
        Probe(
            "Ten managed policies are attached at most: LimitExceeded “Cannot exceed quota for”",
            "AWS facts 1.4",
            "test_aws_managed_policies.py::test_an_eleventh_policy_is_refused",
            "test_aws_managed_policies.py::test_what_is_attached_is_listed_and_counted",
        ),
        Probe(
            "A managed policy has five versions at most: LimitExceeded “A managed policy can have up to … "
            "versions.”",
            "AWS facts 1.8",
            "test_aws_managed_policies.py::test_a_sixth_version_is_refused",
            "test_aws_managed_policies.py::test_the_default_version_is_the_one_that_counts",
        ),
    ),
    "What must be deleted first": (
        Probe(
            "A role goes after its inline policies: DeleteConflict “Cannot delete entity, must delete "
            "policies first.”",
            "AWS facts 1.8",
            "test_aws_roles.py::test_a_role_goes_only_after_its_policies",
            "test_aws_roles.py::test_a_role_goes_only_after_its_policies",
        ),
        Probe(
            "A role goes after its attached policies, and they after it lets go: DeleteConflict “Cannot "
            "delete entity, must detach all policies first.”",
            "AWS facts 1.8",
            "test_aws_managed_policies.py::test_an_attached_policy_and_the_role_that_has_it_stay",
            "test_aws_managed_policies.py::test_an_attached_policy_and_the_role_that_has_it_stay",
        ),
        Probe(
            "A user goes after keys and policies: DeleteConflict “Cannot delete entity, must delete access "
            "keys first.”",
            "AWS facts 1.8",
            "test_aws_users.py::test_a_user_goes_only_after_keys_and_policies",
            "test_aws_users.py::test_a_user_goes_only_after_keys_and_policies",
        ),
        Probe(
            "A managed policy goes with one version left: DeleteConflict “This policy has more than one "
            "version.”",
            "AWS facts 1.8",
            "test_aws_managed_policies.py::test_a_policy_goes_only_with_one_version_left",
            "test_aws_managed_policies.py::test_a_policy_goes_only_with_one_version_left",
        ),
        Probe(
            "A boundary must exist, and stays while it is in use: NoSuchEntity “Scope ARN: … does not "
            "exist or is not attachable.”",
            "AWS facts 5",
            "test_aws_managed_policies.py::test_a_boundary_must_exist_and_stays_while_it_is_in_use",
            "test_aws_managed_policies.py::test_a_boundary_limits_what_the_own_policy_allows",
        ),
        Probe(
            "What is not there cannot be deleted: NoSuchEntity “Manifest not found for arn”",
            "AWS facts 1.3",
            "test_aws_saml_providers.py::test_a_missing_provider_is_not_found",
            "test_aws_saml_providers.py::test_deleting_leaves_the_role_that_trusts_it",
        ),
    ),
    "Metadata of a provider": (
        Probe(
            "Metadata is XML of an identity provider, without a byte-order mark, with an id, an address "
            "and a signing certificate: InvalidInput “Could not parse metadata”",
            "AWS facts 1.3",
            "test_aws_saml_providers.py::test_unusable_metadata_is_refused",
            "test_aws_saml_providers.py::test_good_metadata_becomes_a_provider",
        ),
        Probe(
            "A certificate's key has 1024 bits at least: InvalidInput “Could not parse metadata”",
            "AWS facts 1.3",
            "test_aws_saml_providers.py::test_a_key_of_less_than_1024_bits_is_refused",
            "test_aws_saml_providers.py::test_an_expired_certificate_is_taken_as_iam_does",
        ),
        Probe(
            "A certificate says each extension once: InvalidInput “Could not parse metadata”",
            "AWS facts 1.3",
            "test_aws_saml_providers.py::test_an_extension_that_stands_twice_is_refused",
            "test_aws_saml_providers.py::test_good_metadata_becomes_a_provider",
        ),
        Probe(
            "Metadata has 1,000 to 10,000,000 characters: ValidationError “failed to satisfy constraint: "
            "Member must”",
            "AWS facts 1.3",
            "test_aws_saml_providers.py::test_metadata_of_less_than_a_thousand_letters_is_refused",
            "test_aws_saml_providers.py::test_good_metadata_becomes_a_provider",
        ),
        Probe(
            "A bad update of a provider changes nothing: InvalidInput “Could not parse metadata”",
            "AWS facts 1.3",
            "test_aws_saml_providers.py::test_a_bad_update_changes_nothing",
            "test_aws_saml_providers.py::test_an_update_replaces_the_certificate_and_keeps_the_provider",
        ),
    ),
    "Policy documents": (
        Probe(
            "A permission policy is JSON of the right version, names actions and ARNs, and no principal: "
            "MalformedPolicyDocument “Policy document should not specify a principal.”",
            "AWS facts 1.4",
            "test_aws_roles.py::test_a_permission_policy_iam_cannot_read_is_refused",
            "test_aws_roles.py::test_an_inline_policy_comes_back_as_json",
        ),
        Probe(
            "A managed policy has 6144 characters at most: LimitExceeded “Cannot exceed quota for PolicySize:”",
            "AWS facts 6",
            "test_aws_managed_policies.py::test_a_document_iam_cannot_keep_is_refused",
            "test_aws_managed_policies.py::test_a_policy_comes_back_with_its_document",
        ),
    ),
}
