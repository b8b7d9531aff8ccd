"""AWS's json protocol, version 1.1: one path, operation in a header (sso-admin and identitystore).

Mirrors botocore's JSONSerializer and JSONParser from the other side. Source: the protocol's description in
Smithy ("AWS JSON 1.1").
"""

import json
from collections.abc import Mapping
from typing import Any

from botocore.model import ListShape, OperationModel, Shape, StructureShape
from werkzeug.wrappers import Request

from sandbox.aws.errors import AwsError

CONTENT_TYPE = "application/x-amz-json-1.1"
_TYPES: dict[str, type[Any]] = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
}


def find_operation(request: Request) -> str:
    """The operation a request names: what follows the service's prefix in X-Amz-Target."""
    return request.headers.get("X-Amz-Target", "").rpartition(".")[2]


def read_params(request: Request, operation: OperationModel) -> dict[str, Any]:
    """The parameters by member name. Raises AwsError if the body is no JSON object or a type is wrong."""
    try:
        body = json.loads(request.get_data() or b"{}")
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise AwsError("SerializationException", "The request body is not a JSON object.", status=400)
    shape = operation.input_shape
    return _read_structure(body, shape) if shape else {}


def _read_structure(body: Mapping[str, Any], shape: StructureShape) -> dict[str, Any]:
    found = {}
    for name, member in shape.members.items():
        value = body.get(str(member.serialization.get("name", name)))
        if value is not None:
            found[name] = _typed(value, member)
    return found


def _typed(value: Any, shape: Shape) -> Any:
    if getattr(shape, "is_document_type", False):
        return value
    expected = _TYPES.get(shape.type_name)
    if expected is not None and not isinstance(value, expected):
        raise AwsError("SerializationException", f"Expected {shape.type_name} as {shape.name}.", status=400)
    if isinstance(shape, StructureShape):
        return _read_structure(value, shape)
    if isinstance(shape, ListShape):
        return [_typed(element, shape.member) for element in value]
    return value


def write_error(error: AwsError) -> bytes:
    """The JSON of a refusal; its code travels as __type, what else the service says beside the message."""
    return json.dumps({"__type": error.code, "Message": error.message, **error.details}).encode()
