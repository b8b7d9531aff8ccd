"""Transformations of a claims mapping policy: what they may look like, and what they make.

Source: Entra docs, "claims customization using a policy" (transformation methods, InputClaims,
InputParameters, OutputClaims). Names of keys and of inputs are case-sensitive.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.entra.errors import GraphError, bad_request
from sandbox.rows import Row

# Method to the inputs it needs. The docs write some with and some without the brackets.
_METHODS = {
    "CreateStringClaim": {"value"},
    "ExtractMailPrefix": {"mail"},
    "Join": {"string1", "string2", "separator"},
    "ToLowercase": {"string"},
    "ToUppercase": {"string"},
}
_KEYS = {"ID", "TransformationMethod", "InputClaims", "InputParameters", "OutputClaims"}
_PARTS = {
    "InputClaims": {"ClaimTypeReferenceId", "TransformationClaimType", "TreatAsMultiValue"},
    "InputParameters": {"ID", "Value", "DataType"},
    "OutputClaims": {"ClaimTypeReferenceId", "TransformationClaimType"},
}


def check_transformations(rows: Any) -> dict[str, Row]:
    """Transformations by their ID. Raises GraphError 400."""
    if not isinstance(rows, list):
        raise invalid()
    for row in rows:
        _check(row)
    return {row["ID"]: row for row in rows}


def _check(row: Any) -> None:
    if not isinstance(row, dict) or set(row) - _KEYS or not isinstance(row.get("ID"), str):
        raise invalid()
    method = method_of(row)
    if method == "RegexReplace":
        raise GraphError(501, "NotSimulated", "The Handoff sandbox does not simulate RegexReplace.")
    for part, keys in _PARTS.items():
        entries = row.get(part, [])
        if not isinstance(entries, list) or any(not isinstance(e, dict) or set(e) - keys for e in entries):
            raise invalid()
    named = {entry.get("TransformationClaimType") for entry in row.get("InputClaims", [])}
    named |= {entry.get("ID") for entry in row.get("InputParameters", [])}
    if method not in _METHODS or named != _METHODS[method] or not row.get("OutputClaims"):
        raise invalid()


def method_of(row: Row) -> str:
    """The name of the method without brackets."""
    return str(row.get("TransformationMethod", "")).removesuffix("()")


def transform(row: Row, values: Mapping[str, str]) -> str:
    """What a transformation makes of the values of claims by their ID; "" if a value is missing."""
    inputs = {entry["ID"]: str(entry.get("Value", "")) for entry in row.get("InputParameters", [])}
    for entry in row.get("InputClaims", []):
        inputs[entry["TransformationClaimType"]] = values.get(
            str(entry.get("ClaimTypeReferenceId")).lower(), ""
        )
    if not all(value for name, value in inputs.items() if name != "separator"):
        return ""
    match method_of(row):
        case "Join":
            return inputs["separator"].join((inputs["string1"], inputs["string2"]))
        case "ExtractMailPrefix":
            return inputs["mail"].partition("@")[0]
        case "ToLowercase":
            return inputs["string"].lower()
        case "ToUppercase":
            return inputs["string"].upper()
    return inputs["value"]


def invalid() -> GraphError:
    """What every mistake in a policy's definition is answered with."""
    return bad_request("Property has an invalid value.", target="definition")
