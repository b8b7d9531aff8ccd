"""Microsoft Graph v1.0, as far as the wizard needs it: a WSGI application over the routing table."""

import json
import uuid
from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication

from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from sandbox.addresses import Addresses
from sandbox.entra.errors import GraphError, bad_request, denied, not_found
from sandbox.entra.graph_bodies import check_body
from sandbox.entra.graph_call import Caller, GraphCall, Reply, without_annotations
from sandbox.entra.graph_routes import ROUTES, Route
from sandbox.entra.permissions import require
from sandbox.entra.synchronization import settle
from sandbox.entra.tokens import caller_of, token_expired
from sandbox.faults import Fault, Incident
from sandbox.rows import Row
from sandbox.visits import CutOff, Visit
from sandbox.world import World

_JSON = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
_THROTTLE_SECONDS = 1
# Source: Graph's answer quoted in microsoft-graph-docs issue 6259.
_UNREADABLE = (
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid "
    "JSON format."
)
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
        visit = Visit(world, "entra", Request(environ))
        return visit.finish(
            environ, start_response, _answer(visit, addresses), lambda status: _refusal(visit, _failed(status))
        )

    return application


def _answer(visit: Visit, addresses: Addresses) -> Response:
    visit.operation = f"{visit.request.method} {visit.request.path}"
    try:
        route, params = _route(visit.request)
        with visit.world.lock:
            reply = _carry_out(visit, addresses, route=route, params=params)
    except GraphError as error:
        visit.code = error.code
        return _refusal(visit, error)
    except CutOff:
        return Response(status=500)
    return _with_headers(visit, _json(reply.body, reply.status))


def _refusal(visit: Visit, error: GraphError) -> Response:
    now, ids = visit.world.now().strftime("%Y-%m-%dT%H:%M:%S"), _ids(visit)
    body = error.body(now=now, request_id=ids["request-id"], client_request_id=ids["client-request-id"])
    return _with_headers(visit, _json(body, error.status))


def _ids(visit: Visit) -> dict[str, str]:
    asked = visit.request.headers.get("client-request-id", visit.request_id)
    return {"request-id": visit.request_id, "client-request-id": asked}


def _route(request: Request) -> tuple[Route, dict[str, str]]:
    try:
        route, params = _MAP.bind("graph").match(request.path, method=request.method)
    except HTTPException as error:
        segment = request.path.rstrip("/").rpartition("/")[2]
        raise bad_request(f"Resource not found for the segment '{segment}'.", code="BadRequest") from error
    return route, dict(params)


def _refuse(incident: Incident) -> None:
    met = incident.refusal
    if met is None:
        return
    if met.fault is Fault.DENY:
        raise denied()
    if met.fault is Fault.EXPIRE:
        raise token_expired()
    if met.fault is Fault.THROTTLE:
        raise GraphError(429, "TooManyRequests", "Please retry again later.")
    raise _failed(500)


def _failed(status: int) -> GraphError:
    """How Graph words that it fails, or cannot find what was made a moment ago."""
    if status == 404:
        return not_found(str(uuid.uuid4()))
    if status == 503:
        return GraphError(503, "ServiceUnavailable", "The service is unavailable. Please try again later.")
    return GraphError(500, "InternalServerError", "An internal server error occurred.")


def _carry_out(visit: Visit, addresses: Addresses, *, route: Route, params: dict[str, str]) -> Reply:
    world, request, reads = visit.world, visit.request, route.method == "GET"
    incident = visit.meet(route.operation, reads=reads)
    _refuse(incident)
    settle(world)
    caller = caller_of(world, request.headers.get("Authorization", ""))
    visit.caller = _name(world, caller)
    require(caller, route.rules, writes=not reads)
    call = GraphCall(
        world=visit.shown() if reads else world,
        addresses=addresses,
        caller=caller,
        params=params,
        query=request.args.to_dict(),
        headers=request.headers,  # type: ignore[arg-type] # reads like a mapping, ignoring letter case
        path=request.path.removeprefix("/v1.0"),
        body=_body(request),
    )
    check_body(route.operation, call.body)
    with world.lagging(incident.lag):
        return route.handler(call)


def _name(world: World, caller: Caller) -> str:
    """Who calls, for the journal: the person, or the application that acts as itself."""
    person = world.table("entra.users").get(caller.user_id)
    if person is not None:
        return str(person["userPrincipalName"])
    registration = world.table("entra.registrations").get(caller.client_id, {})
    return str(registration.get("displayName", caller.client_id))


def _body(request: Request) -> Row:
    if not request.get_data():
        return {}
    try:
        body = without_annotations(request.get_json(force=True)) if request.is_json else None
    except (BadRequest, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise bad_request(_UNREADABLE, code="BadRequest")
    return body


def _json(body: Row | None, status: int) -> Response:
    if body is None:
        return Response(status=HTTPStatus.NO_CONTENT)
    return Response(json.dumps(body), status=status, content_type=_JSON)


def _with_headers(visit: Visit, response: Response) -> Response:
    response.headers.update(_ids(visit))
    response.headers["OData-Version"] = "4.0"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["x-ms-resource-unit"] = "1"
    response.headers["x-ms-ags-diagnostic"] = '{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"5"}}'
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        met = visit.incident.first(Fault.THROTTLE)
        response.headers["Retry-After"] = f"{(met.seconds if met else 0) or _THROTTLE_SECONDS:g}"
        response.headers["x-ms-throttle-information"] = "WriteLimitExceeded"
    return response
