"""Users of Amazon Connect: what the sandbox refuses, and what it accepts."""

from tests.sandbox.probes.probe import Probe

SUBJECTS = {
    "Connect's user names": (
        Probe(
            "A name on a SAML instance has 64 signs at most, of a-z A-Z 0-9 _ - . \\ @: "
            "InvalidParameterException “Invalid username. Allowed characters are a-z A-Z 0-9 _ - . \\ @”",
            "AWS facts 1.6",
            "test_aws_connect.py::test_a_name_connect_cannot_keep_is_refused",
            "test_aws_limits.py::test_a_name_connect_can_keep_is_taken",
        ),
        Probe(
            "An @ in a name must be that of a whole address: InvalidParameterException “Invalid username. "
            "Username can include @ only if used in an email format”",
            "AWS facts 1.6",
            "test_aws_connect.py::test_a_name_connect_cannot_keep_is_refused",
            "test_aws_limits.py::test_a_name_connect_can_keep_is_taken",
        ),
        Probe(
            "First and last name are required, in Unicode's form C: InvalidParameterException “must be in "
            "Unicode normalization form C”",
            "AWS facts 1.6",
            "test_aws_connect.py::test_a_user_that_does_not_fit_the_instance_is_refused",
            "test_aws_connect.py::test_a_user_comes_back_as_made",
        ),
        Probe(
            "On a SAML instance a user has no mail address: InvalidRequestException “Email is not required "
            "for this directory type”",
            "AWS facts 1.6",
            "test_aws_connect.py::test_a_user_that_does_not_fit_the_instance_is_refused",
            "test_aws_connect.py::test_a_user_comes_back_as_made",
        ),
        Probe(
            "On a SAML instance a user has no password: InvalidRequestException “Password is not required "
            "for this directory type”",
            "AWS facts 1.6",
            "test_aws_connect.py::test_a_password_on_a_saml_instance_is_refused",
            "test_aws_connect.py::test_a_user_comes_back_as_made",
        ),
        Probe(
            "Elsewhere a user has a password: InvalidRequestException “Password is required for this "
            "directory type”",
            "AWS facts 1.6",
            "test_aws_connect_details.py::test_where_connect_signs_people_in_a_user_needs_a_password",
            "test_aws_connect_details.py::test_where_connect_signs_people_in_a_user_needs_a_password",
        ),
        Probe(
            "A user is found by the name in the very letter case: UserNotFoundException “not found”",
            "AWS facts 1.6, 3.4",
            "test_aws_connect.py::test_a_name_in_other_letter_case_is_no_user",
            "test_aws_connect.py::test_the_session_of_a_user_gets_that_users_token",
        ),
    ),
    "Connect's profiles": (
        Probe(
            "A user's security profiles are those of the instance: InvalidParameterException “Invalid … id”",
            "AWS facts 1.6",
            "test_aws_connect.py::test_profiles_of_another_instance_do_not_count",
            "test_aws_connect.py::test_a_users_name_and_profiles_can_be_changed",
        ),
        Probe(
            "A user's routing profile is one of the instance: InvalidParameterException “Invalid … id”",
            "AWS facts 1.6",
            "test_aws_connect.py::test_a_user_that_does_not_fit_the_instance_is_refused",
            "test_aws_connect_details.py::test_profiles_are_described_one_by_one",
        ),
        Probe(
            "A profile that is not there is not found: ResourceNotFoundException “not found”",
            "AWS facts 1.6",
            "test_aws_connect_details.py::test_profiles_are_described_one_by_one",
            "test_aws_connect_details.py::test_profiles_are_described_one_by_one",
        ),
    ),
    "Connect's federation token": (
        Probe(
            "The role's policy must name the instance: AccessDeniedException “is not authorized to perform”",
            "AWS facts 1.4",
            "test_aws_connect.py::test_a_policy_for_something_else_gives_no_token",
            "test_aws_connect.py::test_the_documented_condition_on_the_instance_id_works_too",
        ),
        Probe(
            "An instance that manages its users itself takes nobody: InvalidRequestException “Instance "
            "does not use SAML 2.0-based authentication”",
            "AWS facts 3.4",
            "test_aws_connect.py::test_an_instance_without_saml_takes_nobody",
            "test_aws_connect.py::test_the_session_of_a_user_gets_that_users_token",
        ),
        Probe(
            "Root gets no token: InvalidRequestException “cannot be used for federation with Amazon Connect”",
            "AWS facts 1.1",
            "test_aws_connect.py::test_root_cannot_be_used_for_federation",
            "test_aws_connect.py::test_the_session_of_a_user_gets_that_users_token",
        ),
        Probe(
            "A role made anew has another id, and old sessions end: AccessDeniedException “is not "
            "authorized to perform”",
            "AWS facts 1.8",
            "test_aws_connect.py::test_a_role_made_anew_does_not_revive_old_sessions",
            "test_aws_connect.py::test_the_session_of_a_user_gets_that_users_token",
        ),
    ),
}
