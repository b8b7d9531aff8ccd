"""Writes down what goes over the wire between real SDKs and the simulated Graph."""

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

VERSION = "/graph/v1.0"


@dataclass(frozen=True)
class Exchange:
    """One request to Graph and its answer. Bodies are JSON values, None where there was none."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    consistency: str = ""
    sent: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    answered: Any = None

    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status}"


class Recorder:
    """A WSGI application around another one; `exchanges` are those with Graph, in order."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self.exchanges: list[Exchange] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Clients escape what the specification writes plainly, such as the $ of $ref.
        path = unquote(environ["PATH_INFO"])
        if not path.startswith(VERSION):
            return self._application(environ, start_response)
        request = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(request)
        started: list[Any] = []

        def start(*line_and_headers: Any) -> Any:
            started[:] = line_and_headers
            return start_response(*line_and_headers)

        body = b"".join(self._application(environ, start))
        self.exchanges.append(
            Exchange(
                method=environ["REQUEST_METHOD"],
                path=path.removeprefix(VERSION),
                query=dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)),
                consistency=environ.get("HTTP_CONSISTENCYLEVEL", ""),
                sent=_json(request),
                status=int(started[0].split()[0]),
                headers={name.lower(): value for name, value in started[1]},
                answered=_json(body),
            )
        )
        return [body]


def _json(body: bytes) -> Any:
    return json.loads(body) if body else None
