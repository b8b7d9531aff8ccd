"""Misbehaviour on request: what the sandbox refuses, and what it accepts."""

from tests.sandbox.probes.probe import Probe

SUBJECTS = {
    "Before any effect": (
        Probe(
            "AWS refuses for want of permission, with deny: AccessDenied “is not authorized to perform”",
            "Issue 3, point 3",
            "test_aws_permissions.py::test_planned_faults_are_met_once_and_have_no_effect",
            "test_aws_permissions.py::test_planned_faults_are_met_once_and_have_no_effect",
        ),
        Probe(
            "AWS fails, with fail: ServiceFailure “The request processing has failed because of an unknown "
            "error.”",
            "Issue 3, point 3",
            "test_misbehaviour.py::test_a_refused_call_has_no_effect",
            "test_misbehaviour.py::test_the_call_after_a_refused_one_goes_well",
        ),
        Probe(
            "Graph refuses, throttles or fails before any effect: Authorization_RequestDenied "
            "“Insufficient privileges to complete the operation.”",
            "Issue 3, point 3",
            "test_entra_graph.py::test_a_planned_fault_has_no_effect",
            "test_entra_graph.py::test_a_planned_fault_has_no_effect",
        ),
        Probe(
            "The connection is closed before any effect, with cut: ConnectionClosedError",
            "Issue 3, point 3",
            "test_misbehaviour.py::test_a_connection_is_cut_before_the_effect",
            "test_misbehaviour.py::test_the_call_after_a_refused_one_goes_well",
        ),
        Probe(
            "The token endpoint misbehaves too: 429 “There are too many requests.”",
            "Issue 3, point 3",
            "test_entra_tokens.py::test_the_token_endpoint_misbehaves_on_request",
            "test_entra_tokens.py::test_the_token_endpoint_misbehaves_on_request",
        ),
    ),
    "After the effect": (
        Probe(
            "The connection is closed after the effect, with drop: ConnectionClosedError",
            "Issue 3, point 3",
            "test_misbehaviour.py::test_a_connection_is_dropped_after_the_effect",
            "test_misbehaviour.py::test_the_https_port_drops_connections_too",
        ),
        Probe(
            "Graph takes effect and answers 404, 500 or 504, with lose: 404 “does not exist or one of its "
            "queried reference-property objects are not present.”",
            "Issue 3, point 3",
            "test_misbehaviour.py::test_graph_makes_an_application_and_answers_otherwise",
            "test_entra_applications.py::test_making_it_twice_makes_two",
        ),
        Probe(
            "AWS takes effect and answers 404, 500 or 504, with lose: 504 “The service is unavailable. "
            "Please try again.”",
            "Issue 3, point 3",
            "test_misbehaviour.py::test_aws_makes_a_role_and_answers_otherwise",
            "test_misbehaviour.py::test_a_refusal_is_not_made_better_by_losing_it",
        ),
        Probe(
            "Half an answer arrives, with truncate: ResponseParserError",
            "Issue 3, point 3",
            "test_misbehaviour.py::test_half_an_answer_arrives",
            "test_misbehaviour.py::test_the_call_after_a_refused_one_goes_well",
        ),
        Probe(
            "Half of Graph's answer arrives, with truncate: RemoteProtocolError",
            "Issue 3, point 3",
            "test_misbehaviour.py::test_half_of_graphs_answer_arrives",
            "test_entra_applications.py::test_making_it_twice_makes_two",
        ),
    ),
    "Late": (
        Probe(
            "An answer is later than a client's patience, with delay: ReadTimeoutError",
            "Issue 3, point 3",
            "test_misbehaviour.py::test_an_answer_later_than_the_clients_patience_has_its_effect",
            "test_misbehaviour.py::test_only_late_is_still_an_answer",
        ),
        Probe(
            "Graph says how long to wait, with throttle: TooManyRequests “Please retry again later.”",
            "Issue 3, point 3; Graph facts 3.7",
            "test_misbehaviour.py::test_graph_says_how_long_to_wait",
            "test_steering.py::test_a_fault_is_planned_met_and_gone",
        ),
        Probe(
            "AWS says how long to wait, with throttle: Throttling “Rate exceeded”",
            "Issue 3, point 3; AWS facts 7",
            "test_misbehaviour.py::test_aws_says_how_long_to_wait",
            "test_misbehaviour.py::test_boto3_waits_and_asks_again_by_itself",
        ),
        Probe(
            "Connect takes two calls a second, five at once: TooManyRequestsException “Rate exceeded”",
            "AWS facts 1.6",
            "test_misbehaviour.py::test_connect_keeps_to_its_calls_a_second",
            "test_misbehaviour.py::test_connect_keeps_to_its_calls_a_second",
        ),
    ),
    "Not everywhere at once": (
        Probe(
            "A new role is not found at first, with lag: NoSuchEntity “The role with name … cannot be found.”",
            "Issue 3, point 3",
            "test_misbehaviour.py::test_a_new_role_is_not_found_at_first",
            "test_replication.py::test_after_the_delay_everybody_sees_the_same",
        ),
        Probe(
            "A new application is not found at first, with lag: 404 “does not exist or one of its queried "
            "reference-property objects are not present.”",
            "Issue 3, point 3",
            "test_misbehaviour.py::test_a_new_application_is_not_found_at_first",
            "test_replication.py::test_after_the_delay_everybody_sees_the_same",
        ),
        Probe(
            "A deleted object is still shown, with lag: NoSuchEntity “The role with name … cannot be found.”",
            "Issue 3, point 3",
            "test_misbehaviour.py::test_a_deleted_role_is_still_found_for_a_while",
            "test_misbehaviour.py::test_a_deleted_application_is_still_found_for_a_while",
        ),
    ),
    "Which call": (
        Probe(
            "A fault begins with the call it was planned for, for so many calls: 500 “An internal server "
            "error occurred.”",
            "Issue 3, point 3",
            "test_misbehaviour.py::test_a_fault_begins_with_the_call_it_was_planned_for",
            "test_steering.py::test_what_is_planned_can_be_forgotten",
        ),
        Probe(
            "A fault is planned for the nth call of all: ServiceFailure “The request processing has failed "
            "because of an unknown error.”",
            "Issue 3, point 3",
            "test_misbehaviour.py::test_a_fault_is_planned_for_the_nth_call_of_all",
            "test_misbehaviour.py::test_a_fault_is_planned_for_the_nth_call_of_all",
        ),
        Probe(
            "A share of the calls meets a fault, and a seed repeats it: 500 “An internal server error "
            "occurred.”",
            "Issue 3, point 3",
            "test_misbehaviour.py::test_a_share_of_the_calls_meets_a_fault",
            "test_misbehaviour.py::test_the_same_seed_misbehaves_the_same",
        ),
        Probe(
            "A fault that cannot be read is told: 400 “Expected fault: one of”",
            "Issue 3, point 3",
            "test_steering.py::test_a_fault_that_cannot_be_read_is_told",
            "test_steering.py::test_a_fault_is_planned_met_and_gone",
        ),
    ),
}
