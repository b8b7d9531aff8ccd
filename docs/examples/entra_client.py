"""How to point msal and msgraph-sdk at the sandbox: everything special about it stands here."""

import time
from collections.abc import Mapping
from typing import Any

import msal
import requests
from azure.core.credentials import AccessToken
from kiota_authentication_azure.azure_identity_authentication_provider import (
    AzureIdentityAuthenticationProvider,
)
from msgraph import GraphRequestAdapter, GraphServiceClient

Variables = Mapping[str, str]
"""The environment, with what `manage.py sandbox` printed."""


def web(variables: Variables) -> requests.Session:
    """Trusts the sandbox's own authority, whatever proxies and bundles the environment has for others."""
    session = requests.Session()
    session.trust_env = False
    session.verify = variables["ENTRA_CA_BUNDLE"]
    return session


class Credential:
    """What the Graph SDK takes as a TokenCredential, made of msal."""

    def __init__(self, variables: Variables) -> None:
        self._scope = f"{variables['GRAPH_ENDPOINT']}/.default"
        self._app = msal.ConfidentialClientApplication(
            variables["ENTRA_CLIENT_ID"],
            client_credential=variables["ENTRA_CLIENT_SECRET"],
            authority=f"{variables['ENTRA_AUTHORITY']}/{variables['ENTRA_TENANT_ID']}",
            instance_discovery=False,  # Microsoft does not list the sandbox among its authorities
            http_client=web(variables),
        )

    def get_token(self, *_: str, **__: Any) -> AccessToken:
        answer = self._app.acquire_token_for_client([self._scope])
        if "access_token" not in answer:
            raise SystemExit(f"{answer['error']}: {answer['error_description']}")
        return AccessToken(answer["access_token"], int(time.time()) + answer["expires_in"])


def open_graph(variables: Variables) -> GraphServiceClient:
    """The SDK's own client, with its own retries, at the sandbox's address."""
    adapter = GraphRequestAdapter(AzureIdentityAuthenticationProvider(Credential(variables)))
    adapter.base_url = f"{variables['GRAPH_ENDPOINT']}/v1.0"
    return GraphServiceClient(request_adapter=adapter)
