"""Plain HTTPS to Microsoft's sign-in service: for msal and for the federation metadata."""

from typing import Any

import requests
from requests.adapters import HTTPAdapter

from federation.endpoints import Endpoints

CONNECT_SECONDS = 5.0
READ_SECONDS = 25.0


class _AlwaysTimed(HTTPAdapter):
    """msal passes no timeout of its own, and requests would wait for ever."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["timeout"] = kwargs.get("timeout") or (CONNECT_SECONDS, READ_SECONDS)
        return super().send(request, *args, **kwargs)


def open_web(endpoints: Endpoints) -> requests.Session:
    """A session that trusts `endpoints.ca_bundle` alone if there is one. Close it after use."""
    session = requests.Session()
    session.mount("https://", _AlwaysTimed())
    session.mount("http://", _AlwaysTimed())
    if endpoints.ca_bundle:
        session.verify = endpoints.ca_bundle
        # requests prefers REQUESTS_CA_BUNDLE to `verify` and would send loopback through a proxy.
        session.trust_env = False
    return session
