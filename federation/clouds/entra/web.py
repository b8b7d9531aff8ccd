"""Plain HTTPS to Microsoft's sign-in service: for msal and for the federation metadata."""

import time
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from federation.clouds.entra.errors import throttled
from federation.clouds.entra.patience import SHORT_PAUSE, TIMES_IN_PLACE
from federation.endpoints import Endpoints
from federation.errors import CloudError, CloudFailed
from federation.pauses import AskedPause, asked_pause
from federation.sides import Side

CONNECT_SECONDS = 5.0
READ_SECONDS = 25.0


class _WellBehaved(HTTPAdapter):
    """Sets timeouts, which msal does not, and hears the cloud's wish for a pause, which msal does not pass on.

    A short pause is waited out here, because a call refused with 429 was not carried out. Raises CloudThrottled
    for a long one and CloudFailed for 408 and 5xx.
    """

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["timeout"] = kwargs.get("timeout") or (CONNECT_SECONDS, READ_SECONDS)
        for _ in range(TIMES_IN_PLACE - 1):
            response = super().send(request, *args, **kwargs)
            pause = pause_of(response)
            if response.status_code != 429 or pause is None or pause.asked > SHORT_PAUSE:
                return _usable(response)
            response.close()
            time.sleep(pause.seconds)
        return _usable(super().send(request, *args, **kwargs))


def pause_of(response: requests.Response) -> AskedPause | None:
    """What the answer asks for by its Retry-After header."""
    return asked_pause(response.headers.get("Retry-After", ""), date=response.headers.get("Date", ""))


def _usable(response: requests.Response) -> requests.Response:
    status = response.status_code
    if status < 500 and status not in (408, 429):
        return response
    with response:
        error = _refused(response, f"{status} {response.text[:500]}")
    # Whatever was about to be done: without a token it was not.
    error.unknown = False
    raise error


def _refused(response: requests.Response, detail: str) -> CloudError:
    pause = pause_of(response)
    if response.status_code == 429:
        return throttled("Microsoft's sign-in service", pause, detail=detail)
    return CloudFailed(
        "Microsoft's sign-in service is out of order.",
        retry_after=pause.seconds if pause else None,
        owner=Side.AZURE,
        detail=detail,
    )


def open_web(endpoints: Endpoints) -> requests.Session:
    """A session that trusts `endpoints.ca_bundle` alone if there is one. Close it after use."""
    session = requests.Session()
    session.mount("https://", _WellBehaved())
    session.mount("http://", _WellBehaved())
    if endpoints.ca_bundle:
        session.verify = endpoints.ca_bundle
        # requests prefers REQUESTS_CA_BUNDLE to `verify` and would send loopback through a proxy.
        session.trust_env = False
    return session
