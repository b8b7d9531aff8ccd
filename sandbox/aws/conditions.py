"""Conditions of policy statements. Source: IAM user guide, condition operators."""

import re
from collections.abc import Callable, Mapping
from typing import Any

Context = Mapping[str, tuple[str, ...]]
"""What is known about a request: condition key in lower case to its values."""

Compare = Callable[[str, str], bool]


def matches_pattern(pattern: str, text: str) -> bool:
    """`*` stands for any characters, `?` for one."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, text, re.DOTALL) is not None


def _equal(wanted: str, actual: str) -> bool:
    return wanted == actual


def _equal_ignoring_case(wanted: str, actual: str) -> bool:
    return wanted.lower() == actual.lower()


POSITIVE: Mapping[str, Compare] = {
    "StringEquals": _equal,
    "StringEqualsIgnoreCase": _equal_ignoring_case,
    "StringLike": matches_pattern,
    "ArnEquals": matches_pattern,
    "ArnLike": matches_pattern,
    "Bool": _equal_ignoring_case,
}
NEGATIVE: Mapping[str, Compare] = {
    "StringNotEquals": _equal,
    "StringNotEqualsIgnoreCase": _equal_ignoring_case,
    "StringNotLike": matches_pattern,
    "ArnNotEquals": matches_pattern,
    "ArnNotLike": matches_pattern,
}


def knows_operator(operator: str) -> bool:
    """Whether the sandbox can evaluate a condition operator."""
    bare = _bare(operator)
    return bare in POSITIVE or bare in NEGATIVE or bare == "Null"


def conditions_hold(block: Mapping[str, Mapping[str, Any]], context: Context) -> bool:
    """Every operator, and every key under it, must hold."""
    return all(
        _holds(operator, key, values if isinstance(values, list) else [values], context)
        for operator, keys in block.items()
        for key, values in keys.items()
    )


def condition_keys(block: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The keys a condition block asks for, as written."""
    return [key for keys in block.values() for key in keys]


def _bare(operator: str) -> str:
    return operator.rpartition(":")[2].removesuffix("IfExists")


def _holds(operator: str, key: str, wanted: list[str], context: Context) -> bool:
    actual = context.get(key.lower(), ())
    bare = _bare(operator)
    if bare == "Null":
        return str(not actual).lower() in {str(value).lower() for value in wanted}
    if bare in NEGATIVE:
        return not _some(NEGATIVE[bare], wanted, actual)
    if not actual:
        return operator.endswith("IfExists") or operator.startswith("ForAllValues:")
    if operator.startswith("ForAllValues:"):
        return all(_some(POSITIVE[bare], wanted, (value,)) for value in actual)
    return _some(POSITIVE[bare], wanted, actual)


def _some(compare: Compare, wanted: list[str], actual: tuple[str, ...]) -> bool:
    return any(compare(str(pattern), value) for pattern in wanted for value in actual)
