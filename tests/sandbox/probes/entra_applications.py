"""Applications of Entra: what the sandbox refuses, and what it accepts."""

from tests.sandbox.probes.probe import Probe

SUBJECTS = {
    "App kinds": (
        Probe(
            "A template or object must exist: Request_ResourceNotFound “does not exist or one of its "
            "queried reference-property objects are not present.”",
            "Graph facts 6",
            "test_entra_applications.py::test_an_unknown_template_or_object_is_not_found_in_graphs_words",
            "test_entra_applications.py::test_a_template_makes_application_and_service_principal",
        ),
        Probe(
            "Only the gallery application has a synchronization template for AWS: TemplateNotFound "
            "“Unknown template”",
            "Graph facts 1.a",
            "test_entra_synchronization.py::test_a_template_of_another_application_makes_no_job",
            ""
            "test_entra_synchronization.py::test_the_gallery_application_brings_the_aws_template_and_the_custom_one_none",
        ),
        Probe(
            "A new application is not readable at once: Request_ResourceNotFound “does not exist or one of "
            "its queried reference-property objects are not present.”",
            "Graph facts 3.1",
            "test_entra_replication.py::test_a_fresh_object_can_neither_be_read_nor_changed_for_a_while",
            "test_entra_replication.py::test_a_fresh_object_can_neither_be_read_nor_changed_for_a_while",
        ),
        Probe(
            "A deleted application can be restored for thirty days: 404",
            "Graph facts 1.c",
            "test_entra_deleted_items.py::test_after_thirty_days_nothing_comes_back",
            "test_entra_deleted_items.py::test_a_restored_application_lets_people_in_but_without_its_policy",
        ),
        Probe(
            "A purged application is gone: Request_ResourceNotFound",
            "Graph facts 1.c",
            "test_entra_deleted_items.py::test_a_purged_application_is_gone_with_its_service_principal",
            "test_entra_deleted_items.py::test_a_deleted_application_and_its_service_principal_are_listed",
        ),
    ),
    "Identifiers": (
        Probe(
            "An identifier belongs to one application of the tenant: ObjectConflict “Another object with "
            "the same value for property identifierUris already exists.”",
            "Graph facts 3.4",
            "test_entra_applications.py::test_an_identifier_belongs_to_one_application",
            "test_entra_applications.py::test_an_identifier_belongs_to_one_application",
        ),
        Probe(
            "Identifiers without the tenant in them are for SAML applications: Request_BadRequest “Failed "
            "to add identifier URI”",
            "Graph facts 3.3",
            "test_entra_applications.py::test_the_identifier_is_refused_before_the_application_is_a_saml_one",
            "test_entra_applications.py::test_an_application_is_found_by_identifier_app_id_and_key",
        ),
        Probe(
            "That it is a SAML application is not known everywhere at once: Request_BadRequest “Failed to "
            "add identifier URI”",
            "Graph facts 3.3",
            "test_entra_applications.py::test_that_it_is_a_saml_application_is_not_known_everywhere_at_once",
            "test_entra_applications.py::test_that_it_is_a_saml_application_is_not_known_everywhere_at_once",
        ),
        Probe(
            "A tenant may exempt nobody: Request_BadRequest “Failed to add identifier URI”",
            "Graph facts 3.3",
            "test_entra_applications.py::test_a_tenant_may_exempt_nobody_or_only_those_made_before",
            "test_entra_applications.py::test_a_tenant_may_exempt_nobody_or_only_those_made_before",
        ),
        Probe(
            "A tenant may insist on default identifiers: Request_BadRequest “must comply with the format”",
            "Graph facts 3.3",
            "test_entra_applications.py::test_a_tenant_may_insist_on_default_identifiers",
            "test_entra_applications.py::test_a_tenant_may_insist_on_default_identifiers",
        ),
        Probe(
            "An identifier is an address that does not end with a slash: Request_BadRequest “Invalid value "
            "specified for property”",
            "Graph facts 3.3",
            "test_entra_applications.py::test_a_malformed_identifier_is_refused",
            "test_entra_applications.py::test_an_application_is_found_by_identifier_app_id_and_key",
        ),
        Probe(
            "A reply URL is https: Request_BadRequest “Invalid value specified for property”",
            "Graph facts 1.b",
            "test_entra_applications.py::test_a_reply_url_in_plain_http_is_refused",
            "test_entra_applications.py::test_the_service_principal_takes_over_from_the_application",
        ),
    ),
    "App role values": (
        Probe(
            "A value has 120 characters at most, no blank, no dot in front: Request_BadRequest “Invalid "
            "value specified for property”",
            "Graph facts 3.6",
            "test_entra_applications.py::test_a_role_value_has_limits",
            "test_entra_applications.py::test_a_role_value_of_120_characters_is_the_longest",
        ),
        Probe(
            "Roles have ids and values of their own: DuplicateValue “Request contains a property with "
            "duplicate values.”",
            "Graph facts 3.6",
            "test_entra_applications.py::test_roles_have_ids_and_values_of_their_own",
            "test_entra_sign_in.py::test_a_person_with_two_roles_sends_both",
        ),
        Probe(
            "A role is complete: Request_BadRequest “A value is required for property”",
            "Graph facts 3.6",
            "test_entra_applications.py::test_a_role_must_be_complete",
            "test_entra_applications.py::test_the_service_principal_takes_over_from_the_application",
        ),
        Probe(
            "Roles are written on the application, not on the service principal: Request_BadRequest",
            "Graph facts 0.2",
            "test_entra_principals.py::test_a_service_principal_refuses_what_it_cannot_hold",
            "test_entra_applications.py::test_the_service_principal_takes_over_from_the_application",
        ),
    ),
    "PATCH replaces": (
        Probe(
            "An enabled role cannot be left out: CannotDeleteOrUpdateEnabledEntitlement “Permission (scope "
            "or role) cannot be deleted or updated unless disabled first.”",
            "Graph facts 1.b, 1.c",
            "test_entra_lists.py::test_a_list_of_only_the_new_role_leaves_the_others_out",
            "test_entra_applications.py::test_an_enabled_role_cannot_be_left_out",
        ),
        Probe(
            "An enabled role is disabled before it is changed: CannotDeleteOrUpdateEnabledEntitlement "
            "“Permission (scope or role) cannot be deleted or updated unless disabled first.”",
            "Graph facts 1.c",
            "test_entra_applications.py::test_an_enabled_role_is_disabled_before_it_is_changed",
            "test_entra_applications.py::test_an_enabled_role_is_disabled_before_it_is_changed",
        ),
        Probe(
            "A patched list replaces the one before, and an unknown property is refused: "
            "Request_BadRequest “Invalid property”",
            "Graph facts 5",
            "test_entra_applications.py::test_what_cannot_be_changed_is_refused",
            "test_entra_lists.py::test_a_patched_list_replaces_the_one_before",
        ),
        Probe(
            "A refused PATCH changes nothing: 400",
            "Graph facts 5",
            "test_entra_applications.py::test_a_refused_change_changes_nothing",
            "test_entra_lists.py::test_what_a_patch_does_not_name_stays",
        ),
        Probe(
            "A misspelt name in a body is refused: Request_BadRequest “Invalid property”",
            "Graph facts 5",
            "test_entra_bodies.py::test_a_misspelt_name_is_refused",
            "test_entra_bodies.py::test_a_name_spelt_as_documented_is_taken",
        ),
    ),
    "Keys": (
        Probe(
            "A certificate only comes with $select",
            "Graph facts 3.5",
            "test_entra_principals.py::test_the_certificate_itself_only_comes_when_asked_for",
            "test_entra_principals.py::test_a_certificate_is_real_and_comes_as_sign_and_verify",
        ),
        Probe(
            "A certificate lasts three years at most: Request_BadRequest “Invalid value specified for "
            "property”",
            "Graph facts 3.5",
            "test_entra_principals.py::test_a_certificate_lasts_three_years_at_most",
            "test_entra_principals.py::test_a_certificate_lasts_three_years_at_most",
        ),
        Probe(
            "A certificate's name begins with CN=: Request_BadRequest “Invalid value specified for property”",
            "Graph facts 3.5",
            "test_entra_principals.py::test_the_name_of_a_certificate_begins_with_cn",
            "test_entra_principals.py::test_a_certificate_is_real_and_comes_as_sign_and_verify",
        ),
        Probe(
            "Only an own certificate can be activated: Request_BadRequest “Invalid value specified for "
            "property”",
            "Graph facts 1.a",
            "test_entra_principals.py::test_only_a_known_certificate_can_be_activated",
            "test_entra_sign_in.py::test_only_the_active_certificate_signs",
        ),
        Probe(
            "A fresh certificate cannot be made active yet: Request_BadRequest",
            "Graph facts 3.1",
            "test_entra_replication.py::test_a_fresh_certificate_cannot_be_made_active_yet",
            "test_entra_replication.py::test_a_fresh_certificate_cannot_be_made_active_yet",
        ),
        Probe(
            "A key of one's own cannot be patched in: Request_BadRequest “New password credentials must be "
            "generated using service actions.”",
            "Graph facts 1.c",
            "test_entra_principals.py::test_a_key_of_ones_own_cannot_be_patched_in",
            "test_entra_principals.py::test_a_certificate_is_removed_by_leaving_it_out",
        ),
    ),
    "Metadata": (
        Probe(
            "Metadata is that of a known application and tenant: AADSTS700016 “was not found in the directory”",
            "Graph facts 1.a",
            "test_entra_metadata.py::test_an_unknown_application_or_tenant_has_none",
            "test_entra_metadata.py::test_it_carries_all_certificates_of_the_application_and_no_other",
        ),
        Probe(
            "Two downloads differ in bytes that mean nothing, and only what is signed holds: InvalidSignature",
            "Graph facts 1.a",
            "test_entra_metadata.py::test_the_document_is_signed_with_the_active_key",
            "test_entra_metadata.py::test_two_downloads_differ_in_bytes_that_mean_nothing",
        ),
    ),
    "Claims policies": (
        Probe(
            "A policy's keys are case-sensitive, its sources and claim types allowed: Request_BadRequest "
            "“Property has an invalid value.”",
            "Graph facts 1.b, 3.2",
            "test_entra_principals.py::test_a_claims_policy_with_a_wrong_key_or_value_is_refused",
            "test_entra_principals.py::test_a_claims_policy_is_attached_listed_and_detached",
        ),
        Probe(
            "A service principal has one policy, once: Request_BadRequest “One or more added object "
            "references already exist”",
            "Graph facts 3.2",
            "test_entra_principals.py::test_a_service_principal_has_one_policy_and_only_once",
            "test_entra_principals.py::test_a_claims_policy_is_attached_listed_and_detached",
        ),
        Probe(
            "A fresh policy cannot be attached yet: Request_ResourceNotFound",
            "Graph facts 3.1",
            "test_entra_replication.py::test_a_fresh_policy_cannot_be_attached_yet",
            "test_entra_replication.py::test_a_fresh_policy_cannot_be_attached_yet",
        ),
    ),
}
