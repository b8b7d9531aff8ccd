"""Microsoft's OpenAPI description of a part of Graph: its operations and its schemas."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

_SCHEMAS = "/components/schemas/"
_TYPE = "microsoft.graph."
# The types an answer may hold where the description says only directoryObject.
_DIRECTORY_OBJECTS = ("application", "directoryRole", "group", "servicePrincipal", "user")
_PARAMETER = re.compile(r"\{[^}]*\}")


def shape(path: str) -> str:
    """A path template that is the same whatever the placeholders are called.

    "graph" is the alias of the namespace "microsoft.graph" in Microsoft's CSDL; the SDK writes the alias.
    """
    return re.sub(r"/graph\.(?=\w+$)", f"/{_TYPE}", _PARAMETER.sub("{}", path))


@dataclass(frozen=True)
class Operation:
    """A method on a path template, as the description has it."""

    method: str
    path: str
    description: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.method} {shape(self.path)}"

    @property
    def successes(self) -> set[int]:
        """The documented statuses of success."""
        return {int(status) for status in self.description["responses"] if status.startswith("2")}

    @property
    def pointer(self) -> str:
        """Where it stands in the document: a JSON pointer."""
        return f"/paths/{_escaped(self.path)}/{self.method.lower()}"


class Microsoft:
    """The description in one file. Raises OSError or ValueError if it is not there or not JSON."""

    def __init__(self, file: Path) -> None:
        self._document = _json_schema(json.loads(file.read_text()))
        schemas = self._document["components"]["schemas"]
        schemas[f"{_TYPE}directoryObject"] = _told_by_type(schemas[f"{_TYPE}directoryObject"])
        self._registry: Registry[Any] = Registry().with_resource(
            "graph", DRAFT202012.create_resource(self._document)
        )

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Everything that is described. What has fewer placeholders comes first, because it wins."""
        described = (
            Operation(method.upper(), path, description)
            for path, methods in self._document["paths"].items()
            for method, description in methods.items()
        )
        return tuple(sorted(described, key=lambda one: one.path.count("{")))

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation a request means, None if there is none."""
        wanted = shape(path)
        for one in self.operations:
            pattern = re.escape(shape(one.path)).replace(re.escape("{}"), "[^/']+")
            if one.method == method and re.fullmatch(pattern, wanted):
                return one
        return None

    def at(self, pointer: str) -> Any:
        """What stands at a JSON pointer, behind any reference; None if nothing does."""
        found: Any = self._document
        for key in pointer.strip("/").split("/"):
            found = found.get(key.replace("~1", "/").replace("~0", "~"))
            if found is None:
                return None
            if "$ref" in found:
                found = self.at(found["$ref"].removeprefix("#"))
        return found

    def misfits(self, value: Any, pointer: str) -> Iterator[str]:
        """What is wrong with a JSON value, measured by the schema at a JSON pointer."""
        validator = Draft202012Validator({"$ref": f"graph#{pointer}"}, registry=self._registry)
        for error in validator.iter_errors(value):
            yield f"{error.json_path}: {error.message}"

    def properties(self, operation: Operation) -> set[str]:
        """The names `$select` and `$filter` may use on what a GET answers."""
        schema = self.at(f"{operation.pointer}/responses/200/content/application~1json/schema")
        listed = schema.get("properties", {}).get("value")
        if listed:
            schema = self._behind(listed["items"])
        return {name for one in (schema, *self._kinds(schema)) for name in one.get("properties", {})}

    def _kinds(self, schema: Any) -> list[Any]:
        return [self._behind(one["then"]) for one in schema.get("allOf", ()) if "$ref" in one["then"]]

    def _behind(self, schema: Any) -> Any:
        return self.at(schema["$ref"].removeprefix("#")) if "$ref" in schema else schema


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _json_schema(value: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema: the one difference that matters here is how it says "or null"."""
    if isinstance(value, list):
        return [_json_schema(one) for one in value]
    if not isinstance(value, dict):
        return value
    schema = {key: _json_schema(one) for key, one in value.items()}
    if schema.get("nullable") is True:
        return {"if": {"not": {"type": "null"}}, "then": schema}
    if len(schema.get("anyOf", ())) == 2 and _is_null(value["anyOf"][1]):
        # Not as an anyOf, because what is wrong with one of several alternatives is hard to tell.
        return {"if": {"not": {"type": "null"}}, "then": schema["anyOf"][0]}
    return schema


def _is_null(schema: Any) -> bool:
    return schema.get("nullable") is True and 0 in (schema.get("maxProperties"), schema.get("maxLength"))


def _told_by_type(base: Any) -> Any:
    """A directoryObject that must be what its @odata.type says; without one it must be a bare one."""
    names = [f"{_TYPE}{name}" for name in _DIRECTORY_OBJECTS]
    known = {"required": ["@odata.type"], "properties": {"@odata.type": {"enum": [f"#{one}" for one in names]}}}
    told = [{"if": _is_a(name), "then": {"$ref": f"#{_SCHEMAS}{name}"}} for name in names]
    return {"allOf": [*told, {"if": {"not": known}, "then": base}]}


def _is_a(name: str) -> Any:
    return {"required": ["@odata.type"], "properties": {"@odata.type": {"const": f"#{name}"}}}
