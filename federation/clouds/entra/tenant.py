"""One Entra tenant: a Graph client that is called from ordinary, synchronous code."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import ExitStack, closing
from typing import Any, TypeVar

from federation.clouds.entra.errors import graph_errors_end_here
from federation.clouds.entra.graph import open_client, open_http
from federation.clouds.entra.patience import Patience
from federation.clouds.entra.sign_in import ApplicationSignIn, EntraSignIn, Tokens
from federation.effects import Effects, Making, MemoryEffects, make_once
from federation.endpoints import Endpoints
from federation.errors import CloudNotReady, NotFound
from federation.pace import NoPace, Pace
from federation.sides import Side

T = TypeVar("T")


def open_tenant(
    sign_in: EntraSignIn,
    *,
    tenant: str,
    endpoints: Endpoints,
    marker: str,
    say: Callable[[str], None],
    patience: Patience | None = None,
    effects: Effects | None = None,
) -> "EntraTenant":
    """Sign in to `tenant` (an id or a domain). Close what this returns.

    Raises CredentialsRejected, PermissionMissing when consent is missing, CloudUnreachable.
    """
    with ExitStack() as opened:
        tokens = opened.enter_context(closing(Tokens(sign_in, tenant=tenant, endpoints=endpoints)))
        tokens.fetch()
        opened.pop_all()
    return EntraTenant(
        tokens,
        tenant=tenant,
        endpoints=endpoints,
        marker=marker,
        say=say,
        patience=patience or Patience(),
        effects=effects or MemoryEffects(),
    )


class EntraTenant:
    """For one thread at a time; which one does not matter.

    `graph` is msgraph-sdk's GraphServiceClient; give its coroutines to `call`. `marker` is the setup's, `pace`
    the budget of writes; set it after opening.
    """

    def __init__(
        self,
        tokens: Tokens,
        *,
        tenant: str,
        endpoints: Endpoints,
        marker: str,
        say: Callable[[str], None],
        patience: Patience,
        effects: Effects,
    ) -> None:
        self.tenant = tenant
        self.endpoints = endpoints
        self.marker = marker
        self.say = say
        self.patience = patience
        self.effects = effects
        self.pace: Pace = NoPace()
        self._tokens = tokens
        self._runner = asyncio.Runner()
        self._http, self._transports = open_http(endpoints)
        self.graph: Any = open_client(self._http, tokens, endpoints)

    @property
    def application_id(self) -> str:
        """The client id when Handoff signed in as an application, "" for a person."""
        sign_in = self._tokens.sign_in
        return sign_in.client_id if isinstance(sign_in, ApplicationSignIn) else ""

    @property
    def signed_in_as(self) -> str:
        """The user principal name of the person, or "application CLIENT_ID"."""
        return self._tokens.signed_in_as

    @property
    def granted(self) -> frozenset[str] | None:
        """The Graph permissions the sign-in was given, by name; None if they cannot be told."""
        return self._tokens.granted

    @property
    def token_cache(self) -> str:
        """msal's cache as it is now, to be kept (encrypted) for the next PersonSignIn."""
        return self._tokens.cache

    def make_once(self, making: Making, *, look: Callable[[], T | None], send: Callable[[], object]) -> T:
        """Have one thing made exactly once; see `federation.effects`."""

        def wait(look: Callable[[], T | None]) -> T:
            return self.patience.wait_for(look, what=making.what)

        return make_once(self.effects, making, look=look, send=send, wait=wait)

    def call(
        self, request: Coroutine[Any, Any, T], *, doing: str, permission: str = "", just_seen: bool = False
    ) -> T:
        """Make one Graph call and wait for it.

        `doing` completes "Entra could not …". With `just_seen` the object was read a moment ago, so that a
        404 means that another of Entra's servers has not heard of it. Raises CloudError.
        """
        self._pace(request)
        try:
            with graph_errors_end_here(doing, permission, caller=lambda: self.signed_in_as):
                return self._runner.run(request)
        except NotFound as error:
            if not just_seen:
                raise
            raise CloudNotReady(
                f"Entra could not {doing} yet: its servers have not all heard of the object.",
                owner=Side.AZURE,
                detail=error.detail,
            ) from error

    def _pace(self, request: Coroutine[Any, Any, T]) -> None:
        """Wait until a write may be sent. Each method of kiota's request builders is called like its HTTP verb.

        Here and not in an event hook of httpx: a budget may be in a database that async code must not use.
        """
        if getattr(request, "__name__", "") == "get":
            return
        try:
            self.pace.take()
        except BaseException:
            request.close()
            raise

    def read(
        self, builder: Any, *, doing: str, permission: str = "", indexed: bool = False, **query: Any
    ) -> Any:
        """GET one object or the first page. `query` is that of the builder: select, filter, top.

        `indexed` asks the directory's index (ConsistencyLevel: eventual), which advanced queries need.
        """
        request = builder.get(request_configuration=_query(builder, query, indexed=indexed))
        return self.call(request, doing=doing, permission=permission)

    def read_all(
        self, builder: Any, *, doing: str, permission: str = "", indexed: bool = False, **query: Any
    ) -> list[Any]:
        """GET every page of a collection. A page in between may be empty."""
        page = self.read(builder, doing=doing, permission=permission, indexed=indexed, **query)
        rows = list(page.value or ())
        while page.odata_next_link:
            following = builder.with_url(page.odata_next_link)
            page = self.read(following, doing=doing, permission=permission, indexed=indexed)
            rows += page.value or ()
        return rows

    def close(self) -> None:
        """Give back the connections. Safe to call twice."""
        if self._http.is_closed:
            return
        for resource in (self._http, *self._transports):
            self._runner.run(resource.aclose())
        self._runner.close()
        self._tokens.close()


def _query(builder: Any, query: dict[str, Any], *, indexed: bool) -> Any:
    from kiota_abstractions.base_request_configuration import RequestConfiguration

    # Each generated builder carries the type of its own query beside it, under its own name.
    kind = getattr(type(builder), f"{type(builder).__name__}GetQueryParameters", None)
    asked = RequestConfiguration(query_parameters=kind(**query)) if kind and query else RequestConfiguration()
    if indexed:
        asked.headers.add("ConsistencyLevel", "eventual")
    return asked
