"""One SCIM call, its refusals, filters and lists.

Conditions and limits: AWS's "IAM Identity Center SCIM Implementation Developer Guide". Sentences are that
guide's conditions; "Request is unparsable, ..." is what AWS answers to nearly every mistake.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.aws.errors import AwsError
from sandbox.rows import Row
from sandbox.world import World

MOST_RESULTS = 50
UNPARSABLE = "Request is unparsable, syntactically incorrect, or violates schema."
BY = "SCIM"
_TERM = re.compile(r'\s*(?P<path>[\w.:]+)\s+eq\s+"(?P<value>(?:[^"\\]|\\.)*)"\s*', re.IGNORECASE)
Answer = tuple[int, Row | None]


class ScimError(Exception):
    """A refusal. `detail` is what AWS says, `reason` what the sandbox knows beside it."""

    def __init__(self, status: int, detail: str, *, code: str, reason: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.code = code
        self.reason = reason


def unparsable(reason: str, *, detail: str = UNPARSABLE) -> ScimError:
    """A ValidationException."""
    return ScimError(400, detail, code="ValidationException", reason=reason)


def not_found(kind: str) -> ScimError:
    """`kind` is "user" or "group"."""
    return ScimError(404, f"Specified {kind} does not exist.", code="ResourceNotFoundException")


def translated(error: AwsError, kind: str) -> ScimError:
    """A refusal of the identity store in SCIM's words."""
    if error.code == "ConflictException":
        return ScimError(409, f"{kind.capitalize()} already exists.", code=error.code, reason=error.message)
    return unparsable(error.message)


@dataclass(frozen=True)
class ScimCall:
    """A call that may be made. `number` is the id in the path, "" without one."""

    world: World
    store: str
    number: str
    query: Mapping[str, str]
    body: Row

    def found(self, table: str, kind: str) -> Row:
        """The user or group the path names. Raises ScimError."""
        row = self.world.table(table).get(self.number)
        if row is None or row["IdentityStoreId"] != self.store:
            raise not_found(kind)
        return row


def listed(call: ScimCall, resources: list[Row], read: Callable[[Row, str], str | None]) -> Answer:
    """A ListResponse of those that pass the filter. `read` gives an attribute by its path in lower case."""
    for path, value in _terms(call.query.get("filter", "")):
        resources = [row for row in resources if (read(row, path) or "").lower() == value.lower()]
    start = max(1, _number(call.query.get("startIndex", "1")))
    count = min(MOST_RESULTS, _number(call.query.get("count", str(MOST_RESULTS))))
    shown = resources[start - 1 : start - 1 + count]
    return 200, {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": len(resources),
        "itemsPerPage": len(shown),
        "startIndex": start,
        "Resources": shown,
    }


def _number(text: str) -> int:
    if not text.isdecimal():
        raise unparsable(f"{text} is not a number.")
    return int(text)


def _terms(text: str) -> list[tuple[str, str]]:
    """The parts of a filter. Only eq, joined by and, is supported. Raises ScimError."""
    found = []
    for part in re.split(r"\s+and\s+", text.strip(), flags=re.IGNORECASE) if text.strip() else ():
        match = _TERM.fullmatch(part)
        if match is None:
            raise unparsable(f"The filter {part} is not supported: only eq is, joined by and.")
        value = re.sub(r"\\(.)", r"\1", match["value"])
        found.append((match["path"].lower(), value))
    return found
