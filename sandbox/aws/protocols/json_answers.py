"""The JSON of a success, the same in all protocols that speak it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape


def write_answer(result: Mapping[str, Any], operation: OperationModel) -> bytes:
    """The JSON of a success."""
    shape = operation.output_shape
    return json.dumps(_write(result, shape) if shape else {}).encode()


def _write(value: Any, shape: Shape) -> Any:
    if isinstance(shape, StructureShape):
        return {
            str(member.serialization.get("name", name)): _write(value[name], member)
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if isinstance(shape, ListShape):
        return [_write(element, shape.member) for element in value]
    if isinstance(shape, MapShape):
        return {key: _write(element, shape.value) for key, element in value.items()}
    if shape.type_name == "timestamp":
        return datetime.fromisoformat(value).timestamp()
    return value
