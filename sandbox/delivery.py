"""The last metre of an answer: late, cut short, replaced or never."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from werkzeug.wrappers import Response

from sandbox.faults import Fault, Incident
from sandbox.rows import Row

CONNECTION = "werkzeug.socket"
"""Where the server puts the connection into the WSGI environment (the name is werkzeug's)."""

_GATEWAY = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"
_GATEWAY_TITLES = {502: "502 Bad Gateway", 503: "503 Service Unavailable", 504: "504 Gateway Time-out"}


def lost_at_gateway(status: int) -> Response:
    """What a load balancer says when the service behind it does not: HTML, whatever was asked for."""
    return Response(_GATEWAY.format(_GATEWAY_TITLES[status]), status=status, content_type="text/html")


def spoil(response: Response, incident: Incident, lost: Callable[[int], Response]) -> Response:
    """The answer after the effect: `lost` makes the one that replaces a good one."""
    met = incident.first(Fault.LOSE)
    return lost(met.status) if met and response.status_code < 400 else response


def deliver(environ: Row, start_response: Any, response: Response, incident: Incident) -> Iterable[bytes]:
    """Send the answer as the incident has it."""
    if incident.lateness:
        time.sleep(incident.lateness)
    if incident.first(Fault.CUT, Fault.DROP):
        _hang_up(environ)
    elif incident.first(Fault.TRUNCATE):
        body = response.get_data()
        response.headers["Content-Length"] = str(len(body))
        response.response = _half(body, environ)
    return response(environ, start_response)


def _half(body: bytes, environ: Row) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    _hang_up(environ)


def _hang_up(environ: Row) -> None:
    connection = environ.get(CONNECTION)
    if connection is None:
        return
    # The client may have gone already.
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
