"""The part of OData that Graph clients use: $filter, $search, $orderby, $top, paging, $count."""

import base64
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from sandbox.entra.errors import GraphError, bad_request
from sandbox.entra.graph_call import GraphCall, Reply, context_url, selected
from sandbox.entra.query_rules import check_options, check_property
from sandbox.rows import Row

Test = Callable[[Row], bool]

_LITERAL = r"'(?P<text>(?:[^']|'')*)'"
_EQUALS = re.compile(rf"(?P<name>\w+) eq (?:{_LITERAL}|(?P<bare>true|false|null|[0-9a-f-]{{36}}))")
_DIFFERS = re.compile(rf"(?P<name>\w+) ne (?:{_LITERAL}|(?P<bare>true|false|null))")
_SEARCH = re.compile(r'"(?P<name>\w+):(?P<text>[^"]*)"')
_ORDER = re.compile(r"(?P<name>\w+)(?: (?P<way>asc|desc))?")
_STARTS = re.compile(rf"startswith\((?P<name>\w+), ?{_LITERAL}\)", re.IGNORECASE)
_ANY = re.compile(rf"(?P<name>\w+)/any\((?P<var>\w+): ?(?P=var) eq {_LITERAL}\)")
_AND = re.compile(r" and (?=(?:[^']*'[^']*')*[^']*$)")
_BARE = {"true": True, "false": False, "null": None}
_MOST = 999


def keep(rows: Iterable[Row], expression: str) -> list[Row]:
    """The rows a $filter keeps. Raises GraphError 400 for what the directory does not support."""
    tests = [_test(part.strip()) for part in _AND.split(expression)] if expression else []
    return [row for row in rows if all(test(row) for test in tests)]


def _test(clause: str) -> Test:
    if match := _EQUALS.fullmatch(clause):
        return _equals(match["name"], _value(match))
    if match := _DIFFERS.fullmatch(clause):
        name, other = match["name"], _fold(_value(match))
        return lambda row: _fold(row.get(name)) != other
    if match := _STARTS.fullmatch(clause):
        name, start = match["name"], _fold(_value(match))
        return lambda row: _fold(row.get(name) or "").startswith(start)
    if match := _ANY.fullmatch(clause):
        name, wanted = match["name"], _fold(_value(match))
        return lambda row: wanted in map(_fold, row.get(name) or [])
    raise bad_request("Invalid filter clause: " + clause, code="BadRequest")


def _equals(name: str, wanted: Any) -> Test:
    return lambda row: _fold(row.get(name)) == _fold(wanted)


def _value(match: re.Match[str]) -> Any:
    groups = match.groupdict()
    if groups["text"] is not None:
        return groups["text"].replace("''", "'")
    return _BARE.get(groups["bare"], groups["bare"])


def _fold(value: Any) -> Any:
    # The directory compares text without regard to letter case.
    return value.casefold() if isinstance(value, str) else value


def listing(call: GraphCall, rows: Iterable[Row], context: str, *, page: int = 100) -> Reply:
    """A collection: filtered, cut into pages of `$top` (else `page`), with a next link and a count."""
    check_options(call.query)
    _check_advanced(call)
    rows = list(rows)
    _check_names(call, rows, context)
    kept = keep(rows, call.query.get("$filter", ""))
    kept = _ordered(_searched(kept, call.query.get("$search", "")), call.query.get("$orderby", ""))
    start, size = _skip(call), _top(call, page)
    body: Row = {"@odata.context": context_url(call, context)}
    if call.query.get("$count") == "true" and eventual(call) and start == 0:
        body["@odata.count"] = len(kept)
    if start + size < len(kept):
        body["@odata.nextLink"] = _next_link(call, start + size)
    body["value"] = [selected(call, row) for row in kept[start : start + size]]
    return Reply(200, body)


def _check_names(call: GraphCall, rows: list[Row], context: str) -> None:
    kinds: dict[re.Pattern[str], type] = {_EQUALS: object, _DIFFERS: object, _STARTS: str, _ANY: list}
    for part in _AND.split(call.query.get("$filter", "")):
        for pattern, kind in kinds.items():
            if match := pattern.fullmatch(part.strip()):
                check_property(match["name"], rows, context, kind=kind, clause="filter")
    if match := _ORDER.fullmatch(call.query.get("$orderby", "")):
        check_property(match["name"], rows, context, kind=object, clause="orderby")
    if match := _SEARCH.fullmatch(call.query.get("$search", "")):
        check_property(match["name"], rows, context, kind=str, clause="search")


def _check_advanced(call: GraphCall) -> None:
    """What only the directory's index can answer. Source: Graph docs "advanced query capabilities"."""
    expression, ready = call.query.get("$filter", ""), call.query.get("$count") == "true" and eventual(call)
    if "$search" in call.query and not eventual(call):
        raise unsupported(
            "Request with $search query parameter only works through MSGraph with a special request header: "
            "'ConsistencyLevel: eventual'"
        )
    if any(_DIFFERS.fullmatch(part.strip()) for part in _AND.split(expression)) and not ready:
        raise unsupported(
            "Operator 'NotEqualsMatch' is not supported because the required parameters might be missing. Try "
            "adding $count=true query parameter and ConsistencyLevel:eventual header. Refer to "
            "https://aka.ms/graph-docs/advanced-queries for more information"
        )
    if "$orderby" in call.query and expression and not ready:
        raise unsupported("Sorting not supported for current query.")


def _searched(rows: list[Row], expression: str) -> list[Row]:
    if not expression:
        return rows
    match = _SEARCH.fullmatch(expression)
    if match is None:
        raise bad_request(f"Syntax error: '{expression}' is not a valid $search clause.", code="BadRequest")
    name, wanted = match["name"], _fold(match["text"])
    # The index is made of words, and finds them by their beginning.
    return [row for row in rows if any(w.startswith(wanted) for w in _words(row.get(name) or ""))]


def _words(text: str) -> list[str]:
    folded = str(_fold(text))
    return [folded, *folded.split()]


def _ordered(rows: list[Row], expression: str) -> list[Row]:
    if not expression:
        return rows
    match = _ORDER.fullmatch(expression)
    if match is None:
        raise bad_request(f"Invalid orderby clause: {expression}", code="BadRequest")
    name = match["name"]
    return sorted(rows, key=lambda row: str(_fold(row.get(name) or "")), reverse=match["way"] == "desc")


def eventual(call: GraphCall) -> bool:
    """Whether the caller accepts the directory's index, which advanced queries need."""
    return call.headers.get("ConsistencyLevel", "").lower() == "eventual"


def unsupported(message: str) -> GraphError:
    """400 Request_UnsupportedQuery. Source: Graph docs "advanced queries"."""
    return bad_request(message, code="Request_UnsupportedQuery")


def _top(call: GraphCall, page: int) -> int:
    text = call.query.get("$top", str(page))
    if not re.fullmatch("[0-9]{1,9}", text) or not 1 <= int(text) <= _MOST:
        raise bad_request(f"Invalid page size specified: '{text}'. Must be between 1 and {_MOST} inclusive.")
    return int(text)


def _skip(call: GraphCall) -> int:
    token = call.query.get("$skiptoken", "")
    if not token:
        return 0
    try:
        place = base64.urlsafe_b64decode(token).decode()
    except ValueError:
        place = ""
    if not re.fullmatch("[0-9]{1,9}", place):
        raise bad_request("Skiptoken is invalid.", code="Directory_ExpiredPageToken")
    return int(place)


def _next_link(call: GraphCall, start: int) -> str:
    token = base64.urlsafe_b64encode(str(start).encode()).decode()
    return f"{call.addresses.graph}/v1.0{call.path}?{urlencode({**call.query, '$skiptoken': token})}"
