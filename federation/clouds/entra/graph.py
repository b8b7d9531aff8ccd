"""How the real msgraph-sdk client is put together. Heavy to import, so only when a tenant is opened."""

import ssl
import time
from typing import Any
from urllib.parse import urlsplit

from federation.clouds.entra.courtesy import patient
from federation.clouds.entra.sign_in import Tokens
from federation.endpoints import Endpoints

CONNECT_SECONDS = 5.0
READ_SECONDS = 25.0


def open_http(endpoints: Endpoints) -> tuple[Any, list[Any]]:
    """An httpx client with Graph's middleware, but without its retries, and the transports under it.

    kiota would send POSTs again after 503 and 504 too, which makes a second application or certificate, and
    would hold a worker for minutes. Whoever runs a step tries again, after a look. The transports must be
    closed too, because the middleware that wraps them does not pass a close on.
    """
    import httpx
    from kiota_http.middleware.options import RetryHandlerOption
    from msgraph.graph_request_adapter import options as graph_options
    from msgraph_core import GraphClientFactory

    bundle = endpoints.ca_bundle
    client = httpx.AsyncClient(
        timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        verify=ssl.create_default_context(cafile=bundle) if bundle else True,
        trust_env=not bundle,
    )
    transports = [client._transport, *filter(None, client._mounts.values())]  # noqa: SLF001 - see above
    client._transport = patient(client._transport)  # noqa: SLF001 - the factory wraps what is there
    for mount, transport in client._mounts.items():  # noqa: SLF001
        client._mounts[mount] = transport and patient(transport)  # noqa: SLF001
    no_retry = RetryHandlerOption(max_retries=0, should_retry=False)
    GraphClientFactory.create_with_default_middleware(
        client=client, options={**graph_options, RetryHandlerOption.get_key(): no_retry}
    )
    return client, transports


def open_client(http: Any, tokens: Tokens, endpoints: Endpoints) -> Any:
    """A GraphServiceClient of version v1.0 that signs its calls with `tokens`."""
    from kiota_authentication_azure.azure_identity_authentication_provider import (
        AzureIdentityAuthenticationProvider,
    )
    from msgraph.graph_request_adapter import GraphRequestAdapter
    from msgraph.graph_service_client import GraphServiceClient

    provider = AzureIdentityAuthenticationProvider(
        _Credential(tokens),
        scopes=[f"{endpoints.graph}/.default"],
        # A next link that leads elsewhere must not carry the token there.
        allowed_hosts=[urlsplit(endpoints.graph).hostname or ""],
    )
    adapter = GraphRequestAdapter(provider, http)
    adapter.base_url = f"{endpoints.graph}/v1.0"
    return GraphServiceClient(request_adapter=adapter)


class _Credential:
    """What azure-core calls a TokenCredential. The scopes are those of the sign-in, not the caller's."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def get_token(self, *_scopes: str, claims: str | None = None, **_options: Any) -> Any:
        from azure.core.credentials import AccessToken

        token, seconds = self._tokens.fetch(claims)
        return AccessToken(token, int(time.time()) + seconds)
