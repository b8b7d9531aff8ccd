"""IAM's policy language: does a set of policies allow an action on a resource?

Deny wins over allow; what nobody allows is denied. Source: IAM user guide, policy evaluation logic.
"""

import json
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from sandbox.aws.conditions import Context, conditions_hold, matches_pattern

Statement = dict[str, Any]


class Decision(StrEnum):
    """In the words of SimulatePrincipalPolicy."""

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"


def listed(value: Any) -> list[Any]:
    """Policies write one or many of nearly everything."""
    return value if isinstance(value, list) else [value]


def statements_of(document: str) -> list[Statement]:
    """The statements of a stored (hence well-formed) policy document."""
    return listed(json.loads(document)["Statement"])


def decide(documents: Iterable[str], *, action: str, resource: str, context: Context) -> Decision:
    """What the policies together say."""
    effects = {
        statement["Effect"]
        for document in documents
        for statement in statements_of(document)
        if _applies(statement, action=action, resource=resource, context=context)
    }
    if "Deny" in effects:
        return Decision.EXPLICIT_DENY
    return Decision.ALLOWED if "Allow" in effects else Decision.IMPLICIT_DENY


def _applies(statement: Statement, *, action: str, resource: str, context: Context) -> bool:
    return (
        names_action(statement, action)
        and _names_resource(statement, resource, context)
        and conditions_hold(statement.get("Condition", {}), context)
    )


def names_action(statement: Mapping[str, Any], action: str) -> bool:
    """Actions are compared without regard to letter case."""
    if "NotAction" in statement:
        return not _any(listed(statement["NotAction"]), action.lower())
    return _any(listed(statement.get("Action", [])), action.lower())


def _any(patterns: list[str], action: str) -> bool:
    return any(matches_pattern(pattern.lower(), action) for pattern in patterns)


def _names_resource(statement: Statement, resource: str, context: Context) -> bool:
    if "NotResource" in statement:
        return not _any_resource(listed(statement["NotResource"]), resource, context)
    return _any_resource(listed(statement.get("Resource", [])), resource, context)


def _any_resource(patterns: list[str], resource: str, context: Context) -> bool:
    filled = (fill_variables(pattern, context) for pattern in patterns)
    return any(pattern is not None and matches_pattern(pattern, resource) for pattern in filled)


def fill_variables(pattern: str, context: Context) -> str | None:
    """Put in `${aws:userid}` and the like; None if the request has no such value."""
    missing = False

    def value(match: re.Match[str]) -> str:
        nonlocal missing
        found = context.get(match[1].lower(), ())
        missing = missing or len(found) != 1
        return found[0] if found else ""

    filled = re.sub(r"\$\{([A-Za-z0-9:/_.-]+)\}", value, pattern)
    return None if missing else filled
