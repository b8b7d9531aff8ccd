"""Checks of a request against its input shape, in the words of AWS's own validation.

botocore checks types, required members and minimum lengths before it sends; maxima, patterns and enums
only the service checks (botocore/validate.py).
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from sandbox.aws.errors import AwsError
from sandbox.aws.models import protocol_of
from sandbox.aws.unicode import java_classes

_CODES = {"query": "ValidationError", "rest-json": "InvalidRequestException", "json": "ValidationException"}
_LONGEST_SHOWN = 1000


def check(params: dict[str, Any], shape: StructureShape | None, service: str) -> None:
    """Raises AwsError naming every violated constraint."""
    violations = list(_structure(params, shape, "")) if shape else []
    if not violations:
        return
    count = len(violations)
    what = "validation error" if count == 1 else "validation errors"
    text = f"{count} {what} detected: {'; '.join(violations)}"
    raise AwsError(_CODES[protocol_of(service)], text, status=400)


def _structure(value: dict[str, Any], shape: StructureShape, path: str) -> Iterator[str]:
    for name, member in shape.members.items():
        at = f"{path}.{_lower_first(name)}" if path else _lower_first(name)
        if name in value:
            yield from _check(value[name], member, at)
        elif name in shape.required_members:
            yield f"Value null at '{at}' failed to satisfy constraint: Member must not be null"


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


def _check(value: Any, shape: Shape, path: str) -> Iterator[str]:
    if isinstance(shape, StructureShape):
        yield from _structure(value, shape, path)
        return
    for broken in _broken(value, shape):
        yield f"{_shown(value, shape)} at '{path}' failed to satisfy constraint: {broken}"
    if isinstance(shape, ListShape):
        for number, element in enumerate(value, start=1):
            yield from _check(element, shape.member, f"{path}.{number}.member")
    elif isinstance(shape, MapShape):
        for key, element in value.items():
            yield from _check(key, shape.key, f"{path}.key")
            yield from _check(element, shape.value, f"{path}.{key}.member")


def _shown(value: Any, shape: Shape) -> str:
    text = str(value)
    if shape.metadata.get("sensitive") or len(text) > _LONGEST_SHOWN:
        return "Value"
    return f"Value '{text}'"


def _broken(value: Any, shape: Shape) -> Iterator[str]:
    wanted = shape.metadata
    if shape.type_name in {"integer", "long"}:
        yield from _bounds(value, wanted, "have value")
        return
    if isinstance(value, str | list | dict):
        yield from _bounds(len(value), wanted, "have length")
    if isinstance(value, str) and "pattern" in wanted and not _fits(wanted["pattern"], value):
        yield f"Member must satisfy regular expression pattern: {wanted['pattern']}"
    if isinstance(value, str) and "enum" in wanted and value not in wanted["enum"]:
        yield f"Member must satisfy enum value set: [{', '.join(wanted['enum'])}]"


def _bounds(size: int, wanted: dict[str, Any], have: str) -> Iterator[str]:
    if "max" in wanted and size > wanted["max"]:
        yield f"Member must {have} less than or equal to {wanted['max']}"
    if "min" in wanted and size < wanted["min"]:
        yield f"Member must {have} greater than or equal to {wanted['min']}"


def _fits(pattern: str, value: str) -> bool:
    return _matcher(pattern)(value) is not None


@cache
def _matcher(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """The models write Java patterns, where \\w is ASCII and \\p{L} means any letter; a few between slashes."""
    if pattern.startswith("/^") and pattern.endswith("$/"):
        pattern = pattern[1:-1]
    return re.compile(java_classes(pattern), re.ASCII).fullmatch
