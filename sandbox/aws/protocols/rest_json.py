"""AWS's rest-json protocol: path, query string and JSON body in, JSON out (Amazon Connect).

Mirrors botocore's RestJSONSerializer and RestJSONParser from the other side.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from botocore.model import ListShape, OperationModel, ServiceModel, Shape, StructureShape
from werkzeug.wrappers import Request

from sandbox.aws.errors import AwsError
from sandbox.aws.models import service_model


@cache
def _templates(service: str) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Method, path pattern and operation name; the paths with the fewest labels first."""
    model: ServiceModel = service_model(service)
    found = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        path = http["requestUri"].partition("?")[0]
        pattern = re.sub(r"\\\{(\w+)(\\\+)?\\\}", _label, re.escape(path))
        found.append((path.count("{"), http["method"], re.compile(pattern), name))
    found.sort(key=lambda row: row[0])
    return tuple((method, pattern, name) for _, method, pattern, name in found)


def _label(match: re.Match[str]) -> str:
    """An ARN has slashes, which clients send percent-encoded; here they are slashes again."""
    across = match[2] or match[1].lower().endswith("arn")
    return f"(?P<{match[1]}>{'.+' if across else '[^/]+'})"


def find_operation(service: str, method: str, path: str) -> tuple[str, dict[str, str]] | None:
    """The operation a request line means and its path labels. `path` is already decoded."""
    for wanted, pattern, name in _templates(service):
        match = pattern.fullmatch(path)
        if wanted == method and match:
            return name, match.groupdict()
    return None


def read_params(request: Request, labels: Mapping[str, str], operation: OperationModel) -> dict[str, Any]:
    """The parameters by member name. Raises AwsError if the body is no JSON object."""
    shape = operation.input_shape
    if shape is None:
        return {}
    body = _body(request)
    places: dict[str, Any] = {
        "uri": labels,
        "querystring": request.args,
        "header": request.headers,
    }
    found: dict[str, Any] = {}
    for name, member in shape.members.items():
        place = places.get(str(member.serialization.get("location", "")), body)
        wire = str(member.serialization.get("name", name))
        listed = place is request.args and isinstance(member, ListShape)
        value = (request.args.getlist(wire) or None) if listed else place.get(wire)
        if value is not None:
            found[name] = _typed(value, member)
    return found


def _body(request: Request) -> dict[str, Any]:
    raw = request.get_data()
    try:
        body = json.loads(raw) if raw else {}
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise AwsError("SerializationException", "The request body is not a JSON object.", status=400)
    return body


_TYPES: dict[str, type[Any]] = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "boolean": bool,
    "integer": int,
}


def _typed(value: Any, shape: Shape) -> Any:
    expected = _TYPES.get(shape.type_name)
    if (
        shape.type_name in {"integer", "long"}
        and isinstance(value, str)
        and re.fullmatch(r"-?[0-9]{1,19}", value)
    ):
        return int(value)  # from the query string
    if expected is not None and not isinstance(value, expected):
        raise AwsError("SerializationException", f"Expected {shape.type_name} as {shape.name}.", status=400)
    if isinstance(shape, StructureShape):
        return {name: _typed(value[name], member) for name, member in shape.members.items() if name in value}
    if isinstance(shape, ListShape):
        return [_typed(element, shape.member) for element in value]
    return value


def write_error(error: AwsError) -> bytes:
    """The JSON of a refusal; its code travels in the header x-amzn-ErrorType."""
    return json.dumps({"message": error.message, **error.details}).encode()
