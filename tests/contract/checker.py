"""What Microsoft's description has against an exchange, request and answer."""

import re
from collections.abc import Iterable, Iterator

from tests.contract.microsoft import Microsoft, Operation
from tests.contract.recorder import Exchange

_JSON = "application~1json"
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_LAMBDA = re.compile(r"(\w+)/any\(\w+:\s*\w+ eq ''\)")
_COMPARED = re.compile(r"(?:(\w+) (?:eq|ne|le|ge|lt|gt) )|(?:startswith\((\w+))|(?:(\w+)/any)", re.IGNORECASE)


def assert_described(microsoft: Microsoft, exchanges: Iterable[Exchange]) -> None:
    """Every call and every answer is as Microsoft describes it; what is not is listed."""
    lines = [f"{one}: {complaint}" for one in exchanges for complaint in complaints(microsoft, one)]
    # The same mistake is often made in many calls.
    assert not lines, "\n".join(dict.fromkeys(lines))


def called(microsoft: Microsoft, exchanges: Iterable[Exchange]) -> set[str]:
    """The operations that were called, by name."""
    found = [microsoft.operation(one.method, one.path) for one in exchanges]
    return {one.name for one in found if one}


def complaints(microsoft: Microsoft, exchange: Exchange) -> Iterator[str]:
    """Everything that does not fit in one exchange. Nothing: the contract is kept."""
    operation = microsoft.operation(exchange.method, exchange.path)
    if operation is None:
        yield "there is no such operation"
        return
    yield from _request(microsoft, operation, exchange)
    if exchange.status in operation.successes:
        yield from _success(microsoft, operation, exchange)
    elif exchange.status >= 400:
        yield from _error(microsoft, exchange)
    else:
        yield f"success is documented as {sorted(operation.successes)}"


# --- the request ---


def _request(microsoft: Microsoft, operation: Operation, exchange: Exchange) -> Iterator[str]:
    yield from _parameters(microsoft, operation, exchange)
    yield from _names(microsoft, operation, exchange)
    described = "requestBody" in operation.description
    if described and exchange.sent is None:
        yield "the request has no body"
    elif not described and exchange.sent is not None:
        yield "the request must not have a body"
    elif described:
        pointer = f"{operation.pointer}/requestBody/content/{_JSON}/schema"
        yield from (f"request {one}" for one in microsoft.misfits(exchange.sent, pointer))


def _parameters(microsoft: Microsoft, operation: Operation, exchange: Exchange) -> Iterator[str]:
    declared = {}
    for one in operation.description.get("parameters", ()):
        parameter = microsoft.at(one["$ref"].removeprefix("#")) if "$ref" in one else one
        declared[parameter["name"]] = parameter["schema"]
    for name, value in exchange.query.items():
        if name not in declared:
            yield f"the query parameter {name} is not declared"
        elif declared[name]["type"] == "integer" and not value.isdigit():
            yield f"the query parameter {name} is a number, not {value!r}"
        elif declared[name]["type"] == "boolean" and value not in {"true", "false"}:
            yield f"the query parameter {name} is true or false, not {value!r}"
    levels = declared.get("ConsistencyLevel", {}).get("enum", [])
    if exchange.consistency and exchange.consistency not in levels:
        yield f"ConsistencyLevel is one of {levels}, not {exchange.consistency!r}"


def _names(microsoft: Microsoft, operation: Operation, exchange: Exchange) -> Iterator[str]:
    """Properties that $select and $filter name, but the type does not have."""
    if operation.method != "GET":
        return
    selected = [name.strip() for name in exchange.query.get("$select", "").split(",") if name.strip()]
    known = microsoft.properties(operation)
    for name in [*selected, *filtered_names(exchange.query.get("$filter", ""))]:
        if name not in known:
            yield f"the type has no property {name}"


def filtered_names(expression: str) -> list[str]:
    """The properties a $filter compares, without the variables of its lambdas and the texts in quotes."""
    bare = _LAMBDA.sub(r"\1/any", _QUOTED.sub("''", expression))
    return [name for match in _COMPARED.findall(bare) for name in match if name]


# --- the answer ---


def _success(microsoft: Microsoft, operation: Operation, exchange: Exchange) -> Iterator[str]:
    pointer = f"{operation.pointer}/responses/{exchange.status}/content/{_JSON}/schema"
    described = microsoft.at(pointer) is not None
    if described and exchange.answered is None:
        yield "the answer has no body"
    elif not described and exchange.answered is not None:
        yield "the answer must not have a body"
    elif described:
        yield from (f"answer {one}" for one in microsoft.misfits(exchange.answered, pointer))


def _error(microsoft: Microsoft, exchange: Exchange) -> Iterator[str]:
    pointer = f"/components/responses/error/content/{_JSON}/schema"
    yield from (f"answer {one}" for one in microsoft.misfits(exchange.answered, pointer))
    if exchange.status == 429 and not exchange.headers.get("retry-after", "").isdigit():
        yield "Retry-After must say how many seconds to wait"
