"""Who may use the control pages: people at this machine, not pages of other sites in their browser."""

from urllib.parse import urlsplit

from werkzeug.wrappers import Request

from sandbox.addresses import Addresses

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def problem_with(request: Request, addresses: Addresses) -> str:
    """Why a request is not answered, or "".

    The name in Host must be one the sandbox goes by: another one may be a name of somebody else that leads
    here (DNS rebinding). What changes something must come from these pages, or from no page at all.
    """
    if _host_of(f"//{request.host}") not in _LOOPBACK | {_host_of(addresses.web)}:
        return "The sandbox is not called that. Open it under the address it printed when it started."
    if request.method in _READING:
        return ""
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != f"{request.scheme}://{request.host}"
    if foreign or request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        return "Another site asked for this change, so it was not made."
    return ""


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
