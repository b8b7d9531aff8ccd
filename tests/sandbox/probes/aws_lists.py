"""Paging, tags and names of AWS: what the sandbox refuses, and what it accepts."""

from tests.sandbox.probes.probe import Probe

SUBJECTS = {
    "Paging": (
        Probe(
            "A page of Connect instances holds ten at most: InvalidRequestException “at 'maxResults' "
            "failed to satisfy constraint”",
            "AWS facts 1.1",
            "test_aws_connect.py::test_a_page_of_instances_holds_ten_at_most",
            "test_aws_connect.py::test_instances_come_in_pages",
        ),
        Probe(
            "A Marker IAM did not give is refused: ValidationError “The pagination token is not valid.”",
            "AWS facts 1.1",
            "test_aws_limits.py::test_a_marker_nobody_gave_is_refused",
            "test_aws_roles.py::test_roles_are_listed_in_pages_and_by_path",
        ),
        Probe(
            "A NextToken Connect did not give is refused: InvalidRequestException “The pagination token is "
            "not valid.”",
            "AWS facts 1.6",
            "test_aws_limits.py::test_a_token_nobody_gave_is_refused",
            "test_aws_connect_details.py::test_what_is_found_comes_in_pages",
        ),
        Probe(
            "A size of a page is a number: MalformedInput “Could not read … as a number.”",
            "AWS facts 1.1",
            "test_aws_odd_input.py::test_what_is_no_number_is_refused",
            "test_aws_odd_input.py::test_a_number_is_taken",
        ),
    ),
    "Tags": (
        Probe(
            "A resource of IAM has fifty tags at most: LimitExceeded “The number of tags has reached the "
            "maximum limit of …”",
            "AWS facts 1.3",
            "test_aws_limits.py::test_fifty_tags_are_kept_and_one_more_is_refused",
            "test_aws_limits.py::test_fifty_tags_are_kept_and_one_more_is_refused",
        ),
        Probe(
            "A resource of Connect has fifty tags at most: InvalidRequestException “A resource can have … "
            "tags at most”",
            "AWS facts 1.2",
            "test_aws_connect_details.py::test_more_than_fifty_tags_are_refused",
            "test_aws_connect_details.py::test_tags_of_users_come_and_go",
        ),
        Probe(
            "Keys that differ in letter case only are one key: InvalidInput “Duplicate tag keys found. "
            "Please note that Tag keys are case insensitive.”",
            "AWS facts 1.3",
            "test_aws_roles.py::test_the_same_tag_twice_is_refused",
            "test_aws_roles.py::test_tags_are_merged",
        ),
        Probe(
            "Keys with AWS's own prefix are refused: InvalidInput “aws: prefixed tag key names are not "
            "allowed for external use.”",
            "AWS facts 1.3",
            "test_aws_limits.py::test_tags_that_look_like_those_of_aws_are_refused",
            "test_aws_users.py::test_tags_of_a_user_come_and_go",
        ),
        Probe(
            "Tagging something new needs the permission to tag: AccessDenied “is not authorized to perform”",
            "AWS facts 5",
            "test_aws_permissions.py::test_tags_on_something_new_need_the_tagging_permission",
            "test_aws_saml_providers.py::test_good_metadata_becomes_a_provider",
        ),
    ),
    "ClientToken and making an instance": (
        Probe(
            "A ClientToken stands for one request only: InvalidRequestException “The ClientToken was used "
            "with other parameters before”",
            "AWS facts 1.2",
            "test_aws_connect_creation.py::test_the_same_client_token_for_another_instance_is_refused",
            "test_aws_connect_creation.py::test_the_same_client_token_gives_the_same_instance",
        ),
        Probe(
            "An instance in the making has no profiles yet: ResourceNotFoundException “not found”",
            "AWS facts 1.2",
            "test_aws_connect_creation.py::test_a_new_instance_takes_its_time",
            "test_aws_connect_creation.py::test_a_new_instance_brings_its_profiles",
        ),
        Probe(
            "An instance in the making cannot be deleted: InvalidRequestException “The instance is still "
            "being created”",
            "AWS facts 1.2",
            "test_aws_connect_creation.py::test_an_instance_in_the_making_cannot_be_deleted",
            "test_aws_connect_creation.py::test_a_deleted_instance_takes_everything_with_it",
        ),
        Probe(
            "A creation can fail, says why, and is forgotten after a day: CREATION_FAILED",
            "AWS facts 1.2",
            "test_aws_connect_creation.py::test_a_creation_can_fail_and_says_why_for_a_day",
            "test_aws_connect_creation.py::test_a_failed_instance_takes_neither_name_nor_room",
        ),
        Probe(
            "An alias has 45 letters at most, does not begin with d-, and has no odd signs: "
            "InvalidRequestException “at '…' failed to satisfy constraint”",
            "AWS facts 1.2",
            "test_aws_connect_creation.py::test_an_instance_aws_would_not_make_is_refused",
            "test_aws_limits.py::test_the_longest_names_are_taken",
        ),
        Probe(
            "An alias is taken whatever its letter case: InvalidRequestException “is already in use”",
            "AWS facts 1.2",
            "test_aws_connect_creation.py::test_an_instance_aws_would_not_make_is_refused",
            "test_aws_connect_creation.py::test_a_failed_instance_takes_neither_name_nor_room",
        ),
        Probe(
            "Connect is not in every region: UnknownEndpoint “Amazon Connect has no endpoint in”",
            "AWS facts 3.2",
            "test_aws_connect.py::test_a_region_without_connect_has_no_endpoint",
            "test_aws_connect.py::test_the_seeded_instances_are_there",
        ),
        Probe(
            "An instance is known in its region only: ResourceNotFoundException “Instance not found”",
            "AWS facts 1.1",
            "test_aws_connect.py::test_an_instance_lives_in_its_region_only",
            "test_aws_connect.py::test_the_seeded_instances_are_there",
        ),
    ),
    "Names": (
        Probe(
            "A role's name has 64 signs at most, of the pattern: ValidationError “Member must satisfy "
            "regular expression pattern:”",
            "AWS facts 1.4",
            "test_aws_roles.py::test_what_the_model_forbids_is_refused",
            "test_aws_limits.py::test_the_longest_names_are_taken",
        ),
        Probe(
            "A role's sessions last from an hour to twelve: ValidationError “Member must have … greater "
            "than or equal to”",
            "AWS facts 1.4",
            "test_aws_roles.py::test_minima_are_checked_even_if_the_sdk_does_not",
            "test_aws_limits.py::test_the_longest_session_of_a_role_is_twelve_hours",
        ),
        Probe(
            "A user's name has 64 signs at most, of the pattern: ValidationError “at '…' failed to satisfy "
            "constraint”",
            "AWS facts 1.5",
            "test_aws_users.py::test_a_name_the_model_forbids_is_refused",
            "test_aws_limits.py::test_the_longest_names_are_taken",
        ),
        Probe(
            "A provider's name knows no + = , @ and no blanks: ValidationError “Member must satisfy "
            "regular expression pattern:”",
            "AWS facts 1.3",
            "test_aws_saml_providers.py::test_a_bad_name_is_refused",
            "test_aws_limits.py::test_the_longest_names_are_taken",
        ),
        Probe(
            "A role is found by its exact name only: NoSuchEntity “The role with name … cannot be found.”",
            "AWS facts 1.4",
            "test_aws_roles.py::test_a_role_is_found_by_its_exact_name_only",
            "test_aws_roles.py::test_a_role_comes_back_as_it_was_made",
        ),
    ),
    "Duplicates": (
        Probe(
            "A role's name is taken whatever its letter case: EntityAlreadyExists “Role with name … "
            "already exists.”",
            "AWS facts 1.4",
            "test_aws_roles.py::test_names_are_unique_without_regard_to_letter_case",
            "test_aws_roles.py::test_a_role_comes_back_as_it_was_made",
        ),
        Probe(
            "A user's name is taken whatever its letter case: EntityAlreadyExists “User with name … "
            "already exists.”",
            "AWS facts 1.5",
            "test_aws_users.py::test_a_name_is_taken_whatever_its_letter_case",
            "test_aws_users.py::test_a_user_comes_back_as_made",
        ),
        Probe(
            "A provider's name is taken once: EntityAlreadyExists “Provider with name … already exists.”",
            "AWS facts 1.3",
            "test_aws_saml_providers.py::test_a_name_is_taken_once",
            "test_aws_saml_providers.py::test_good_metadata_becomes_a_provider",
        ),
        Probe(
            "A managed policy's name is taken once: EntityAlreadyExists “A policy called … already exists. "
            "Duplicate names are not allowed.”",
            "AWS facts 1.4",
            "test_aws_managed_policies.py::test_a_name_is_taken_once",
            "test_aws_managed_policies.py::test_a_policy_comes_back_with_its_document",
        ),
        Probe(
            "A Connect user's name is taken in the same letter case only: DuplicateResourceException “A "
            "user with this username already exists”",
            "AWS facts 1.6",
            "test_aws_connect.py::test_the_same_name_twice_is_refused_but_letter_case_counts",
            "test_aws_connect.py::test_the_same_name_twice_is_refused_but_letter_case_counts",
        ),
        Probe(
            "An origin is approved once: ResourceConflictException “The origin is already approved”",
            "AWS facts 3.1",
            "test_aws_connect_details.py::test_origins_are_approved_once_and_listed",
            "test_aws_connect_details.py::test_origins_are_approved_once_and_listed",
        ),
    ),
}
