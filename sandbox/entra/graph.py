"""Microsoft Graph v1.0, as far as the wizard needs it: a WSGI application over the routing table."""

import json
import time
import uuid
from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication

from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from sandbox.addresses import Addresses
from sandbox.entra.errors import GraphError, bad_request, denied
from sandbox.entra.graph_call import GraphCall, Reply, without_annotations
from sandbox.entra.graph_routes import ROUTES, Route
from sandbox.entra.permissions import require
from sandbox.entra.tokens import caller_of
from sandbox.faults import Fault
from sandbox.journal import Call
from sandbox.rows import Row
from sandbox.world import World

_JSON = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
_THROTTLE_SECONDS = 1
_MAP = Map(
    [
        Rule(
            "/v1.0" + route.path.replace("{", "<").replace("}", ">"),
            methods=[route.method],
            endpoint=route,
        )
        for route in ROUTES
    ],
    strict_slashes=False,
    merge_slashes=False,
)


def create_graph(world: World, addresses: Addresses) -> WSGIApplication:
    """The application to mount where GRAPH_ENDPOINT points."""

    def application(environ: Row, start_response: StartResponse) -> Iterable[bytes]:
        started = time.monotonic()
        request = Request(environ)
        operation, response = _answer(world, addresses, request)
        spent = (time.monotonic() - started) * 1000
        with world.lock:
            world.journal.write(Call(world.now(), "entra", operation, response.status_code, spent))
        return response(environ, start_response)

    return application


def _answer(world: World, addresses: Addresses, request: Request) -> tuple[str, Response]:
    ids = {
        "request-id": str(uuid.uuid4()),
        "client-request-id": request.headers.get("client-request-id", str(uuid.uuid4())),
    }
    operation, throttled = f"{request.method} {request.path}", False
    try:
        route, params = _route(request)
        operation = route.operation
        with world.lock:
            _meet_fault(world, operation)
            reply = _carry_out(world, addresses, request, route=route, params=params)
        response = _json(reply.body, reply.status)
    except GraphError as error:
        now = world.now().strftime("%Y-%m-%dT%H:%M:%S")
        body = error.body(now=now, request_id=ids["request-id"], client_request_id=ids["client-request-id"])
        response = _json(body, error.status)
        throttled = error.status == HTTPStatus.TOO_MANY_REQUESTS
    _add_headers(response, ids, throttled=throttled)
    return operation, response


def _route(request: Request) -> tuple[Route, dict[str, str]]:
    try:
        route, params = _MAP.bind("graph").match(request.path, method=request.method)
    except HTTPException as error:
        segment = request.path.rstrip("/").rpartition("/")[2]
        raise bad_request(f"Resource not found for the segment '{segment}'.", code="BadRequest") from error
    return route, dict(params)


def _meet_fault(world: World, operation: str) -> None:
    fault = world.faults.take(operation)
    if fault is Fault.DENY:
        raise denied()
    if fault is Fault.THROTTLE:
        raise GraphError(429, "TooManyRequests", "Please retry again later.")
    if fault is Fault.FAIL:
        raise GraphError(500, "InternalServerError", "An internal server error occurred.")


def _carry_out(
    world: World, addresses: Addresses, request: Request, *, route: Route, params: dict[str, str]
) -> Reply:
    caller = caller_of(world, request.headers.get("Authorization", ""))
    require(caller, route.rules, writes=route.method != "GET")
    call = GraphCall(
        world=world,
        addresses=addresses,
        caller=caller,
        params=params,
        query=request.args.to_dict(),
        headers=request.headers,  # type: ignore[arg-type] # reads like a mapping, ignoring letter case
        path=request.path.removeprefix("/v1.0"),
        body=_body(request),
    )
    return route.handler(call)


def _body(request: Request) -> Row:
    if not request.data:
        return {}
    try:
        body = without_annotations(request.get_json(force=True))
    except BadRequest as error:
        raise bad_request("Unable to read JSON request payload.", code="BadRequest") from error
    if not isinstance(body, dict):
        raise bad_request("Unable to read JSON request payload.", code="BadRequest")
    return body


def _json(body: Row | None, status: int) -> Response:
    if body is None:
        return Response(status=HTTPStatus.NO_CONTENT)
    return Response(json.dumps(body), status=status, content_type=_JSON)


def _add_headers(response: Response, ids: dict[str, str], *, throttled: bool) -> None:
    response.headers.update(ids)
    response.headers["OData-Version"] = "4.0"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["x-ms-resource-unit"] = "1"
    response.headers["x-ms-ags-diagnostic"] = '{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"5"}}'
    if throttled:
        response.headers["Retry-After"] = str(_THROTTLE_SECONDS)
        response.headers["x-ms-throttle-information"] = "WriteLimitExceeded"
