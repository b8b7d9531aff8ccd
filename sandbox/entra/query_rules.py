"""What a query of a list may name: the options of OData that the directory knows, and properties there are.

Sources of the texts: Graph's answers quoted in microsoft-graph-docs issue 9279 ($skip), microsoft-graph-docs-
contrib issue 1726 and msgraph-beta-sdk-dotnet issue 563; that of an unknown option is our guess.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.entra.errors import GraphError, bad_request
from sandbox.entra.graph_call import UNSET
from sandbox.rows import Row

_OPTIONS = {"$count", "$filter", "$format", "$orderby", "$search", "$select", "$skiptoken", "$top"}
_PLURALS = {"policies": "policy", "Policies": "Policy"}


def check_options(query: Mapping[str, str]) -> None:
    """Raise GraphError for an option that would be left out of account: 501 for $expand, else 400."""
    if "$skip" in query:
        raise bad_request("'$skip' is not supported by the service.")
    if "$expand" in query:
        raise GraphError(501, "NotSimulated", "The Handoff sandbox does not simulate $expand.")
    for name in query:
        if name.startswith("$") and name not in _OPTIONS:
            raise bad_request(f"The query parameter '{name}' is not supported.", code="BadRequest")


def check_property(name: str, rows: Sequence[Row], context: str, *, kind: type, clause: str) -> None:
    """Raise GraphError 400 for a property that the rows do not have, or whose values are of no such kind.

    `kind` is list for `any`, str for `startswith`, object for what any single value can do. `clause` says
    where it stands, "filter" or "orderby".
    """
    if rows and name not in UNSET.union(*rows):
        text = f"Could not find a property named '{name}' on type '{type_of(context)}'."
        raise bad_request(f"Invalid {clause} clause: {text}", code="BadRequest")
    values = [row[name] for row in rows if row.get(name) is not None]
    if not all(_fits(value, kind) for value in values):
        resource = type_of(context).rpartition(".")[2]
        text = f"clause specified for property '{name}' of resource '{resource[:1].upper()}{resource[1:]}'."
        raise bad_request(f"Unsupported or invalid query {clause} {text}", code="Request_UnsupportedQuery")


def _fits(value: Any, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, kind) and not isinstance(value, list | dict)


def type_of(context: str) -> str:
    """The name of a list's type: "microsoft.graph.user" of "users"."""
    word = context.rpartition("/")[2]
    for plural, singular in _PLURALS.items():
        if word.endswith(plural):
            return f"microsoft.graph.{word.removesuffix(plural)}{singular}"
    return f"microsoft.graph.{word.removesuffix('s')}"
