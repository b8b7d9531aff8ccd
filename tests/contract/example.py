"""How the call of a route is written down, and made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from sandbox.entra import seed
from tests.contract.microsoft import shape
from tests.sandbox.contoso import Contoso

Ids = Mapping[str, str]
Body = Callable[[Ids], dict[str, Any]]


@dataclass(frozen=True)
class Example:
    """A call of a route. `{name}` in the path, and `body`, use the ids of the prepared tenant.

    Some calls only a person can make (`as_person`), some need a `permission` that Handoff has no use for.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    as_person: bool = False
    permission: str = ""

    @property
    def operation(self) -> str:
        return f"{self.method} {shape(self.path)}"

    def send(self, contoso: Contoso, ids: Ids, *, token: str | None = None) -> httpx.Response:
        """Make the call, with the sign-in it needs unless a `token` is given ("" sends none)."""
        if token is None and self.as_person:
            token = contoso.person_token(seed.ADMIN, "User.Read")
        graph = contoso.application_with(self.permission) if self.permission else contoso.graph
        if token is not None:
            graph = contoso.graph_with(token)
        body = self.body(ids) if self.body else None
        path = self.path.format_map(ids)
        return graph.request(self.method, path, params=self.query, headers=self.headers, json=body)
