"""Every route of the simulated Graph exists in Microsoft's, and answers as described."""

from collections import Counter
from dataclasses import replace

import pytest

from sandbox.entra.graph_routes import ROUTES
from tests.contract.checker import assert_described
from tests.contract.example import Example
from tests.contract.examples import EXAMPLES
from tests.contract.microsoft import Microsoft, shape
from tests.contract.recorder import Exchange, Recorder
from tests.contract.scope import NOT_IN_THE_SUBSET, NOT_SIMULATED, ONLY_REFUSED
from tests.sandbox.contoso import Contoso

SIMULATED = {f"{route.method} {shape(route.path)}" for route in ROUTES}
UNKNOWN = "00000000-0000-4000-8000-000000000000"

each_route = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.operation)


def described(exchange: Exchange, operation: str) -> Exchange:
    """The exchange as it would be with the twin that the subset has instead."""
    twin = NOT_IN_THE_SUBSET.get(operation)
    if twin is None:
        return exchange
    segments = zip(exchange.path.split("/"), twin.split()[1].split("/"), strict=True)
    return replace(exchange, path="/".join(own if theirs == "{}" else theirs for own, theirs in segments))


def test_every_route_has_one_example() -> None:
    assert Counter(example.operation for example in EXAMPLES) == Counter(SIMULATED)


def test_every_route_exists_in_microsofts_graph(microsoft: Microsoft) -> None:
    known = {operation.name for operation in microsoft.operations}
    assert SIMULATED - known == set(NOT_IN_THE_SUBSET)
    assert set(NOT_IN_THE_SUBSET.values()) <= known


def test_every_operation_of_the_subset_is_simulated_or_left_out_for_a_reason(microsoft: Microsoft) -> None:
    known = {operation.name for operation in microsoft.operations}
    assert known - SIMULATED == set(NOT_SIMULATED)
    assert set(ONLY_REFUSED) <= SIMULATED


@each_route
def test_the_route_answers_as_microsoft_describes(
    contoso: Contoso, ids: dict[str, str], wire: Recorder, microsoft: Microsoft, example: Example
) -> None:
    answer = example.send(contoso, ids)
    assert answer.status_code == 501 if example.operation in ONLY_REFUSED else answer.is_success, answer.text
    exchange = described(wire.exchanges[-1], example.operation)
    assert_described(microsoft, [exchange])
    operation = microsoft.operation(exchange.method, exchange.path)
    assert operation is not None
    assert operation.name == NOT_IN_THE_SUBSET.get(example.operation, example.operation)


@each_route
def test_the_route_refuses_without_a_token_as_microsoft_describes(
    contoso: Contoso, ids: dict[str, str], wire: Recorder, microsoft: Microsoft, example: Example
) -> None:
    answer = example.send(contoso, ids, token="")
    assert answer.status_code == 401
    assert_described(microsoft, [described(wire.exchanges[-1], example.operation)])


@pytest.mark.parametrize(
    "example", [one for one in EXAMPLES if "{" in one.path], ids=lambda example: example.operation
)
def test_the_route_knows_no_other_object_as_microsoft_describes(
    contoso: Contoso, ids: dict[str, str], wire: Recorder, microsoft: Microsoft, example: Example
) -> None:
    nobody = dict.fromkeys(ids, UNKNOWN)
    answer = example.send(contoso, nobody)
    assert answer.status_code in {400, 404}
    assert_described(microsoft, [described(wire.exchanges[-1], example.operation)])
